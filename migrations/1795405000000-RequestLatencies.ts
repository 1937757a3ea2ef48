import type { MigrationInterface, QueryRunner } from 'typeorm';
import { useSchema } from './use-schema';

/** How long answers took, minute by minute, and when which server lived. */
export class RequestLatencies1795405000000 implements MigrationInterface {
  public async up(queryRunner: QueryRunner): Promise<void> {
    await useSchema(queryRunner);
    await queryRunner.query(`
            CREATE TABLE "request_latencies" (
                "at" TIMESTAMP WITH TIME ZONE NOT NULL,
                "seconds" integer NOT NULL,
                "server_uuid" uuid NOT NULL DEFAULT uuidv7(),
                "method" text NOT NULL,
                "route" text NOT NULL,
                "status_class" smallint NOT NULL,
                "requests" integer NOT NULL,
                "total_ms" double precision NOT NULL,
                "slowest_ms" real NOT NULL,
                "buckets" smallint array NOT NULL,
                "counts" integer array NOT NULL,
                CONSTRAINT "CHK_621fece3255b268caa9f39bea1" CHECK (cardinality(buckets) = cardinality(counts)),
                CONSTRAINT "PK_48cf7e149d3242673c0b8952c64" PRIMARY KEY (
                    "at",
                    "seconds",
                    "server_uuid",
                    "method",
                    "route",
                    "status_class"
                )
            )
        `);
    await queryRunner.query(`
            CREATE TABLE "server_lives" (
                "id" uuid NOT NULL DEFAULT uuidv7(),
                "started_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
                "seen_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
                "stopped_at" TIMESTAMP WITH TIME ZONE,
                CONSTRAINT "PK_8e25d46c62f048d30de59313d75" PRIMARY KEY ("id")
            )
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_eb8a36d3729a89a9e9bac29622" ON "server_lives" ("seen_at")
        `);
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await useSchema(queryRunner);
    await queryRunner.query(`
            DROP INDEX "IDX_eb8a36d3729a89a9e9bac29622"
        `);
    await queryRunner.query(`
            DROP TABLE "server_lives"
        `);
    await queryRunner.query(`
            DROP TABLE "request_latencies"
        `);
  }
}
