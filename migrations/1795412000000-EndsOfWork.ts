import type { MigrationInterface, QueryRunner } from 'typeorm';
import { useSchema } from './use-schema';

/** Finds the tasks and stages that a project has ended lately, without reading what others did. */
export class EndsOfWork1795412000000 implements MigrationInterface {
  name = 'EndsOfWork1795412000000';

  async up(runner: QueryRunner): Promise<void> {
    await useSchema(runner);
    await runner.query(`
      create index activities_of_ends on agent_activities (project_id, id)
      where success and activity_type in ('TASK_COMPLETED', 'TASK_FAILED', 'STAGE_COMPLETED', 'STAGE_FAILED')
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await useSchema(runner);
    await runner.query('drop index activities_of_ends');
  }
}
