import { Injectable } from '@nestjs/common';
import { Counter } from '../database/counter.entity';
import { Database } from '../database/database';
import { isUuid } from '../database/identify';
import { type Page, page, type PageRequest } from '../database/page';
import type { Scope } from '../database/scope';
import { EpicLookup } from '../epics/epic-lookup.service';
import type { Event } from '../events/event.entity';
import { Events } from '../events/events.service';
import { Problem } from '../problems/problem';
import { codeOf } from '../database/failures';
import { seriesOf } from './criteria/criteria.service';
import { type CriterionKind, StoryCriterion } from './criteria/story-criterion.entity';
import { StoryDependency } from './dependencies/story-dependency.entity';
import { StoryLookup } from './story-lookup.service';
import { type ListedStory, type StoryDetails, StoryReader } from './story-reader.service';
import { Story } from './story.entity';
import type { StoryStatus } from './story.flow';

/** What a story says of itself, beside its criteria and dependencies. */
export type StoryText = Pick<
  Story,
  | 'title'
  | 'userStory'
  | 'storyPoints'
  | 'estimatedHours'
  | 'tags'
  | 'labels'
  | 'assignee'
  | 'workflowKey'
  | 'devNotes'
  | 'rawStatus'
>;

export interface NewStory extends Partial<StoryText> {
  storyId: string;
  title: string;
  gateRequired: boolean;
  epicId?: string;
  acceptanceCriteria: string[];
  definitionOfDone: string[];
  dependencies: string[];
}

export interface StoryChanges {
  text: Partial<StoryText>;
  /** Another epic, or null for none. */
  epicId?: string | null;
  /** Files that the work has touched, added to those that are there. */
  files?: string[];
  /** What was changed, added to the story's change log. */
  changes?: string[];
}

export interface StoryFilter extends PageRequest {
  status?: StoryStatus;
  epicId?: string;
  assignee?: string;
  workflowKey?: string;
  tag?: string;
  label?: string;
  /** Part of the id, title or dev notes, in any letter case. */
  text?: string;
}

@Injectable()
export class StoriesService {
  constructor(
    private readonly db: Database,
    private readonly lookup: StoryLookup,
    private readonly reader: StoryReader,
    private readonly epics: EpicLookup,
    private readonly events: Events,
  ) {}

  /** @throws Problem 404 for an unknown epic or dependency, 409 when the id is taken or the epic is over */
  create(scope: Scope, story: NewStory): Promise<StoryDetails> {
    const { projectId } = scope;
    const { epicId, acceptanceCriteria, definitionOfDone, dependencies, ...text } = story;
    return this.db.transaction(async () => {
      const epic = epicId === undefined ? null : await this.epics.open(scope, epicId);
      const before = new Set<string>();
      for (const name of dependencies) before.add((await this.lookup.find(scope, name)).id);
      const storyUuid = await this.insert({ ...text, projectId, epicUuid: epic?.id ?? null });
      await this.insertCriteria(scope, storyUuid, 'ACCEPTANCE', acceptanceCriteria);
      await this.insertCriteria(scope, storyUuid, 'DEFINITION_OF_DONE', definitionOfDone);
      const rows = [...before].map((dependsOnUuid) => ({ storyUuid, dependsOnUuid, projectId }));
      if (rows.length) await this.db.of(StoryDependency).insert(rows);
      const data = { story_id: text.storyId, epic_id: epic?.epicId };
      await this.events.add(scope, 'story.created', { type: 'story', id: storyUuid }, data);
      return this.reader.read(scope, storyUuid);
    });
  }

  /** @throws Problem 404 for an unknown epic, 409 when the story or its new epic is over */
  change(scope: Scope, id: string, { text, epicId, files = [], changes = [] }: StoryChanges): Promise<StoryDetails> {
    return this.db.transaction(async () => {
      const story = await this.lookup.open(scope, id);
      const set: Partial<Story> = { ...text };
      if (epicId !== undefined) set.epicUuid = epicId === null ? null : (await this.epics.open(scope, epicId)).id;
      const added = files.filter((file) => !story.fileList.includes(file));
      if (added.length) set.fileList = [...story.fileList, ...new Set(added)];
      const at = new Date().toISOString();
      const lines = changes.map((change) => ({ at, by: scope.by, change }));
      if (lines.length) set.changeLog = [...story.changeLog, ...lines];
      const members = Object.keys(set);
      if (members.length) {
        const { revision } = await this.lookup.touch(scope, story.id);
        await this.db.of(Story).update({ id: story.id }, set);
        const data = { story_id: story.storyId, members, revision };
        await this.events.add(scope, 'story.changed', { type: 'story', id: story.id }, data);
      }
      return this.reader.read(scope, story.id);
    });
  }

  /** The stories that match every given filter, oldest first. */
  async list(scope: Scope, filter: StoryFilter): Promise<Page<ListedStory>> {
    const query = this.reader.query(scope);
    const { status, assignee, workflowKey, epicId, tag, label, text } = filter;
    for (const [column, value] of Object.entries({ status, assignee, workflowKey })) {
      if (value !== undefined) query.andWhere({ [column]: value });
    }
    if (epicId !== undefined) query.andWhere(`epic.${isUuid(epicId) ? 'id' : 'epicId'} = :epicId`, { epicId });
    if (tag !== undefined) query.andWhere(':tag = any(story.tags)', { tag });
    if (label !== undefined) query.andWhere(':label = any(story.labels)', { label });
    if (text !== undefined) {
      const words = "concat_ws(' ', story.storyId, story.title, story.devNotes)";
      query.andWhere(`strpos(lower(${words}), lower(:text)) > 0`, { text });
    }
    const { items, next } = await page(query, filter);
    return { items: await this.reader.list(items), next };
  }

  /** What happened to a story, oldest first. */
  async history(scope: Scope, id: string, { after, limit }: PageRequest): Promise<Page<Event>> {
    const story = await this.lookup.find(scope, id);
    return this.events.about(scope, story.id, after, limit);
  }

  private async insert(row: Partial<Story>): Promise<string> {
    try {
      const [id] = await this.db.insert(Story, row);
      return id;
    } catch (error) {
      if (codeOf(error) !== '23505') throw error;
      throw new Problem('story-exists', 409, 'The story exists already', {
        detail: `There is a story '${row.storyId}' already; choose another story_id, or change that one.`,
      });
    }
  }

  private async insertCriteria(
    { projectId }: Scope,
    storyUuid: string,
    kind: CriterionKind,
    texts: string[],
  ): Promise<void> {
    if (!texts.length) return;
    await this.db.insert(
      StoryCriterion,
      texts.map((text, place) => ({ projectId, storyUuid, kind, number: place + 1, text })),
    );
    await this.db.of(Counter).insert({ projectId, name: seriesOf(storyUuid, kind), value: texts.length });
  }
}
