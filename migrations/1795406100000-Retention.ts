import type { MigrationInterface, QueryRunner } from 'typeorm';
import { useSchema } from './use-schema';

/** What was removed of what is kept for a time only, and up to where events may be gone. */
export class Retention1795406100000 implements MigrationInterface {
  public async up(queryRunner: QueryRunner): Promise<void> {
    await useSchema(queryRunner);
    await queryRunner.query(`
            CREATE TABLE "retention_removals" (
                "kind" text NOT NULL,
                "removed" bigint NOT NULL DEFAULT '0',
                "last_removed" bigint NOT NULL DEFAULT '0',
                "last_run_at" TIMESTAMP WITH TIME ZONE,
                CONSTRAINT "PK_retention" PRIMARY KEY ("kind")
            )
        `);
    await queryRunner.query(`
            CREATE INDEX "agent_sessions_ended" ON "agent_sessions" ("ended_at")
            WHERE ended_at is not null
        `);
    await queryRunner.query(
      `INSERT INTO "event_cursors" ("name", "position") VALUES ('gone', 0) ON CONFLICT DO NOTHING`,
    );
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await useSchema(queryRunner);
    await queryRunner.query(`DELETE FROM "event_cursors" WHERE "name" = 'gone'`);
    await queryRunner.query(`
            DROP INDEX "agent_sessions_ended"
        `);
    await queryRunner.query(`
            DROP TABLE "retention_removals"
        `);
  }
}
