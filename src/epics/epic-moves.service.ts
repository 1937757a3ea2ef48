import { Injectable } from '@nestjs/common';
import { Database } from '../database/database';
import type { Scope } from '../database/scope';
import { Events } from '../events/events.service';
import { move } from '../flow/move';
import { Problem } from '../problems/problem';
import { EpicGuards } from './epic-guards';
import { EpicLookup } from './epic-lookup.service';
import { type EpicDetails, EpicReader } from './epic-reader.service';
import { Epic } from './epic.entity';
import { epicFlow, type EpicMove, epicMoves, epicMoveTable, isEpicOver } from './epic.flow';

const events: Record<EpicMove, string> = {
  activate: 'epic.activated',
  done: 'epic.done',
  cancel: 'epic.cancelled',
  reopen: 'epic.reopened',
};

/** The only door through which an epic changes its state. */
@Injectable()
export class EpicMoves {
  constructor(
    private readonly db: Database,
    private readonly lookup: EpicLookup,
    private readonly reader: EpicReader,
    private readonly guards: EpicGuards,
    private readonly events: Events,
  ) {}

  /** @throws Problem 409 when the state does not allow the move, or something stands between the epic and DONE */
  make(scope: Scope, id: string, name: EpicMove, reason?: string): Promise<EpicDetails> {
    return this.db.transaction(async () => {
      const epic = await this.lookup.lock(scope, id);
      const to = epicMoveTable[name][epic.status];
      if (!to) throw notNow(epic, name);
      if (name === 'done') await this.refuseUnfinished(scope, epic);
      const set = { endedAt: isEpicOver(to) ? new Date() : null };
      await move(this.db, epic, { entity: Epic, noun: 'epic', name: epic.epicId, flow: epicFlow, to, set });
      const data = { epic_id: epic.epicId, from: epic.status, to, reason };
      await this.events.add(scope, events[name], { type: 'epic', id: epic.id }, data);
      return this.reader.read(scope, epic.id);
    });
  }

  private async refuseUnfinished(scope: Scope, epic: Epic): Promise<void> {
    const errors = await this.guards.standing(scope, epic);
    if (!errors.length) return;
    throw new Problem('epic-not-done', 409, 'Something stands between the epic and DONE', {
      detail: `The epic '${epic.epicId}' cannot be done: ${errors.map(({ message }) => message).join('; ')}.`,
      errors,
      allowed: epicFlow.next(epic.status).filter((to) => to !== 'DONE'),
    });
  }
}

function notNow({ epicId, status }: Epic, name: EpicMove): Problem {
  const open = epicMoves.filter((other) => epicMoveTable[other][status]);
  return new Problem('illegal-move', 409, 'The state does not allow this move', {
    detail: `The epic '${epicId}' is ${status}, so '${name}' is not open to it; what is: ${open.join(', ')}.`,
    allowed: open.map((other) => epicMoveTable[other][status]!),
  });
}
