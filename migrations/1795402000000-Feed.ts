import type { MigrationInterface, QueryRunner } from 'typeorm';
import { useSchema } from './use-schema';

/** Events get a position once they are committed, and readers remember theirs. Those that are there keep their order. */
export class Feed1795402000000 implements MigrationInterface {
  public async up(queryRunner: QueryRunner): Promise<void> {
    await useSchema(queryRunner);
    await queryRunner.query(`
            DROP INDEX "IDX_cf15704551e47ccb408edd7326"
        `);
    await queryRunner.query(`
            CREATE TABLE "event_cursors" (
                "name" text NOT NULL,
                "position" bigint NOT NULL DEFAULT '0',
                "updated_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
                CONSTRAINT "PK_e756cfe7b599624a1464dec47b2" PRIMARY KEY ("name")
            )
        `);
    await queryRunner.query(`
            ALTER TABLE "events"
            ADD "position" bigint
        `);
    await queryRunner.query(`
            UPDATE "events" e
            SET "position" = n.position
            FROM (SELECT id, row_number() OVER (ORDER BY id) AS position FROM "events") n
            WHERE e.id = n.id
        `);
    await queryRunner.query(`
            INSERT INTO "event_cursors" ("name", "position")
            SELECT 'head', count(*) FROM "events"
        `);
    await queryRunner.query(`
            CREATE INDEX "events_pending" ON "events" ("tx", "id")
            WHERE position is null
        `);
    await queryRunner.query(`
            CREATE INDEX "events_of_project" ON "events" ("project_id", "position")
            WHERE position is not null
        `);
    await queryRunner.query(`
            CREATE UNIQUE INDEX "events_position" ON "events" ("position")
            WHERE position is not null
        `);
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await useSchema(queryRunner);
    await queryRunner.query(`
            DROP INDEX "events_position"
        `);
    await queryRunner.query(`
            DROP INDEX "events_of_project"
        `);
    await queryRunner.query(`
            DROP INDEX "events_pending"
        `);
    await queryRunner.query(`
            ALTER TABLE "events" DROP COLUMN "position"
        `);
    await queryRunner.query(`
            DROP TABLE "event_cursors"
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_cf15704551e47ccb408edd7326" ON "events" ("tx", "id")
        `);
  }
}
