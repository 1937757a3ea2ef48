import type { MigrationInterface, QueryRunner } from 'typeorm';
import { useSchema } from './use-schema';

/** What is wrong, by which rules it is found, and whose turn it is to look. */
export class Alerts1795405100000 implements MigrationInterface {
  public async up(queryRunner: QueryRunner): Promise<void> {
    await useSchema(queryRunner);
    await queryRunner.query(`
            CREATE TYPE "alert_kind" AS ENUM(
                'SILENT_AGENT',
                'STUCK_STAGE',
                'STUCK_TASK',
                'OVERDUE_GATE',
                'FAILURE_RATE',
                'SLOW_RESPONSES',
                'FAILED_RESPONSES',
                'DATABASE'
            )
        `);
    await queryRunner.query(`
            CREATE TYPE "alert_severity" AS ENUM('INFO', 'WARNING', 'CRITICAL')
        `);
    await queryRunner.query(`
            CREATE TABLE "alert_rules" (
                "id" uuid NOT NULL DEFAULT uuidv7(),
                "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
                "updated_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
                "version" integer NOT NULL,
                "project_id" uuid NOT NULL,
                "rule_id" text NOT NULL,
                "kind" "alert_kind" NOT NULL,
                "enabled" boolean NOT NULL DEFAULT true,
                "severity" "alert_severity" NOT NULL,
                "parameters" jsonb NOT NULL,
                "cooldown_seconds" integer NOT NULL DEFAULT '300',
                CONSTRAINT "UQ_7f0e01a2dab057aedb4ca2cede4" UNIQUE ("kind", "project_id"),
                CONSTRAINT "UQ_ad9b3d2b139dba9e635f3e481bd" UNIQUE ("project_id", "rule_id"),
                CONSTRAINT "CHK_cf15814dcbba402e13f1b300e5" CHECK (cooldown_seconds >= 0),
                CONSTRAINT "PK_ae580564f087ffab9d229225aec" PRIMARY KEY ("id")
            )
        `);
    await queryRunner.query(`
            CREATE TABLE "alert_turns" (
                "id" smallint NOT NULL DEFAULT '1',
                "at" TIMESTAMP WITH TIME ZONE NOT NULL,
                CONSTRAINT "CHK_231a027b39c43e8711255395d0" CHECK (id = 1),
                CONSTRAINT "PK_c851081a2d70f43eaca24474f2d" PRIMARY KEY ("id")
            )
        `);
    await queryRunner.query(`
            CREATE TYPE "alert_status" AS ENUM('OPEN', 'ACKNOWLEDGED', 'RESOLVED')
        `);
    await queryRunner.query(`
            CREATE TABLE "alerts" (
                "id" uuid NOT NULL DEFAULT uuidv7(),
                "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
                "updated_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
                "version" integer NOT NULL,
                "project_id" uuid NOT NULL,
                "rule_uuid" uuid NOT NULL,
                "status" "alert_status" NOT NULL DEFAULT 'OPEN',
                "severity" "alert_severity" NOT NULL,
                "subject_type" text NOT NULL,
                "subject_key" text NOT NULL,
                "subject_id" text NOT NULL,
                "summary" text NOT NULL,
                "details" jsonb NOT NULL DEFAULT '{}',
                "raised_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
                "acknowledged_at" TIMESTAMP WITH TIME ZONE,
                "acknowledged_by" text,
                "resolved_at" TIMESTAMP WITH TIME ZONE,
                "resolved_by" text,
                "note" text,
                CONSTRAINT "CHK_cfd45898257b090a4f23402359" CHECK (
                    (acknowledged_at is null) = (acknowledged_by is null)
                ),
                CONSTRAINT "CHK_bf57e59b4e0218244b7e0f45ac" CHECK (
                    (status = 'RESOLVED') = (resolved_at is not null)
                    and (resolved_at is null) = (resolved_by is null)
                ),
                CONSTRAINT "PK_60f895662df096bfcdfab7f4b96" PRIMARY KEY ("id")
            )
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_e39914be6fd49c39a4dcb6ddbd" ON "alerts" ("rule_uuid", "subject_key", "resolved_at")
        `);
    await queryRunner.query(`
            CREATE UNIQUE INDEX "alerts_unresolved" ON "alerts" ("rule_uuid", "subject_key")
            WHERE status <> 'RESOLVED'
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_c234cb048eb5357b278b062e10" ON "alerts" ("project_id", "id")
        `);
    await queryRunner.query(`
            ALTER TABLE "alert_rules"
            ADD CONSTRAINT "FK_b8b67782158e1ea243e42582cdf" FOREIGN KEY ("project_id") REFERENCES "projects"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "alerts"
            ADD CONSTRAINT "FK_f01b21d21656ff12656cce07e22" FOREIGN KEY ("project_id") REFERENCES "projects"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "alerts"
            ADD CONSTRAINT "FK_5b5b7914c8ed96ddbdb9a9ba1bc" FOREIGN KEY ("rule_uuid") REFERENCES "alert_rules"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`INSERT INTO "alert_turns" ("at") VALUES ('-infinity')`);
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await useSchema(queryRunner);
    await queryRunner.query(`
            ALTER TABLE "alerts" DROP CONSTRAINT "FK_5b5b7914c8ed96ddbdb9a9ba1bc"
        `);
    await queryRunner.query(`
            ALTER TABLE "alerts" DROP CONSTRAINT "FK_f01b21d21656ff12656cce07e22"
        `);
    await queryRunner.query(`
            ALTER TABLE "alert_rules" DROP CONSTRAINT "FK_b8b67782158e1ea243e42582cdf"
        `);
    await queryRunner.query(`
            DROP INDEX "IDX_c234cb048eb5357b278b062e10"
        `);
    await queryRunner.query(`
            DROP INDEX "alerts_unresolved"
        `);
    await queryRunner.query(`
            DROP INDEX "IDX_e39914be6fd49c39a4dcb6ddbd"
        `);
    await queryRunner.query(`
            DROP TABLE "alerts"
        `);
    await queryRunner.query(`
            DROP TYPE "alert_status"
        `);
    await queryRunner.query(`
            DROP TABLE "alert_turns"
        `);
    await queryRunner.query(`
            DROP TABLE "alert_rules"
        `);
    await queryRunner.query(`
            DROP TYPE "alert_severity"
        `);
    await queryRunner.query(`
            DROP TYPE "alert_kind"
        `);
  }
}
