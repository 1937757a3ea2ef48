import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database';
import { type Page, page, type PageRequest } from '../../database/page';
import type { Scope } from '../../database/scope';
import { Events } from '../../events/events.service';
import { notFound, Problem } from '../../problems/problem';
import { StoryLookup } from '../story-lookup.service';
import { type StoryDetails, StoryReader } from '../story-reader.service';
import { Story } from '../story.entity';
import { StoryDependency } from './story-dependency.entity';

/** Which stories have to be done before others. The graph has no cycle: writes that would close one are refused. */
@Injectable()
export class DependenciesService {
  constructor(
    private readonly db: Database,
    private readonly lookup: StoryLookup,
    private readonly reader: StoryReader,
    private readonly events: Events,
  ) {}

  /** @throws Problem 404 when either story does not exist, 409 when the story is over or it would close a cycle, which it names */
  add(scope: Scope, id: string, dependsOn: string): Promise<StoryDetails> {
    return this.db.transaction(async () => {
      await this.lockGraph(scope);
      const story = await this.lookup.open(scope, id);
      const before = await this.lookup.find(scope, dependsOn);
      await this.refuseCycle(story, before);
      const edge = { storyUuid: story.id, dependsOnUuid: before.id };
      if (await this.db.of(StoryDependency).existsBy(edge)) return this.reader.read(scope, story.id);
      await this.db.of(StoryDependency).insert({ ...edge, projectId: scope.projectId });
      return this.tell(scope, story, 'story.dependency_added', before);
    });
  }

  /** @throws Problem 404 when the story does not depend on the other, 409 when it is over */
  remove(scope: Scope, id: string, dependsOn: string): Promise<StoryDetails> {
    return this.db.transaction(async () => {
      const story = await this.lookup.open(scope, id);
      const before = await this.lookup.find(scope, dependsOn);
      const edge = { storyUuid: story.id, dependsOnUuid: before.id };
      const { affected } = await this.db.of(StoryDependency).delete(edge);
      if (!affected) throw notFound('dependency', dependsOn);
      return this.tell(scope, story, 'story.dependency_removed', before);
    });
  }

  /** The stories that have to be done before, oldest first. */
  async list(scope: Scope, id: string, request: PageRequest): Promise<Page<Story>> {
    const story = await this.lookup.find(scope, id);
    const query = this.db
      .of(Story)
      .createQueryBuilder('story')
      .innerJoin(StoryDependency, 'dependency', 'dependency.dependsOnUuid = story.id')
      .where('dependency.storyUuid = :id', { id: story.id });
    return page(query, request);
  }

  /** Two edges that are added at once could close a cycle that neither closes alone. */
  private async lockGraph({ projectId }: Scope): Promise<void> {
    const key = `nest-bmad:story-dependencies:${projectId}`;
    await this.db.sql`select pg_advisory_xact_lock(hashtextextended(${key}, 0))`;
  }

  private async refuseCycle(story: Story, before: Story): Promise<void> {
    if (story.id === before.id) throw cycle([story.storyId, story.storyId]);
    const edges = await this.db.sql<{ child: string; parent: string }>`
      with recursive edge (child, parent) as (
        select story_uuid, depends_on_uuid from ${StoryDependency} where story_uuid = ${before.id}
        union
        select next.story_uuid, next.depends_on_uuid
        from ${StoryDependency} next join edge on next.story_uuid = edge.parent
      )
      select child, parent from edge where exists (select from edge closing where closing.parent = ${story.id})`;
    if (!edges.length) return;
    const path = pathBack(edges, story.id, before.id);
    const names = await this.namesOf(path);
    throw cycle([story.storyId, ...path.map((id) => names.get(id)!)]);
  }

  private async namesOf(ids: string[]): Promise<Map<string, string>> {
    const rows = await this.db.sql<{ id: string; name: string }>`
      select id, story_id as name from ${Story} where id = any(${ids})`;
    return new Map(rows.map(({ id, name }) => [id, name]));
  }

  private async tell(scope: Scope, { id }: Story, type: string, before: Story): Promise<StoryDetails> {
    const { storyId, revision } = await this.lookup.touch(scope, id);
    const data = { story_id: storyId, depends_on: before.storyId, revision };
    await this.events.add(scope, type, { type: 'story', id }, data);
    return this.reader.read(scope, id);
  }
}

/** The way from `root` to `goal` along edges that can all be reached from `root`. */
function pathBack(edges: { child: string; parent: string }[], goal: string, root: string): string[] {
  const childOf = new Map(edges.map(({ child, parent }) => [parent, child]));
  const path = [goal];
  while (path[0] !== root) path.unshift(childOf.get(path[0])!);
  return path;
}

const cycle = (names: string[]) =>
  new Problem('dependency-cycle', 409, 'The dependency would close a cycle', {
    detail: `Each of these would wait for the next: ${names.join(' → ')}.`,
    errors: [{ field: 'depends_on', message: `closes the cycle ${names.join(' → ')}` }],
  });
