import { Injectable } from '@nestjs/common';
import type { Scope } from '../database/scope';
import { Database } from '../database/database';
import type { Page } from '../database/page';
import { Event } from './event.entity';

/** What an event is about. */
export interface Subject {
  type: string;
  id: string;
}

/** One thing that happened. */
export interface Happening {
  scope: Scope;
  /** `<noun>.<what happened>` */
  type: string;
  subject: Subject;
  data?: Record<string, unknown>;
}

@Injectable()
export class Events {
  constructor(private readonly db: Database) {}

  /** Announces what the current transaction did. */
  async add(
    { projectId, by }: Scope,
    type: string,
    subject: Subject,
    data: Record<string, unknown> = {},
  ): Promise<void> {
    await this.db.later`
      insert into ${Event} (tx, project_id, type, subject_type, subject_id, actor, data)
      values (pg_current_xact_id()::text::bigint, ${projectId}, ${type}, ${subject.type}, ${subject.id}, ${by}, ${data})`;
  }

  /** Announces many things that the current transaction did, in one statement. */
  async addAll(happenings: readonly Happening[]): Promise<void> {
    if (!happenings.length) return;
    const rows = happenings.map(({ scope, type, subject, data = {} }) => ({
      project_id: scope.projectId,
      type,
      subject_type: subject.type,
      subject_id: subject.id,
      actor: scope.by,
      data,
    }));
    await this.db.later`
      insert into ${Event} (tx, project_id, type, subject_type, subject_id, actor, data)
      select pg_current_xact_id()::text::bigint, project_id, type, subject_type, subject_id, actor, data
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as row (project_id uuid, type text, subject_type text, subject_id uuid, actor text, data jsonb)`;
  }

  /** What happened to one subject, oldest first. */
  async about({ projectId }: Scope, subjectId: string, after = '0', limit = 50): Promise<Page<Event>> {
    const rows = await this.db
      .of(Event)
      .createQueryBuilder('event')
      .where('event.projectId = :projectId and event.subjectId = :subjectId and event.id > :after')
      .setParameters({ projectId, subjectId, after })
      .orderBy('event.id')
      .limit(limit + 1)
      .getMany();
    const items = rows.slice(0, limit);
    return { items, next: rows.length > limit ? items[limit - 1].id : null };
  }
}
