import { Injectable } from '@nestjs/common';
import { Database } from '../database/database';
import { type Page, page, type PageRequest } from '../database/page';
import type { Scope } from '../database/scope';
import type { Event } from '../events/event.entity';
import { Events } from '../events/events.service';
import { Problem, unacceptable } from '../problems/problem';
import { codeOf } from '../database/failures';
import { EpicLookup } from './epic-lookup.service';
import { type EpicDetails, EpicReader, type ListedEpic } from './epic-reader.service';
import { Epic } from './epic.entity';
import type { EpicStatus } from './epic.flow';
import { keyResultRows, type NewObjective } from './goals/goals.service';
import { KeyResult } from './goals/key-result.entity';
import { EpicRisk } from './risks/epic-risk.entity';
import type { NewRisk } from './risks/risks.service';

/** What an epic says of itself, beside its objectives and risks. */
export type EpicText = Pick<
  Epic,
  'name' | 'description' | 'businessValue' | 'assumptions' | 'stakeholders' | 'startDate' | 'targetDate'
>;

export interface NewEpic extends Partial<EpicText> {
  epicId: string;
  name: string;
  objectives: NewObjective[];
  risks: NewRisk[];
}

export interface EpicFilter extends PageRequest {
  status?: EpicStatus;
  /** Part of the id, name or description, in any letter case. */
  text?: string;
}

@Injectable()
export class EpicsService {
  constructor(
    private readonly db: Database,
    private readonly lookup: EpicLookup,
    private readonly reader: EpicReader,
    private readonly events: Events,
  ) {}

  /** @throws Problem 409 when the id is taken, 422 when it ends before it starts */
  async create(scope: Scope, { objectives, risks, ...text }: NewEpic): Promise<EpicDetails> {
    const { projectId } = scope;
    refuseBackwards(text);
    return this.db.transaction(async () => {
      const id = await this.insert({ ...text, projectId, objectives: objectives.map(({ objective }) => objective) });
      const owner = { projectId, epicUuid: id };
      const keyResults = objectives.flatMap(({ keyResults }, place) => keyResultRows(owner, place, keyResults));
      if (keyResults.length) await this.db.insert(KeyResult, keyResults);
      if (risks.length)
        await this.db.insert(
          EpicRisk,
          risks.map((risk) => ({ ...risk, ...owner })),
        );
      await this.events.add(scope, 'epic.created', { type: 'epic', id }, { epic_id: text.epicId });
      return this.reader.read(scope, id);
    });
  }

  /** @throws Problem 409 when the epic is over, 422 when it would end before it starts */
  change(scope: Scope, id: string, change: Partial<EpicText>): Promise<EpicDetails> {
    return this.db.transaction(async () => {
      const epic = await this.lookup.open(scope, id);
      refuseBackwards({ ...epic, ...change });
      const members = Object.keys(change);
      if (members.length) {
        await this.db.of(Epic).update({ id: epic.id }, change);
        await this.events.add(scope, 'epic.changed', { type: 'epic', id: epic.id }, { epic_id: epic.epicId, members });
      }
      return this.reader.read(scope, epic.id);
    });
  }

  /** The epics that match every given filter, oldest first. */
  async list({ projectId }: Scope, { status, text, ...request }: EpicFilter): Promise<Page<ListedEpic>> {
    const query = this.db.of(Epic).createQueryBuilder('epic').where({ projectId });
    if (status) query.andWhere({ status });
    if (text) {
      const words = "concat_ws(' ', epic.epicId, epic.name, epic.description)";
      query.andWhere(`strpos(lower(${words}), lower(:text)) > 0`, { text });
    }
    const { items, next } = await page(query, request);
    return { items: await this.reader.list(items), next };
  }

  /** What happened to an epic, oldest first. */
  async history(scope: Scope, id: string, { after, limit }: PageRequest): Promise<Page<Event>> {
    const epic = await this.lookup.find(scope, id);
    return this.events.about(scope, epic.id, after, limit);
  }

  private async insert(row: Partial<Epic>): Promise<string> {
    try {
      const [id] = await this.db.insert(Epic, row);
      return id;
    } catch (error) {
      if (codeOf(error) !== '23505') throw error;
      throw new Problem('epic-exists', 409, 'The epic exists already', {
        detail: `There is an epic '${row.epicId}' already; choose another epic_id, or change that one.`,
      });
    }
  }
}

function refuseBackwards({ startDate, targetDate }: Partial<EpicText>): void {
  if (!startDate || !targetDate || startDate <= targetDate) return;
  throw unacceptable('target_date', `The target date ${targetDate} is before the start date ${startDate}.`);
}
