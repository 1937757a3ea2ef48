import type { MigrationInterface, QueryRunner } from 'typeorm';
import { useSchema } from './use-schema';

/** What people think of the work, and the sessions of a window among those that have ended. */
export class Feedback1795410000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await useSchema(runner);
    await runner.query(
      `create type feedback_subject as enum ('PROJECT', 'AGENT', 'WORKFLOW', 'TASK', 'STORY', 'EPIC')`,
    );
    await runner.query(`
      create table feedback (
        id uuid not null default uuidv7(),
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        version integer not null,
        project_id uuid not null,
        subject_type feedback_subject not null,
        subject_uuid uuid,
        subject_id text,
        rating smallint not null,
        comment text,
        user_id text,
        actor text not null,
        constraint "CHK_16dbc5a7dfc9f515878bdcbf17" check (
          (subject_type = 'PROJECT') = (subject_uuid is null) and (subject_uuid is null) = (subject_id is null)),
        constraint "CHK_cddf77f6b19adb4c425ccbb6de" check (rating between 1 and 5),
        constraint "PK_8389f9e087a57689cd5be8b2b13" primary key (id),
        constraint "FK_9663584ecca8b5653f8fbe6e9a9" foreign key (project_id) references projects (id) on delete cascade
      )`);
    await runner.query('create index "IDX_790576e55132cea97c71d11155" on feedback (project_id, id)');
    await runner.query('create index feedback_given on feedback (project_id, created_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await useSchema(runner);
    await runner.query('drop table feedback');
    await runner.query('drop type feedback_subject');
  }
}
