import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database } from '../database/database';
import type { Scope } from '../database/scope';
import type { Story } from '../stories/story.entity';
import { StoryGuards } from '../stories/story-guards';
import { ChecklistItem } from './checklist-item.entity';
import { Checklist } from './checklist.entity';

/** Keeps a story from being done while a checklist that it requires has items that are not. */
@Injectable()
export class RequiredChecklists implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly guards: StoryGuards,
  ) {}

  onModuleInit(): void {
    this.guards.add((scope, story) => this.standing(scope, story), 'checklists');
  }

  private async standing({ projectId }: Scope, story: Story): Promise<string[]> {
    const rows = await this.db.sql<{ name: string; open: number; total: number }>`
      select checklist.name, count(*)::int as total, count(*) filter (where item.status = 'NOT_DONE')::int as open
      from ${Checklist} checklist join ${ChecklistItem} item on item.checklist_uuid = checklist.id
      where checklist.project_id = ${projectId} and checklist.story_uuid = ${story.id} and checklist.required
      group by checklist.id
      having count(*) filter (where item.status = 'NOT_DONE') > 0
      order by checklist.id`;
    return rows.map(({ name, open, total }) => `the checklist '${name}' has ${open} of its ${total} items not done`);
  }
}
