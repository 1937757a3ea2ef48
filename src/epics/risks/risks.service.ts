import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database';
import { isUuid } from '../../database/identify';
import type { Scope } from '../../database/scope';
import { Events } from '../../events/events.service';
import { notFound } from '../../problems/problem';
import { EpicLookup } from '../epic-lookup.service';
import { type EpicDetails, EpicReader } from '../epic-reader.service';
import type { Epic } from '../epic.entity';
import { EpicRisk } from './epic-risk.entity';

export type NewRisk = Pick<EpicRisk, 'risk' | 'probability' | 'impact'> &
  Partial<Pick<EpicRisk, 'owner' | 'mitigation' | 'state'>>;

/** What may go wrong with an epic, and what is done about it. */
@Injectable()
export class RisksService {
  constructor(
    private readonly db: Database,
    private readonly lookup: EpicLookup,
    private readonly reader: EpicReader,
    private readonly events: Events,
  ) {}

  /** @throws Problem 409 when the epic is over */
  add(scope: Scope, epicId: string, risk: NewRisk): Promise<EpicDetails> {
    return this.db.transaction(async () => {
      const epic = await this.lookup.open(scope, epicId);
      const [id] = await this.db.insert(EpicRisk, { ...risk, projectId: scope.projectId, epicUuid: epic.id });
      return this.tell(scope, epic, 'epic.risk_added', { risk_id: id });
    });
  }

  /** @throws Problem 404 when the epic has no such risk, 409 when the epic is over */
  change(scope: Scope, epicId: string, id: string, change: Partial<NewRisk>): Promise<EpicDetails> {
    return this.db.transaction(async () => {
      const epic = await this.lookup.open(scope, epicId);
      const where = { id, epicUuid: epic.id };
      if (!isUuid(id) || !(await this.db.of(EpicRisk).existsBy(where))) throw notFound('risk', id);
      const members = Object.keys(change);
      if (!members.length) return this.reader.read(scope, epic.id);
      await this.db.of(EpicRisk).update(where, change);
      return this.tell(scope, epic, 'epic.risk_changed', { risk_id: id, members, state: change.state });
    });
  }

  private async tell(scope: Scope, { id, epicId }: Epic, type: string, data: object): Promise<EpicDetails> {
    await this.events.add(scope, type, { type: 'epic', id }, { epic_id: epicId, ...data });
    return this.reader.read(scope, id);
  }
}
