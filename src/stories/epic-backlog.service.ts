import { Injectable } from '@nestjs/common';
import { Database } from '../database/database';
import { isUuid } from '../database/identify';
import type { Scope } from '../database/scope';
import { Epic } from '../epics/epic.entity';
import { StoryDependency } from './dependencies/story-dependency.entity';
import { Story } from './story.entity';

/** The work that an epic still holds. */
export interface EpicBacklog {
  /** The readable id of the epic. */
  epicId: string;
  /** The stories that are neither DONE nor CANCELLED, oldest first. */
  open: { storyId: string; /** The stories of the epic that it depends on, whatever their state. */ after: string[] }[];
}

/** What is left to do in an epic, and in which order. */
@Injectable()
export class EpicBacklogs {
  constructor(private readonly db: Database) {}

  /** @returns null when there is no such epic, or it has no stories at all */
  async read({ projectId }: Scope, epicId: string): Promise<EpicBacklog | null> {
    const [backlog] = await this.db.sql<EpicBacklog & { stories: boolean }>`
      select epic.epic_id as "epicId", exists (select from ${Story} where epic_uuid = epic.id) as stories,
        coalesce((
          select jsonb_agg(jsonb_build_object('storyId', story.story_id, 'after', array(
            select before.story_id from ${StoryDependency} edge join ${Story} before on before.id = edge.depends_on_uuid
            where edge.story_uuid = story.id and before.epic_uuid = epic.id order by before.id)) order by story.id)
          from ${Story} story where story.epic_uuid = epic.id and story.status not in ('DONE', 'CANCELLED')
        ), '[]') as open
      from ${Epic} epic
      where epic.project_id = ${projectId} and (epic.epic_id = ${epicId} or epic.id = ${isUuid(epicId) ? epicId : null})`;
    return backlog?.stories ? { epicId: backlog.epicId, open: backlog.open } : null;
  }
}
