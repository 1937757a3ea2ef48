import { Injectable } from '@nestjs/common';
import { Database } from '../database/database';
import type { Scope } from '../database/scope';
import { Events, type Happening } from '../events/events.service';
import { StoryLookup } from '../stories/story-lookup.service';
import { ChecklistItem } from './checklist-item.entity';
import { Checklist } from './checklist.entity';
import { ChecklistsService, type FullChecklist } from './checklists.service';
import { type ItemChange, itemOf, type Settlement, settlementsOf } from './settlement';
import { isComplete } from './tally';

/** Settles the items of checklists, each with its evidence, author and time. */
@Injectable()
export class ChecklistItemsService {
  constructor(
    private readonly db: Database,
    private readonly checklists: ChecklistsService,
    private readonly stories: StoryLookup,
    private readonly events: Events,
  ) {}

  /**
   * Makes all of the changes or none. Settling an item of a story's checklist counts as a change of the story; saying
   * again what is known counts as nothing.
   * @throws Problem 404 for an unknown checklist or item; 409 when the story is over or a version is past; 422 where
   * evidence is missing
   */
  settle(scope: Scope, id: string, changes: readonly ItemChange[]): Promise<FullChecklist> {
    return this.db.transaction(async () => {
      const before = await this.open(scope, id);
      const settlements = settlementsOf(before.items, changes);
      if (!settlements.length) return before;
      const { checklist } = before;
      if (checklist.storyUuid) await this.stories.touch(scope, checklist.storyUuid);
      await this.write(scope, checklist, settlements);
      const after = await this.checklists.read(scope, id);
      await this.announce(scope, before, settlements, after);
      return after;
    });
  }

  /** The same for one item. */
  async settleOne(scope: Scope, id: string, change: ItemChange): Promise<ChecklistItem> {
    const { items } = await this.settle(scope, id, [change]);
    return itemOf(items, change.item);
  }

  /** The checklist, locked: its story first, so that whoever moves the story and we cannot wait for one another. */
  private async open(scope: Scope, id: string): Promise<FullChecklist> {
    const checklist = await this.checklists.find(scope, id);
    if (checklist.storyUuid) await this.stories.lock(scope, checklist.storyUuid);
    await this.db.sql`select id from ${Checklist} where id = ${checklist.id} for update`;
    return this.checklists.load(checklist);
  }

  private async write({ by }: Scope, checklist: Checklist, settlements: readonly Settlement[]): Promise<void> {
    const changes = settlements.map(({ item, status, evidence }) => ({ id: item.id, status, evidence }));
    await this.db.sql`
      update ${ChecklistItem} as item set
        status = change.status,
        evidence = change.evidence,
        settled_by = case when change.status <> 'NOT_DONE' then ${by} end,
        settled_at = case when change.status <> 'NOT_DONE' then now() end,
        updated_at = now(),
        version = item.version + 1
      from jsonb_populate_recordset(null::${ChecklistItem}, ${JSON.stringify(changes)}::jsonb) as change
      where item.id = change.id`;
    await this.db.sql`
      update ${Checklist} set updated_at = now(), version = version + 1 where id = ${checklist.id}`;
  }

  private async announce(
    scope: Scope,
    before: FullChecklist,
    settlements: Settlement[],
    after: FullChecklist,
  ): Promise<void> {
    const { id, checklistId, story } = before.checklist;
    const subject = { type: 'checklist', id };
    const happenings: Happening[] = settlements.map(({ item, status, evidence }) => ({
      scope,
      type: status === 'NOT_DONE' ? 'checklist.item_reopened' : 'checklist.item_settled',
      subject,
      data: { position: item.position, status, from: item.status, ...(evidence && { evidence }) },
    }));
    if (isComplete(after.tally) && !isComplete(before.tally)) {
      const data = { checklist_id: checklistId, story_id: story?.storyId };
      happenings.push({ scope, type: 'checklist.completed', subject, data });
    }
    await this.events.addAll(happenings);
  }
}
