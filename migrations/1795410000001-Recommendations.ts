import type { MigrationInterface, QueryRunner } from 'typeorm';
import { useSchema } from './use-schema';

/** What there is to change, whose turn it is to look, and where failures are found without reading all events. */
export class Recommendations1795410000001 implements MigrationInterface {
  public async up(queryRunner: QueryRunner): Promise<void> {
    await useSchema(queryRunner);
    await queryRunner.query(`
            CREATE TYPE "recommendation_kind" AS ENUM(
                'BOTTLENECK_STAGE',
                'OVERLOADED_AGENT',
                'FALLING_SUCCESS',
                'FALLING_QUALITY',
                'WEAK_HANDOFF_PAIR',
                'ESTIMATE_BIAS',
                'AGEING_WORK',
                'IDLE_READY_WORK',
                'STALE_GATE',
                'UNUSED_MEMORY',
                'RECURRING_ERROR'
            )
        `);
    await queryRunner.query(`
            CREATE TYPE "recommendation_status" AS ENUM(
                'OPEN',
                'ACCEPTED',
                'DISMISSED',
                'OVER',
                'VERIFIED',
                'REFUTED',
                'INCONCLUSIVE'
            )
        `);
    await queryRunner.query(`
            CREATE TABLE "recommendations" (
                "id" uuid NOT NULL DEFAULT uuidv7(),
                "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
                "updated_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
                "version" integer NOT NULL,
                "project_id" uuid NOT NULL,
                "kind" "recommendation_kind" NOT NULL,
                "fingerprint" text NOT NULL,
                "status" "recommendation_status" NOT NULL DEFAULT 'OPEN',
                "subject_type" text NOT NULL,
                "subject_key" text NOT NULL,
                "subject_id" text NOT NULL,
                "summary" text NOT NULL,
                "action" text NOT NULL,
                "effect" text NOT NULL,
                "figure" text NOT NULL,
                "unit" text NOT NULL,
                "value" double precision NOT NULL,
                "rows_over" integer NOT NULL,
                "expected" double precision NOT NULL,
                "confidence" real NOT NULL,
                "evidence" jsonb NOT NULL,
                "window_from" TIMESTAMP WITH TIME ZONE NOT NULL,
                "window_to" TIMESTAMP WITH TIME ZONE NOT NULL,
                "seen_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
                "times_seen" integer NOT NULL DEFAULT '1',
                "accepted_at" TIMESTAMP WITH TIME ZONE,
                "answered_by" text,
                "reason" text,
                "verify_at" TIMESTAMP WITH TIME ZONE,
                "ended_at" TIMESTAMP WITH TIME ZONE,
                "measured" double precision,
                "measured_over" integer,
                CONSTRAINT "CHK_e1bd5448da6e9587223a98936f" CHECK ((status = 'ACCEPTED') = (verify_at is not null)),
                CONSTRAINT "CHK_5ca64e0a15f557bdf199109fe0" CHECK (
                    (status in ('OPEN', 'ACCEPTED')) = (ended_at is null)
                ),
                CONSTRAINT "CHK_6cceb05a6bf2e77fbda7d5e481" CHECK (
                    (status = 'OPEN') = (
                        ended_at is null
                        and accepted_at is null
                    )
                ),
                CONSTRAINT "CHK_4555e593d47b908f10d346cf83" CHECK (
                    confidence between 0 and 1
                ),
                CONSTRAINT "PK_23a8d2db26db8cabb6ae9d6cd87" PRIMARY KEY ("id")
            )
        `);
    await queryRunner.query(`
            CREATE INDEX "recommendations_of_kind" ON "recommendations" ("project_id", "kind", "ended_at")
        `);
    await queryRunner.query(`
            CREATE UNIQUE INDEX "recommendations_standing" ON "recommendations" ("project_id", "fingerprint")
            WHERE status in ('OPEN', 'ACCEPTED')
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_7c129e8c012dde7fbeb4bbe005" ON "recommendations" ("project_id", "status", "id")
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_4d44838243fe513b76c9bac8fa" ON "recommendations" ("project_id", "id")
        `);
    await queryRunner.query(`
            CREATE TABLE "recommendation_turns" (
                "project_id" uuid NOT NULL,
                "at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
                CONSTRAINT "PK_0c3152a533484a8e7e20cd39f1c" PRIMARY KEY ("project_id")
            )
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_764454a67d78719995d4861539" ON "recommendation_turns" ("at")
        `);
    await queryRunner.query(`
            ALTER TABLE "recommendations"
            ADD CONSTRAINT "FK_510bf31826adb0d0f5b46863a7e" FOREIGN KEY ("project_id") REFERENCES "projects"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "recommendation_turns"
            ADD CONSTRAINT "FK_0c3152a533484a8e7e20cd39f1c" FOREIGN KEY ("project_id") REFERENCES "projects"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            CREATE INDEX "events_failures" ON "events" ("project_id", "at")
            WHERE type in ('task.failed', 'stage.failed')
        `);
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await useSchema(queryRunner);
    await queryRunner.query(`
            DROP INDEX "events_failures"
        `);
    await queryRunner.query(`
            ALTER TABLE "recommendation_turns" DROP CONSTRAINT "FK_0c3152a533484a8e7e20cd39f1c"
        `);
    await queryRunner.query(`
            ALTER TABLE "recommendations" DROP CONSTRAINT "FK_510bf31826adb0d0f5b46863a7e"
        `);
    await queryRunner.query(`
            DROP INDEX "IDX_764454a67d78719995d4861539"
        `);
    await queryRunner.query(`
            DROP TABLE "recommendation_turns"
        `);
    await queryRunner.query(`
            DROP INDEX "IDX_4d44838243fe513b76c9bac8fa"
        `);
    await queryRunner.query(`
            DROP INDEX "IDX_7c129e8c012dde7fbeb4bbe005"
        `);
    await queryRunner.query(`
            DROP INDEX "recommendations_standing"
        `);
    await queryRunner.query(`
            DROP INDEX "recommendations_of_kind"
        `);
    await queryRunner.query(`
            DROP TABLE "recommendations"
        `);
    await queryRunner.query(`
            DROP TYPE "recommendation_status"
        `);
    await queryRunner.query(`
            DROP TYPE "recommendation_kind"
        `);
  }
}
