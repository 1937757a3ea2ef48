import type { MigrationInterface, QueryRunner } from 'typeorm';
import { useSchema } from './use-schema';

export class Forecasts1795409000000 implements MigrationInterface {
  public async up(queryRunner: QueryRunner): Promise<void> {
    await useSchema(queryRunner);
    await queryRunner.query(`
            CREATE TABLE "forecasts" (
                "id" uuid NOT NULL DEFAULT uuidv7(),
                "project_id" uuid NOT NULL,
                "subject_type" text NOT NULL,
                "subject_uuid" uuid NOT NULL,
                "subject_id" text NOT NULL,
                "day" date NOT NULL,
                "made_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
                "remaining" integer NOT NULL,
                "p50_at" TIMESTAMP WITH TIME ZONE,
                "p85_at" TIMESTAMP WITH TIME ZONE,
                "p95_at" TIMESTAMP WITH TIME ZONE,
                "ended_at" TIMESTAMP WITH TIME ZONE,
                "given_up" boolean NOT NULL DEFAULT false,
                CONSTRAINT "PK_caa4d5aec48032eb9d2ce8535f8" PRIMARY KEY ("id")
            )
        `);
    await queryRunner.query(`
            CREATE INDEX "forecasts_unsettled" ON "forecasts" ("subject_type", "subject_uuid")
            WHERE ended_at is null
        `);
    await queryRunner.query(`
            CREATE UNIQUE INDEX "IDX_519f35143098b5cef0d02655b4" ON "forecasts" ("subject_uuid", "day")
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_dc57bf6578234250259d733975" ON "forecasts" ("project_id", "id")
        `);
    await queryRunner.query(`
            ALTER TABLE "forecasts"
            ADD CONSTRAINT "FK_68086a784090c164649964f6437" FOREIGN KEY ("project_id") REFERENCES "projects"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await useSchema(queryRunner);
    await queryRunner.query(`
            ALTER TABLE "forecasts" DROP CONSTRAINT "FK_68086a784090c164649964f6437"
        `);
    await queryRunner.query(`
            DROP INDEX "IDX_dc57bf6578234250259d733975"
        `);
    await queryRunner.query(`
            DROP INDEX "IDX_519f35143098b5cef0d02655b4"
        `);
    await queryRunner.query(`
            DROP INDEX "forecasts_unsettled"
        `);
    await queryRunner.query(`
            DROP TABLE "forecasts"
        `);
  }
}
