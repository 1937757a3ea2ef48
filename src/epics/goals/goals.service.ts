import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database';
import { isUuid } from '../../database/identify';
import type { Scope } from '../../database/scope';
import { Events } from '../../events/events.service';
import { notFound, Problem, unacceptable } from '../../problems/problem';
import { codeOf } from '../../database/failures';
import { EpicLookup } from '../epic-lookup.service';
import { type EpicDetails, EpicReader } from '../epic-reader.service';
import { Epic } from '../epic.entity';
import { KeyResult } from './key-result.entity';

export type NewKeyResult = Pick<KeyResult, 'name' | 'target'> & Partial<Pick<KeyResult, 'current' | 'unit'>>;

export interface NewObjective {
  objective: string;
  keyResults: NewKeyResult[];
}

/** The rows of an objective's key results. */
export const keyResultRows = (
  owner: Pick<KeyResult, 'projectId' | 'epicUuid'>,
  place: number,
  keyResults: NewKeyResult[],
): Partial<KeyResult>[] => keyResults.map((keyResult) => ({ ...keyResult, ...owner, objective: place }));

/** What an epic shall achieve, and by which figures one sees it. */
@Injectable()
export class GoalsService {
  constructor(
    private readonly db: Database,
    private readonly lookup: EpicLookup,
    private readonly reader: EpicReader,
    private readonly events: Events,
  ) {}

  /** @throws Problem 409 when the epic is over */
  addObjective(scope: Scope, epicId: string, { objective, keyResults }: NewObjective): Promise<EpicDetails> {
    return this.db.transaction(async () => {
      const epic = await this.lookup.open(scope, epicId);
      const place = epic.objectives.length;
      await this.db.of(Epic).update({ id: epic.id }, { objectives: [...epic.objectives, objective] });
      await this.insert(epic, place, keyResults);
      return this.tell(scope, epic, 'epic.objective_added', { objective: place + 1 });
    });
  }

  /**
   * @param number the place of the objective in the epic, from 1
   * @throws Problem 409 when the epic is over or the objective has a key result of that name, 422 when there is no such objective
   */
  addKeyResult(scope: Scope, epicId: string, number: number, keyResult: NewKeyResult): Promise<EpicDetails> {
    return this.db.transaction(async () => {
      const epic = await this.lookup.open(scope, epicId);
      if (number > epic.objectives.length) throw noObjective(epic, number);
      await this.insert(epic, number - 1, [keyResult]);
      return this.tell(scope, epic, 'epic.key_result_added', { objective: number, name: keyResult.name });
    });
  }

  /**
   * Measures a key result, also after the epic is over; its target changes only before.
   * @throws Problem 404 when the epic has no such key result, 409 when its target may not change
   */
  changeKeyResult(
    scope: Scope,
    epicId: string,
    id: string,
    change: Partial<Pick<KeyResult, 'current' | 'target' | 'unit'>>,
  ): Promise<EpicDetails> {
    return this.db.transaction(async () => {
      const measures = change.target === undefined && change.unit === undefined;
      const epic = measures ? await this.lookup.lock(scope, epicId) : await this.lookup.open(scope, epicId);
      const where = { id, epicUuid: epic.id };
      const keyResult = isUuid(id) ? await this.db.of(KeyResult).findOneBy(where) : null;
      if (!keyResult) throw notFound('key-result', id);
      if (!Object.keys(change).length) return this.reader.read(scope, epic.id);
      await this.db.of(KeyResult).update(where, change);
      return this.tell(scope, epic, 'epic.key_result_changed', { name: keyResult.name, ...change });
    });
  }

  private async insert({ id, projectId }: Epic, place: number, keyResults: NewKeyResult[]): Promise<void> {
    if (!keyResults.length) return;
    try {
      await this.db.insert(KeyResult, keyResultRows({ projectId, epicUuid: id }, place, keyResults));
    } catch (error) {
      if (codeOf(error) !== '23505') throw error;
      throw new Problem('key-result-exists', 409, 'The key result exists already', {
        detail: `The objective ${place + 1} has a key result of that name already; change that one, or choose another name.`,
      });
    }
  }

  private async tell(scope: Scope, { id, epicId }: Epic, type: string, data: object): Promise<EpicDetails> {
    await this.events.add(scope, type, { type: 'epic', id }, { epic_id: epicId, ...data });
    return this.reader.read(scope, id);
  }
}

const noObjective = ({ epicId, objectives }: Epic, number: number) =>
  unacceptable(
    'objective',
    `The epic '${epicId}' has ${objectives.length} objectives, so there is no number ${number}.`,
  );
