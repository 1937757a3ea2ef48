import { Injectable } from '@nestjs/common';
import { Database } from '../database/database';
import { identify } from '../database/identify';
import type { Scope } from '../database/scope';
import { nearest } from '../problems/nearest';
import { notFound, Problem } from '../problems/problem';
import { Story } from './story.entity';
import { isStoryOver, storyFlow } from './story.flow';

/** Which story is meant, and the lock under which it and all that belongs to it change. */
@Injectable()
export class StoryLookup {
  constructor(private readonly db: Database) {}

  /** The story of a UUID or a readable id. @throws Problem 404 with look-alikes */
  async find(scope: Scope, id: string): Promise<Story> {
    return this.load(scope, id, false);
  }

  /** The same; until the transaction ends nobody else changes it, its criteria, gates or tasks. */
  async lock(scope: Scope, id: string): Promise<Story> {
    return this.load(scope, id, true);
  }

  /** A story that something may be added to, locked. @throws Problem 409 when the story is over: reopen it first */
  async open(scope: Scope, id: string): Promise<Story> {
    const story = await this.lock(scope, id);
    if (isStoryOver(story.status)) throw storyOver(story);
    return story;
  }

  /**
   * Counts a change of the story, or of something that belongs to it, inside the caller's transaction: what was judged
   * before no longer holds. Lock a story before its tasks, never after.
   * @throws Problem 409 when the story is over: reopen it first
   */
  async touch(scope: Scope, id: string): Promise<Story> {
    const story = await this.open(scope, id);
    story.revision++;
    await this.db.of(Story).update({ id: story.id }, { revision: story.revision });
    return story;
  }

  /** The same for those of these stories, by their readable ids, that are there and not over. */
  async touchOpen({ projectId }: Scope, storyIds: readonly string[]): Promise<void> {
    await this.db.sql`
      with open as materialized (
        select id from ${Story} where project_id = ${projectId} and story_id = any(${storyIds})
          and status::text <> all(${storyFlow.states.filter(isStoryOver)}) order by id for update
      )
      update ${Story} story set revision = story.revision + 1, updated_at = now(), version = story.version + 1
      from open where story.id = open.id`;
  }

  private async load({ projectId }: Scope, id: string, lock: boolean): Promise<Story> {
    const story = await this.db.of(Story).findOne({
      where: { projectId, ...identify(id, 'storyId') },
      ...(lock && { lock: { mode: 'pessimistic_write' as const } }),
    });
    if (story) return story;
    const recent = await this.db
      .of(Story)
      .find({ select: { storyId: true }, where: { projectId }, order: { id: 'DESC' }, take: 1000 });
    throw notFound(
      'story',
      id,
      nearest(
        id,
        recent.map(({ storyId }) => storyId),
      ),
    );
  }
}

const storyOver = ({ storyId, status }: Story) =>
  new Problem('story-over', 409, 'The story is over', {
    detail: `The story '${storyId}' is ${status}; reopen it before anything of it changes.`,
    allowed: ['reopen'],
  });
