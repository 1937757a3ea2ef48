import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { Database } from '../database/database';
import { identify } from '../database/identify';
import type { Scope } from '../database/scope';
import { StoryCriterion } from './criteria/story-criterion.entity';
import { StoryDependency } from './dependencies/story-dependency.entity';
import { QualityGate } from './gates/gate.entity';
import { StoryLookup } from './story-lookup.service';
import { StoryRollup } from './story-rollup.entity';
import { Story } from './story.entity';

/** A story with what lists show beside it. */
export interface ListedStory {
  /** With its epic's readable id. */
  story: Story;
  rollup: StoryRollup;
  /** The readable ids of the stories that have to be done before. */
  dependencies: string[];
  newestGate?: QualityGate;
}

/** A story with all that belongs to it. */
export interface StoryDetails extends ListedStory {
  /** In order, acceptance criteria first. */
  criteria: StoryCriterion[];
}

/** Reads stories together with what is shown beside them. */
@Injectable()
export class StoryReader {
  constructor(
    private readonly db: Database,
    private readonly lookup: StoryLookup,
  ) {}

  /** Stories with the readable id of their epic. */
  query({ projectId }: Scope) {
    return this.db
      .of(Story)
      .createQueryBuilder('story')
      .leftJoin('story.epic', 'epic')
      .addSelect(['epic.id', 'epic.epicId'])
      .where({ projectId });
  }

  /** @throws Problem 404 with look-alikes */
  async read(scope: Scope, id: string): Promise<StoryDetails> {
    const story = await this.query(scope).andWhere(identify(id, 'storyId')).getOne();
    const [listed] = await this.list([story ?? (await this.lookup.find(scope, id))]);
    const criteria = await this.db
      .of(StoryCriterion)
      .find({ where: { storyUuid: listed.story.id }, order: { kind: 'ASC', number: 'ASC' } });
    return { ...listed, criteria };
  }

  /** What is shown of each of many stories, in one statement for all. */
  async list(stories: Story[]): Promise<ListedStory[]> {
    const ids = stories.map(({ id }) => id);
    const rollups = await this.db.of(StoryRollup).findBy({ storyUuid: In(ids) });
    const rollupOf = new Map(rollups.map((rollup) => [rollup.storyUuid, rollup]));
    const gateOf = await this.newestGates(ids);
    const dependenciesOf = await this.dependencies(ids);
    return stories.map((story) => ({
      story,
      rollup: rollupOf.get(story.id)!,
      dependencies: dependenciesOf.get(story.id) ?? [],
      newestGate: gateOf.get(story.id),
    }));
  }

  private async newestGates(ids: string[]): Promise<Map<string, QualityGate>> {
    const rows = await this.db.sql<object>`
      select distinct on (gate.story_uuid) ${this.db.columns(QualityGate, 'gate')} from ${QualityGate} gate
      where gate.story_uuid = any(${ids}) order by gate.story_uuid, gate.id desc`;
    const gates = rows.map((row) => this.db.hydrate(QualityGate, row));
    return new Map(gates.map((gate) => [gate.storyUuid, gate]));
  }

  private async dependencies(ids: string[]): Promise<Map<string, string[]>> {
    const rows = await this.db.sql<{ id: string; names: string[] }>`
      select dependency.story_uuid as id, array_agg(story.story_id order by story.id) as names
      from ${StoryDependency} dependency join ${Story} story on story.id = dependency.depends_on_uuid
      where dependency.story_uuid = any(${ids}) group by dependency.story_uuid`;
    return new Map(rows.map(({ id, names }) => [id, names]));
  }
}
