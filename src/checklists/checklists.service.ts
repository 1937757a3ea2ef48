import { Injectable } from '@nestjs/common';
import type { SelectQueryBuilder } from 'typeorm';
import { Database } from '../database/database';
import { identify } from '../database/identify';
import { page, type Page, type PageRequest } from '../database/page';
import type { Scope } from '../database/scope';
import { DefinitionsService } from '../definitions/definitions.service';
import type { Event } from '../events/event.entity';
import { Events } from '../events/events.service';
import { notFound, unacceptable } from '../problems/problem';
import { StoryLookup } from '../stories/story-lookup.service';
import { ChecklistItem } from './checklist-item.entity';
import { Checklist } from './checklist.entity';
import { conditionName, distinctConditions } from './conditions';
import { draftItems } from './draft-items';
import { isComplete, type Tally, tallyOf } from './tally';

export interface NewChecklist {
  /** The definition: its id while that is unique, `pack:id`, or the UUID of a version. */
  checklistId: string;
  storyId?: string;
  workflowId?: string;
  conditions?: string[];
  required?: boolean;
}

export interface ChecklistFilter extends PageRequest {
  /** The definition's id, or `pack:id`. */
  checklistId?: string;
  storyId?: string;
  workflowId?: string;
  complete?: boolean;
}

/** A checklist with what a list shows of its items. */
export interface ListedChecklist {
  checklist: Checklist;
  tally: Tally;
}

/** A checklist with its items, in order. */
export interface FullChecklist extends ListedChecklist {
  items: ChecklistItem[];
}

/** The checklists of a project: made from definitions, and read. */
@Injectable()
export class ChecklistsService {
  constructor(
    private readonly db: Database,
    private readonly definitions: DefinitionsService,
    private readonly stories: StoryLookup,
    private readonly events: Events,
  ) {}

  /**
   * Makes a checklist from the version of a definition that is loaded now. One for a story counts as a change of it.
   * @throws Problem 404 without such a definition or story, 409 when the story is over or several packs have the definition
   */
  async create(scope: Scope, input: NewChecklist): Promise<FullChecklist> {
    if (input.required && input.storyId === undefined)
      throw unacceptable('required', 'Only the checklist of a story can be required; give its story_id.');
    const definition = await this.definitions.find('CHECKLIST', input.checklistId);
    const conditions = input.conditions && distinctConditions(input.conditions);
    const drafts = draftItems(definition.body, conditions);
    return this.db.transaction(async () => {
      const story = input.storyId === undefined ? null : await this.stories.touch(scope, input.storyId);
      const [id] = await this.db.insert(Checklist, {
        projectId: scope.projectId,
        checklistId: definition.definitionId,
        definitionUuid: definition.id,
        name: definition.name,
        storyUuid: story?.id ?? null,
        workflowKey: input.workflowId ?? null,
        required: input.required ?? false,
        conditions: conditions?.map(conditionName) ?? [],
        createdBy: scope.by,
      });
      const rows = drafts.map((draft) => ({ ...draft, projectId: scope.projectId, checklistUuid: id }));
      await this.db.insert(ChecklistItem, rows);
      const made = await this.read(scope, id);
      await this.announce(scope, made);
      return made;
    });
  }

  /** The checklists that match every given filter, oldest first. */
  async list(
    scope: Scope,
    { checklistId, storyId, workflowId, complete, ...request }: ChecklistFilter,
  ): Promise<Page<ListedChecklist>> {
    const query = this.select(scope);
    if (storyId !== undefined) {
      const [[column, value]] = Object.entries(identify(storyId, 'storyId'));
      query.andWhere(`story.${column} = :story`, { story: value });
    }
    if (workflowId !== undefined) query.andWhere('checklist.workflowKey = :workflowId', { workflowId });
    if (checklistId !== undefined) {
      query.andWhere(`:checklistId in (checklist.checklistId, definition.pack || ':' || checklist.checklistId)`, {
        checklistId,
      });
    }
    if (complete !== undefined) {
      const open = `select from ${this.db.table(ChecklistItem)} item where item.checklist_uuid = checklist.id`;
      query.andWhere(`${complete ? 'not ' : ''}exists (${open} and item.status = 'NOT_DONE')`);
    }
    return this.withTallies(await page(query, request));
  }

  /** @throws Problem 404 when there is none of this id in the project */
  async find(scope: Scope, id: string): Promise<Checklist> {
    const checklist = await this.select(scope).andWhere('checklist.id = :id', { id }).getOne();
    if (!checklist) throw notFound('checklist', id);
    return checklist;
  }

  /** @throws Problem 404 when there is none of this id in the project */
  async read(scope: Scope, id: string): Promise<FullChecklist> {
    return this.load(await this.find(scope, id));
  }

  /** A checklist with its items as they are now. */
  async load(checklist: Checklist): Promise<FullChecklist> {
    const where = { checklistUuid: checklist.id };
    const items = await this.db.of(ChecklistItem).find({ where, order: { position: 'ASC' } });
    return { checklist, items, tally: tallyOf(items) };
  }

  /** What happened to a checklist and its items, oldest first. */
  async history(scope: Scope, id: string, { after, limit }: PageRequest): Promise<Page<Event>> {
    await this.find(scope, id);
    return this.events.about(scope, id, after, limit);
  }

  private select({ projectId }: Scope): SelectQueryBuilder<Checklist> {
    return this.db
      .of(Checklist)
      .createQueryBuilder('checklist')
      .innerJoin('checklist.definition', 'definition')
      .leftJoin('checklist.story', 'story')
      .addSelect(['definition.id', 'definition.pack', 'story.id', 'story.storyId'])
      .where('checklist.projectId = :projectId', { projectId });
  }

  private async withTallies({ items, next }: Page<Checklist>): Promise<Page<ListedChecklist>> {
    const tallies = await this.db.sql<Tally & { id: string }>`
      select checklist_uuid as id, count(*)::int as total,
        count(*) filter (where status = 'DONE')::int as done,
        count(*) filter (where status = 'NOT_DONE')::int as "notDone",
        count(*) filter (where status = 'NOT_APPLICABLE')::int as "notApplicable"
      from ${ChecklistItem} where checklist_uuid = any(${items.map(({ id }) => id)}) group by checklist_uuid`;
    const byId = new Map(tallies.map((tally) => [tally.id, tally]));
    return { items: items.map((checklist) => ({ checklist, tally: byId.get(checklist.id) ?? tallyOf([]) })), next };
  }

  private async announce(scope: Scope, { checklist, tally }: FullChecklist): Promise<void> {
    const { id, checklistId, story, workflowKey, required, conditions } = checklist;
    const subject = { type: 'checklist', id };
    const names = { checklist_id: checklistId, story_id: story?.storyId, workflow_id: workflowKey ?? undefined };
    const data = { ...names, required, conditions, items: tally.total, not_applicable: tally.notApplicable };
    await this.events.add(scope, 'checklist.created', subject, data);
    if (isComplete(tally)) await this.events.add(scope, 'checklist.completed', subject, names);
  }
}
