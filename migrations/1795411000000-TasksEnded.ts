import type { MigrationInterface, QueryRunner } from 'typeorm';
import { useSchema } from './use-schema';

/** What figures ask of ended tasks stands in the index by which these are found: the tasks themselves need not be read. */
export class TasksEnded1795411000000 implements MigrationInterface {
  public async up(queryRunner: QueryRunner): Promise<void> {
    await useSchema(queryRunner);
    await queryRunner.query(`DROP INDEX "IDX_b8837b284afa4bbc934031cc20"`);
    await queryRunner.query(`
            CREATE INDEX "tasks_ended" ON "tasks" ("project_id", "ended_at")
            INCLUDE ("status", "attempt", "started_at", "quality_score", "claimed_by_uuid") WHERE ended_at is not null
        `);
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await useSchema(queryRunner);
    await queryRunner.query(`DROP INDEX "tasks_ended"`);
    await queryRunner.query(`
            CREATE INDEX "IDX_b8837b284afa4bbc934031cc20" ON "tasks" ("project_id", "ended_at") WHERE ended_at is not null
        `);
  }
}
