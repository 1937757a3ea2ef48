import type { MigrationInterface, QueryRunner } from 'typeorm';
import { useSchema } from './use-schema';

export class Access1795400000000 implements MigrationInterface {
  public async up(queryRunner: QueryRunner): Promise<void> {
    await useSchema(queryRunner);
    await queryRunner.query(`
            CREATE TABLE "api_keys" (
                "id" uuid NOT NULL DEFAULT uuidv7(),
                "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
                "updated_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
                "version" integer NOT NULL,
                "project_id" uuid,
                "name" text NOT NULL,
                "prefix" text NOT NULL,
                "hash" text NOT NULL,
                "scopes" text array NOT NULL,
                "agent_id" text,
                "user_id" text,
                "created_by" text NOT NULL,
                "expires_at" TIMESTAMP WITH TIME ZONE,
                "revoked_at" TIMESTAMP WITH TIME ZONE,
                "revoked_by" text,
                "previous_prefix" text,
                "previous_hash" text,
                "previous_until" TIMESTAMP WITH TIME ZONE,
                CONSTRAINT "UQ_e4fca91b43d375e68fcd5cd1e86" UNIQUE ("previous_prefix"),
                CONSTRAINT "UQ_6f6105c8efe05b310d046cbdb3d" UNIQUE ("prefix"),
                CONSTRAINT "CHK_b18b66ccd4d138aa070e5573ab" CHECK ((revoked_at is null) = (revoked_by is null)),
                CONSTRAINT "CHK_6e56ee6daa9c5eb05ba40144fb" CHECK (
                    num_nulls(previous_prefix, previous_hash, previous_until) in (0, 3)
                ),
                CONSTRAINT "CHK_da1ecbf3c592d89ba07fd41c27" CHECK (num_nonnulls(agent_id, user_id) <= 1),
                CONSTRAINT "CHK_33a8461ab4ac7ccad18195a571" CHECK (
                    cardinality(scopes) > 0
                    and scopes <@ array ['READ', 'WRITE', 'ADMIN']
                ),
                CONSTRAINT "PK_5c8a79801b44bd27b79228e1dad" PRIMARY KEY ("id")
            )
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_f5de07dbb229225e2be643ff3d" ON "api_keys" ("project_id")
        `);
    await queryRunner.query(`
            CREATE TABLE "api_key_uses" (
                "key_uuid" uuid NOT NULL,
                "used_at" TIMESTAMP WITH TIME ZONE NOT NULL,
                CONSTRAINT "PK_7f624229a86060c6d9422e36af8" PRIMARY KEY ("key_uuid")
            )
        `);
    await queryRunner.query(`
            ALTER TABLE "api_keys"
            ADD CONSTRAINT "FK_f5de07dbb229225e2be643ff3d0" FOREIGN KEY ("project_id") REFERENCES "projects"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "api_key_uses"
            ADD CONSTRAINT "FK_7f624229a86060c6d9422e36af8" FOREIGN KEY ("key_uuid") REFERENCES "api_keys"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await useSchema(queryRunner);
    await queryRunner.query(`
            ALTER TABLE "api_key_uses" DROP CONSTRAINT "FK_7f624229a86060c6d9422e36af8"
        `);
    await queryRunner.query(`
            ALTER TABLE "api_keys" DROP CONSTRAINT "FK_f5de07dbb229225e2be643ff3d0"
        `);
    await queryRunner.query(`
            DROP TABLE "api_key_uses"
        `);
    await queryRunner.query(`
            DROP INDEX "IDX_f5de07dbb229225e2be643ff3d"
        `);
    await queryRunner.query(`
            DROP TABLE "api_keys"
        `);
  }
}
