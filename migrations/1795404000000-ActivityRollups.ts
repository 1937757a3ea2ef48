import type { MigrationInterface, QueryRunner } from 'typeorm';
import { useSchema } from './use-schema';

/** Activities are counted into roll-ups, those that are there already too. */
export class ActivityRollups1795404000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await useSchema(runner);
    await runner.query(`
      create function current_tx() returns bigint language sql stable as $$
        select pg_current_xact_id()::text::bigint
      $$`);
    await runner.query('alter table agent_activities add tx bigint not null default current_tx()');
    await runner.query('create index "IDX_6fa506fb713899684223c7414b" on agent_activities (tx, id)');
    await runner.query('create index "IDX_b8caaf21f9d497a3b11692fc73" on agent_activities (agent_uuid, at)');
    await runner.query('drop index "IDX_3f423b6662ae13f10692dddf45"');
    await this.createCounting(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    await useSchema(runner);
    await runner.query('drop table activity_rollups, activity_readers, activity_names');
    await runner.query('create index "IDX_3f423b6662ae13f10692dddf45" on agent_activities (project_id, id)');
    await runner.query('alter table agent_activities drop tx');
    await runner.query('drop index "IDX_b8caaf21f9d497a3b11692fc73"');
    await runner.query('drop function current_tx()');
  }

  private async createCounting(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table activity_names (
        number smallint not null,
        name text not null,
        constraint "PK_a452c3a012764834d6eec87a951" primary key (number),
        constraint "UQ_732905c48a0b9b155bc57854e95" unique (name)
      )`);
    await runner.query(`insert into activity_names values (0, '(other)')`);
    await runner.query(`
      create table activity_readers (
        generation integer not null,
        tx bigint not null default 0,
        activity_uuid uuid not null default '00000000-0000-0000-0000-000000000000',
        serving boolean not null,
        counted bigint not null default 0,
        begun_at timestamptz not null default now(),
        constraint "PK_4823e30ccec6a614acc4582df27" primary key (generation)
      )`);
    await runner.query('create unique index activity_readers_serving on activity_readers (serving) where serving');
    await runner.query('insert into activity_readers (generation, serving) values (1, true)');
    await runner.query(`
      create table activity_rollups (
        generation integer not null,
        hours smallint not null,
        starts_at timestamptz not null,
        project_id uuid not null,
        whose uuid not null,
        activities integer not null,
        requests integer not null,
        succeeded integer not null,
        response_us numeric,
        by_type numeric,
        errors numeric,
        responses numeric,
        constraint "PK_6dadbd9ae63744b2b7c69f30687" primary key (generation, hours, starts_at, project_id, whose)
      )`);
  }
}
