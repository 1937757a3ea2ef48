import type { MigrationInterface, QueryRunner } from 'typeorm';
import { useSchema } from './use-schema';

/** Indexes of what most tasks have not: before, and after. */
const sparse = [
  ['IDX_a390ca87bbab1775215d525180', 'IDX_451c64cb8d5afdf3d88c3e4d72', '(story_uuid)', 'story_uuid'],
  ['IDX_376677e1581c8271851693cf5f', 'IDX_0ae8dab836b1150c17e6343f86', '(epic_uuid)', 'epic_uuid'],
  ['IDX_c87c4299ec4d25ff6018aea198', 'IDX_410c2263b6faa52c7ce6077267', '(session_uuid)', 'session_uuid'],
  ['IDX_bebdfb71bcec4446bbabf9d2c0', 'IDX_b8d69a31f2f2b90804d708ca68', '(project_id, workflow_key)', 'workflow_key'],
  ['IDX_d53448b52b7045f33c9c4dad28', 'IDX_5ab14f95c1d67ff776d46fb9e3', '(project_id, agent_id, id)', 'agent_id'],
] as const;

/** Ties a task to the agent row that has it, lists tasks by age, and takes rows without a value out of five indexes. */
export class TaskClaimers1795346000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await useSchema(runner);
    await runner.query(`
      alter table tasks add claimed_by_uuid uuid
        constraint "FK_dc1dc872a1940c370426ba91418" references agents (id) on delete set null`);
    await runner.query(`
      create index "IDX_98a8ccbe3f957e2e4c2e1a536a" on tasks (claimed_by_uuid) where claimed_by_uuid is not null`);
    await runner.query('create index "IDX_707603bac8b3a3f201babaa898" on tasks (project_id, id)');
    for (const [before, after, columns, column] of sparse) {
      await runner.query(`drop index "${before}"`);
      await runner.query(`create index "${after}" on tasks ${columns} where ${column} is not null`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    await useSchema(runner);
    for (const [before, after, columns] of sparse) {
      await runner.query(`drop index "${after}"`);
      await runner.query(`create index "${before}" on tasks ${columns}`);
    }
    await runner.query('drop index "IDX_707603bac8b3a3f201babaa898"');
    await runner.query('alter table tasks drop claimed_by_uuid');
  }
}
