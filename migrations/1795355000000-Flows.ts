import type { MigrationInterface, QueryRunner } from 'typeorm';
import { useSchema } from './use-schema';

/** Cycles with passes, reworks that keep every attempt, forks, runs that are given up, and tasks that go along with stages. */
export class Flows1795355000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await useSchema(runner);
    await runner.query('alter table tasks add tied boolean not null default false');
    await this.widenWorkflows(runner);
    await this.widenStages(runner);
    await this.widenEvidence(runner);
    await runner.query(`
      create table workflow_attempts (
        id uuid not null default uuidv7(),
        project_id uuid not null,
        run_uuid uuid not null,
        stage_uuid uuid not null,
        attempt integer not null,
        status stage_status not null,
        agent_id text,
        session_id text,
        acknowledged text[] not null default '{}',
        started_at timestamptz,
        ended_at timestamptz,
        outputs jsonb not null default '{}',
        quality_score smallint,
        notes text,
        reason text,
        aside_reason text not null,
        aside_at timestamptz not null default now(),
        constraint "PK_b478552395e9f7bbb3464a9b32b" primary key (id),
        constraint "FK_a2c6676a9d1d7be6bc1d47c311d" foreign key (project_id) references projects (id) on delete cascade,
        constraint "FK_66714ec57c8bfa6d3e6fe7fecd8" foreign key (run_uuid) references workflows (id) on delete cascade,
        constraint "FK_f25e11531cc4c841a345e9cd51f"
          foreign key (stage_uuid) references workflow_stages (id) on delete cascade
      )`);
    await runner.query('create index "IDX_66714ec57c8bfa6d3e6fe7fecd" on workflow_attempts (run_uuid)');
    await runner.query('create index "IDX_572374a64a863f54ce8e21284e" on workflow_attempts (stage_uuid, id)');
  }

  /** Runs that were given up become cancelled ones, and of answers that were given again the last remains. */
  async down(runner: QueryRunner): Promise<void> {
    await useSchema(runner);
    await runner.query('drop table workflow_attempts');
    await runner.query(`
      delete from workflow_decisions old using workflow_decisions new
      where new.run_uuid = old.run_uuid and new.name = old.name and new.round > old.round`);
    await runner.query(`
      alter table workflow_decisions drop constraint "UQ_8295b0ed41c3221430b0d03069b", drop stage_uuid, drop round,
        add constraint "UQ_3877d7169d69a6bb427217943c5" unique (run_uuid, name)`);
    await runner.query('alter table artifacts drop attempt, drop round');
    await runner.query(`
      alter table workflow_stages drop constraint "UQ_529828239cc130e07a40aeac666",
        add constraint "UQ_0b37ff9853467a5a553daea4f7d" unique (run_uuid, stage_id, pass),
        drop cycle, drop after_passes, drop story_id, drop round, drop task_uuid`);
    await runner.query('alter table workflows drop constraint "CHK_6359843546ca59b9dd5785e2c9"');
    await runner.query("update workflows set status = 'CANCELLED' where status = 'FAILED'");
    await runner.query(`
      alter table workflows
        add constraint "CHK_e6b52b155280212127b1147a5f"
          check ((status in ('COMPLETED', 'CANCELLED')) = (ended_at is not null)),
        drop round, drop progress_floor, drop parallel_passes, drop creates_tasks, drop forked_from_uuid,
        drop forked_stage`);
    await runner.query('alter table tasks drop tied');
  }

  private async widenWorkflows(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table workflows
        add round integer not null default 0,
        add progress_floor smallint not null default 0,
        add parallel_passes smallint not null default 10,
        add creates_tasks boolean not null default false,
        add forked_from_uuid uuid
          constraint "FK_e0d204a6bc4e40bbe96a909d5fe" references workflows (id) on delete set null,
        add forked_stage text,
        drop constraint "CHK_e6b52b155280212127b1147a5f",
        add constraint "CHK_6359843546ca59b9dd5785e2c9"
          check ((status in ('COMPLETED', 'CANCELLED', 'FAILED')) = (ended_at is not null))`);
    await runner.query(`
      create index "IDX_d739a1eb25fd3d98f08abdab42" on workflows (forked_from_uuid) where forked_from_uuid is not null`);
  }

  private async widenStages(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table workflow_stages
        add cycle text,
        add after_passes integer[] not null default '{}',
        add story_id text,
        add round integer not null default 0,
        add task_uuid uuid constraint "FK_80e6ee96b878ad19a9501aa7c1c" references tasks (id) on delete set null,
        drop constraint "UQ_0b37ff9853467a5a553daea4f7d",
        add constraint "UQ_529828239cc130e07a40aeac666" unique (run_uuid, stage_id)`);
    await runner.query(`
      create index "IDX_69d01c0ec427130be6cfe2ee3e" on workflow_stages (task_uuid) where task_uuid is not null`);
  }

  /** An answer from before belongs to the first stage that asks its question. */
  private async widenEvidence(runner: QueryRunner): Promise<void> {
    await runner.query('alter table artifacts add attempt integer, add round integer not null default 0');
    await runner.query(`
      alter table workflow_decisions
        add stage_uuid uuid
          constraint "FK_854d0ce769feb12c0af7336af5e" references workflow_stages (id) on delete cascade,
        add round integer not null default 0,
        drop constraint "UQ_3877d7169d69a6bb427217943c5",
        add constraint "UQ_8295b0ed41c3221430b0d03069b" unique (run_uuid, name, round)`);
    await runner.query('create index "IDX_854d0ce769feb12c0af7336af5" on workflow_decisions (stage_uuid)');
    await runner.query(`
      update workflow_decisions decision set stage_uuid = (
        select stage.id from workflow_stages stage
        where stage.run_uuid = decision.run_uuid
          and decision.name in (stage.step ->> 'condition', 'route:' || stage.stage_id, 'agent:' || stage.stage_id)
        order by stage.position limit 1
      )`);
  }
}
