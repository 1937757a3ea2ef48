import type { MigrationInterface, QueryRunner } from 'typeorm';
import { useSchema } from './use-schema';

/** Where events of a project are sent to, and how far each of them came. */
export class Webhooks1795406000000 implements MigrationInterface {
  public async up(queryRunner: QueryRunner): Promise<void> {
    await useSchema(queryRunner);
    await queryRunner.query(`
            CREATE TYPE "webhook_status" AS ENUM('ACTIVE', 'PAUSED', 'DISABLED')
        `);
    await queryRunner.query(`
            CREATE TABLE "webhooks" (
                "id" uuid NOT NULL DEFAULT uuidv7(),
                "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
                "updated_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
                "version" integer NOT NULL,
                "project_id" uuid NOT NULL,
                "name" text NOT NULL,
                "url" text NOT NULL,
                "status" "webhook_status" NOT NULL DEFAULT 'ACTIVE',
                "status_reason" text,
                "types" text array,
                "subject_type" text,
                "subject_id" uuid,
                "secret" text NOT NULL,
                "previous_secret" text,
                "previous_until" TIMESTAMP WITH TIME ZONE,
                "since" bigint NOT NULL,
                "failing_since" TIMESTAMP WITH TIME ZONE,
                "created_by" text NOT NULL,
                CONSTRAINT "CHK_b95d1f8564f787e2587e9e0bfe" CHECK (
                    (previous_secret is null) = (previous_until is null)
                ),
                CONSTRAINT "PK_9e8795cfc899ab7bdaa831e8527" PRIMARY KEY ("id")
            )
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_4da9ce263fa3628f2c7a397eb7" ON "webhooks" ("project_id", "id")
        `);
    await queryRunner.query(`
            CREATE TYPE "delivery_status" AS ENUM('PENDING', 'DELIVERED', 'DEAD')
        `);
    await queryRunner.query(`
            CREATE TABLE "webhook_deliveries" (
                "id" uuid NOT NULL DEFAULT uuidv7(),
                "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
                "updated_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
                "version" integer NOT NULL,
                "project_id" uuid NOT NULL,
                "webhook_uuid" uuid NOT NULL,
                "position" bigint,
                "type" text NOT NULL,
                "payload" jsonb NOT NULL,
                "status" "delivery_status" NOT NULL DEFAULT 'PENDING',
                "attempts" integer NOT NULL DEFAULT '0',
                "tries" integer NOT NULL DEFAULT '0',
                "next_attempt_at" TIMESTAMP WITH TIME ZONE,
                "last_attempt_at" TIMESTAMP WITH TIME ZONE,
                "last_status" integer,
                "last_error" text,
                "last_duration_ms" integer,
                "delivered_at" TIMESTAMP WITH TIME ZONE,
                CONSTRAINT "CHK_c529165e9207aa165d30b690c1" CHECK (
                    attempts >= tries
                    and tries >= 0
                ),
                CONSTRAINT "CHK_472b049407e9d54095af47a468" CHECK (
                    (status = 'DELIVERED') = (delivered_at is not null)
                ),
                CONSTRAINT "CHK_ca7bea0949e75590198c4ad283" CHECK (
                    (status = 'PENDING') = (next_attempt_at is not null)
                ),
                CONSTRAINT "PK_535dd409947fb6d8fc6dfc0112a" PRIMARY KEY ("id")
            )
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_04fa926c32b43d66134e059d76" ON "webhook_deliveries" ("created_at")
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_f67c27fff9248e08a37ad8aac9" ON "webhook_deliveries" ("project_id")
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_39f561fdf5481bacca5336807e" ON "webhook_deliveries" ("webhook_uuid", "id")
        `);
    await queryRunner.query(`
            CREATE UNIQUE INDEX "webhook_deliveries_events" ON "webhook_deliveries" ("webhook_uuid", "position")
            WHERE position is not null
        `);
    await queryRunner.query(`
            CREATE INDEX "webhook_deliveries_due" ON "webhook_deliveries" ("webhook_uuid", "next_attempt_at", "position")
            WHERE status = 'PENDING'
        `);
    await queryRunner.query(`
            ALTER TABLE "webhooks"
            ADD CONSTRAINT "FK_8b545b4c86913152b9da6e04b08" FOREIGN KEY ("project_id") REFERENCES "projects"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "webhook_deliveries"
            ADD CONSTRAINT "FK_f67c27fff9248e08a37ad8aac99" FOREIGN KEY ("project_id") REFERENCES "projects"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "webhook_deliveries"
            ADD CONSTRAINT "FK_d4172446c48207ceb04e32efef2" FOREIGN KEY ("webhook_uuid") REFERENCES "webhooks"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await useSchema(queryRunner);
    await queryRunner.query(`
            ALTER TABLE "webhook_deliveries" DROP CONSTRAINT "FK_d4172446c48207ceb04e32efef2"
        `);
    await queryRunner.query(`
            ALTER TABLE "webhook_deliveries" DROP CONSTRAINT "FK_f67c27fff9248e08a37ad8aac99"
        `);
    await queryRunner.query(`
            ALTER TABLE "webhooks" DROP CONSTRAINT "FK_8b545b4c86913152b9da6e04b08"
        `);
    await queryRunner.query(`
            DROP INDEX "webhook_deliveries_due"
        `);
    await queryRunner.query(`
            DROP INDEX "webhook_deliveries_events"
        `);
    await queryRunner.query(`
            DROP INDEX "IDX_39f561fdf5481bacca5336807e"
        `);
    await queryRunner.query(`
            DROP INDEX "IDX_f67c27fff9248e08a37ad8aac9"
        `);
    await queryRunner.query(`
            DROP INDEX "IDX_04fa926c32b43d66134e059d76"
        `);
    await queryRunner.query(`
            DROP TABLE "webhook_deliveries"
        `);
    await queryRunner.query(`
            DROP TYPE "delivery_status"
        `);
    await queryRunner.query(`
            DROP INDEX "IDX_4da9ce263fa3628f2c7a397eb7"
        `);
    await queryRunner.query(`
            DROP TABLE "webhooks"
        `);
    await queryRunner.query(`
            DROP TYPE "webhook_status"
        `);
  }
}
