import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { Database } from '../database/database';
import type { Scope } from '../database/scope';
import { EpicLookup } from './epic-lookup.service';
import { EpicRollup } from './epic-rollup.entity';
import { Epic } from './epic.entity';
import { KeyResult } from './goals/key-result.entity';
import { EpicRisk } from './risks/epic-risk.entity';

/** An epic with what its stories and tasks add up to. */
export interface ListedEpic {
  epic: Epic;
  rollup: EpicRollup;
}

/** An epic with all that belongs to it. */
export interface EpicDetails extends ListedEpic {
  keyResults: KeyResult[];
  risks: EpicRisk[];
}

/** Reads epics together with what is shown beside them. */
@Injectable()
export class EpicReader {
  constructor(
    private readonly db: Database,
    private readonly lookup: EpicLookup,
  ) {}

  /** @throws Problem 404 with look-alikes */
  async read(scope: Scope, id: string): Promise<EpicDetails> {
    const epic = await this.lookup.find(scope, id);
    const [listed] = await this.list([epic]);
    const mine = { where: { epicUuid: epic.id }, order: { id: 'ASC' as const } };
    const keyResults = await this.db.of(KeyResult).find(mine);
    return { ...listed, keyResults, risks: await this.db.of(EpicRisk).find(mine) };
  }

  /** What is shown of each of many epics, in one statement for all. */
  async list(epics: Epic[]): Promise<ListedEpic[]> {
    const rollups = await this.db.of(EpicRollup).findBy({ epicUuid: In(epics.map(({ id }) => id)) });
    const byEpic = new Map(rollups.map((rollup) => [rollup.epicUuid, rollup]));
    return epics.map((epic) => ({ epic, rollup: byEpic.get(epic.id)! }));
  }
}
