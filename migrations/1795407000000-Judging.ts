import type { MigrationInterface, QueryRunner } from 'typeorm';
import { useSchema } from './use-schema';

/** Tells the tasks that judge their story from those that change it, and finds the open offers of a run's stages. */
export class Judging1795407000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await useSchema(runner);
    await runner.query('alter table tasks add judges boolean not null default false');
    await runner.query(`
      create index stages_offered on agent_collaborations (run_uuid, stage_id)
      where status = 'OFFERED' and stage_id is not null`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await useSchema(runner);
    await runner.query('drop index stages_offered');
    await runner.query('alter table tasks drop judges');
  }
}
