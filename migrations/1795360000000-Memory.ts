import type { MigrationInterface, QueryRunner } from 'typeorm';
import { useSchema } from './use-schema';

export class Memory1795360000000 implements MigrationInterface {
  public async up(queryRunner: QueryRunner): Promise<void> {
    await useSchema(queryRunner);
    await queryRunner.query(`
            CREATE TYPE "memory_visibility" AS ENUM('AGENT', 'TEAM', 'PROJECT')
        `);
    await queryRunner.query(`
            CREATE TABLE "memory_places" (
                "number" SERIAL NOT NULL,
                "project_id" uuid NOT NULL,
                "visibility" "memory_visibility" NOT NULL,
                "owner" text NOT NULL,
                "counted" integer,
                "counted_through" integer NOT NULL DEFAULT '0',
                CONSTRAINT "UQ_c112a81c236526481982c55180e" UNIQUE ("project_id", "visibility", "owner"),
                CONSTRAINT "PK_04e8702354579d55fcbbc1e3ba8" PRIMARY KEY ("number")
            )
        `);
    await queryRunner.query(`
            CREATE TYPE "memory_category" AS ENUM(
                'AGENT_CONTEXT',
                'WORKFLOW_PATTERNS',
                'TASK_COMPLETION',
                'COLLABORATION',
                'QUALITY_INSIGHTS',
                'ERROR_PATTERNS'
            )
        `);
    await queryRunner.query(`
            CREATE TYPE "memory_status" AS ENUM('ACTIVE', 'ARCHIVED', 'SUPERSEDED')
        `);
    await queryRunner.query(`
            CREATE TABLE "memories" (
                "id" uuid NOT NULL DEFAULT uuidv7(),
                "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
                "updated_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
                "version" integer NOT NULL,
                "number" SERIAL NOT NULL,
                "project_id" uuid NOT NULL,
                "place_number" integer NOT NULL,
                "agent_uuid" uuid NOT NULL,
                "session_id" text,
                "user_id" text,
                "episode" integer NOT NULL,
                "position" integer NOT NULL,
                "category" "memory_category" NOT NULL,
                "status" "memory_status" NOT NULL DEFAULT 'ACTIVE',
                "content" text NOT NULL,
                "context" jsonb NOT NULL DEFAULT '{}',
                "tags" text array NOT NULL DEFAULT '{}',
                "entities" text array NOT NULL DEFAULT '{}',
                "importance" real NOT NULL,
                "confidence" real NOT NULL,
                "occurred_at" TIMESTAMP WITH TIME ZONE NOT NULL,
                "superseded_by" uuid,
                "useful_count" integer NOT NULL DEFAULT '0',
                "harmful_count" integer NOT NULL DEFAULT '0',
                "traits" smallint NOT NULL,
                "fingerprint" uuid NOT NULL,
                "terms" tsvector NOT NULL,
                CONSTRAINT "UQ_4498122921efb4b247636457d9e" UNIQUE ("number"),
                CONSTRAINT "CHK_4b882b0114896a22e7ac30680d" CHECK (confidence between 0 and 1),
                CONSTRAINT "CHK_611367a190cf31e0579e9fe0a7" CHECK (importance between 0 and 1),
                CONSTRAINT "PK_aaa0692d9496fe827b0568612f8" PRIMARY KEY ("id")
            )
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_625ac550c5caa55090d4e1fd83" ON "memories" ("session_id")
            WHERE session_id is not null
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_00653af13da88ea7d66d2fbd38" ON "memories" ("superseded_by")
            WHERE superseded_by is not null
        `);
    await queryRunner.query(`
            CREATE INDEX "memories_recent" ON "memories" ("place_number", "number")
            WHERE status = 'ACTIVE'
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_5ea91f28f7acccf10169718d3d" ON "memories" ("agent_uuid", "id")
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_e52957cac3e71812c808091755" ON "memories" ("episode", "position")
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_7693ffd59a9b9e49b5e823ec0b" ON "memories" ("place_number", "fingerprint")
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_300bce37822d0ec4c2c567f5b8" ON "memories" ("project_id", "id")
        `);
    await queryRunner.query(`
            CREATE INDEX "memories_tags" ON "memories" USING gin ("tags")
        `);
    await queryRunner.query(`
            CREATE TABLE "memory_episodes" (
                "number" SERIAL NOT NULL,
                "place_number" integer NOT NULL,
                "session_id" text NOT NULL,
                "last_position" integer NOT NULL,
                CONSTRAINT "UQ_e5ed0f8f3c8e8aa217912b6a230" UNIQUE ("place_number", "session_id"),
                CONSTRAINT "PK_acd64a0597f0626c1b63a6ce3ea" PRIMARY KEY ("number")
            )
        `);
    await queryRunner.query(`
            CREATE TABLE "memory_revisions" (
                "id" uuid NOT NULL DEFAULT uuidv7(),
                "project_id" uuid NOT NULL,
                "memory_uuid" uuid NOT NULL,
                "version" integer NOT NULL,
                "changed_by" text NOT NULL,
                "content" text NOT NULL,
                "category" "memory_category" NOT NULL,
                "tags" text array NOT NULL,
                "entities" text array NOT NULL,
                "importance" real NOT NULL,
                "confidence" real NOT NULL,
                "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
                CONSTRAINT "PK_4522f6bfc903f9c8411dccb244c" PRIMARY KEY ("id")
            )
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_eeabc5831638f4789a6bc0edf5" ON "memory_revisions" ("memory_uuid", "id")
        `);
    await queryRunner.query(`
            CREATE TABLE "memory_links" (
                "memory_uuid" uuid NOT NULL,
                "type" text NOT NULL,
                "target" text NOT NULL,
                "project_id" uuid NOT NULL,
                CONSTRAINT "PK_cac8974c8d14ba2f8a4a031492d" PRIMARY KEY ("memory_uuid", "type", "target")
            )
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_39a3c9c38bacab329a567e1b26" ON "memory_links" ("project_id", "type", "target")
        `);
    await queryRunner.query(`
            CREATE TABLE "memory_terms" (
                "place_number" integer NOT NULL,
                "term" text COLLATE "C" NOT NULL,
                "memory_number" integer NOT NULL,
                "episode" integer NOT NULL,
                "position" integer NOT NULL,
                "impact" smallint NOT NULL,
                CONSTRAINT "PK_6ae01c5c707f9f1596cb31960b0" PRIMARY KEY ("place_number", "term", "memory_number") INCLUDE ("episode", "position", "impact")
            )
        `);
    await queryRunner.query(`
            CREATE TABLE "memory_term_statistics" (
                "place_number" integer NOT NULL,
                "term" text COLLATE "C" NOT NULL,
                "memories" integer NOT NULL,
                CONSTRAINT "PK_6e3977035a355739fa1219051fb" PRIMARY KEY ("place_number", "term")
            )
        `);
    await queryRunner.query(`
            CREATE TABLE "memory_calibrations" (
                "id" uuid NOT NULL DEFAULT uuidv7(),
                "project_id" uuid NOT NULL,
                "bias" real NOT NULL,
                "samples" integer NOT NULL,
                "ece_before" real NOT NULL,
                "ece_after" real NOT NULL,
                "at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
                CONSTRAINT "PK_6068f8d8215cfb31fc60af31c30" PRIMARY KEY ("id")
            )
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_0f46210d9b0e5f76834c375753" ON "memory_calibrations" ("project_id", "id")
        `);
    await queryRunner.query(`
            CREATE TYPE "memory_operation" AS ENUM(
                'STORE',
                'CONTEXT',
                'SEARCH',
                'ACTIVATION',
                'TASK',
                'WORKFLOW',
                'QUALITY',
                'ERROR',
                'OTHER'
            )
        `);
    await queryRunner.query(`
            CREATE TABLE "memory_integrations" (
                "id" uuid NOT NULL DEFAULT uuidv7(),
                "project_id" uuid NOT NULL,
                "memory_uuid" uuid NOT NULL,
                "agent_uuid" uuid,
                "session_id" text,
                "user_id" text,
                "operation" "memory_operation" NOT NULL,
                "purpose" text,
                "rank" smallint,
                "relevance" real,
                "confidence" real,
                "helped" boolean,
                "note" text,
                "judged_at" TIMESTAMP WITH TIME ZONE,
                "at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
                CONSTRAINT "CHK_ea29376e7da94843a5ea32af3c" CHECK (rank > 0),
                CONSTRAINT "PK_b91ddeae463e9eb10336186b901" PRIMARY KEY ("id")
            )
        `);
    await queryRunner.query(`
            CREATE INDEX "memory_integrations_judged" ON "memory_integrations" ("project_id", "id")
            WHERE helped is not null
        `);
    await queryRunner.query(`
            CREATE INDEX "memory_integrations_by_agent" ON "memory_integrations" ("agent_uuid", "id")
            WHERE agent_uuid is not null
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_f4e0f5e2694f0d94a33cd525fa" ON "memory_integrations" ("memory_uuid", "id")
        `);
    await queryRunner.query(`
            ALTER TABLE "memory_places"
            ADD CONSTRAINT "FK_50ce9823edc8876997ffecab7ff" FOREIGN KEY ("project_id") REFERENCES "projects"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "memories"
            ADD CONSTRAINT "FK_05bd17ba16ae2b6335772ee6bc3" FOREIGN KEY ("project_id") REFERENCES "projects"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "memories"
            ADD CONSTRAINT "FK_59d0071ffe8040f16a7b06b5b1e" FOREIGN KEY ("place_number") REFERENCES "memory_places"("number") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "memories"
            ADD CONSTRAINT "FK_5592553540437fd3e34c059f95f" FOREIGN KEY ("agent_uuid") REFERENCES "agents"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "memories"
            ADD CONSTRAINT "FK_f209a715ac56e37d789ec6b825e" FOREIGN KEY ("superseded_by") REFERENCES "memories"("id") ON DELETE
            SET NULL ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "memory_episodes"
            ADD CONSTRAINT "FK_b3774b697bcd06a2d4ef81119bc" FOREIGN KEY ("place_number") REFERENCES "memory_places"("number") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "memory_revisions"
            ADD CONSTRAINT "FK_7b6cb2d7d4e777d21e7a06b2137" FOREIGN KEY ("memory_uuid") REFERENCES "memories"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "memory_links"
            ADD CONSTRAINT "FK_213c6d9707c92cd548a8331e915" FOREIGN KEY ("memory_uuid") REFERENCES "memories"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "memory_term_statistics"
            ADD CONSTRAINT "FK_df66c10338117421782aea711c8" FOREIGN KEY ("place_number") REFERENCES "memory_places"("number") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "memory_calibrations"
            ADD CONSTRAINT "FK_ed3fee0dc7e20982f2eaad7e663" FOREIGN KEY ("project_id") REFERENCES "projects"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await useSchema(queryRunner);
    await queryRunner.query(`
            ALTER TABLE "memory_calibrations" DROP CONSTRAINT "FK_ed3fee0dc7e20982f2eaad7e663"
        `);
    await queryRunner.query(`
            ALTER TABLE "memory_term_statistics" DROP CONSTRAINT "FK_df66c10338117421782aea711c8"
        `);
    await queryRunner.query(`
            ALTER TABLE "memory_links" DROP CONSTRAINT "FK_213c6d9707c92cd548a8331e915"
        `);
    await queryRunner.query(`
            ALTER TABLE "memory_revisions" DROP CONSTRAINT "FK_7b6cb2d7d4e777d21e7a06b2137"
        `);
    await queryRunner.query(`
            ALTER TABLE "memory_episodes" DROP CONSTRAINT "FK_b3774b697bcd06a2d4ef81119bc"
        `);
    await queryRunner.query(`
            ALTER TABLE "memories" DROP CONSTRAINT "FK_f209a715ac56e37d789ec6b825e"
        `);
    await queryRunner.query(`
            ALTER TABLE "memories" DROP CONSTRAINT "FK_5592553540437fd3e34c059f95f"
        `);
    await queryRunner.query(`
            ALTER TABLE "memories" DROP CONSTRAINT "FK_59d0071ffe8040f16a7b06b5b1e"
        `);
    await queryRunner.query(`
            ALTER TABLE "memories" DROP CONSTRAINT "FK_05bd17ba16ae2b6335772ee6bc3"
        `);
    await queryRunner.query(`
            ALTER TABLE "memory_places" DROP CONSTRAINT "FK_50ce9823edc8876997ffecab7ff"
        `);
    await queryRunner.query(`
            DROP INDEX "IDX_f4e0f5e2694f0d94a33cd525fa"
        `);
    await queryRunner.query(`
            DROP INDEX "memory_integrations_by_agent"
        `);
    await queryRunner.query(`
            DROP INDEX "memory_integrations_judged"
        `);
    await queryRunner.query(`
            DROP TABLE "memory_integrations"
        `);
    await queryRunner.query(`
            DROP TYPE "memory_operation"
        `);
    await queryRunner.query(`
            DROP INDEX "IDX_0f46210d9b0e5f76834c375753"
        `);
    await queryRunner.query(`
            DROP TABLE "memory_calibrations"
        `);
    await queryRunner.query(`
            DROP TABLE "memory_term_statistics"
        `);
    await queryRunner.query(`
            DROP TABLE "memory_terms"
        `);
    await queryRunner.query(`
            DROP INDEX "IDX_39a3c9c38bacab329a567e1b26"
        `);
    await queryRunner.query(`
            DROP TABLE "memory_links"
        `);
    await queryRunner.query(`
            DROP INDEX "IDX_eeabc5831638f4789a6bc0edf5"
        `);
    await queryRunner.query(`
            DROP TABLE "memory_revisions"
        `);
    await queryRunner.query(`
            DROP TABLE "memory_episodes"
        `);
    await queryRunner.query(`
            DROP INDEX "IDX_300bce37822d0ec4c2c567f5b8"
        `);
    await queryRunner.query(`
            DROP INDEX "IDX_7693ffd59a9b9e49b5e823ec0b"
        `);
    await queryRunner.query(`
            DROP INDEX "IDX_e52957cac3e71812c808091755"
        `);
    await queryRunner.query(`
            DROP INDEX "IDX_5ea91f28f7acccf10169718d3d"
        `);
    await queryRunner.query(`
            DROP INDEX "memories_tags"
        `);
    await queryRunner.query(`
            DROP INDEX "memories_recent"
        `);
    await queryRunner.query(`
            DROP INDEX "IDX_00653af13da88ea7d66d2fbd38"
        `);
    await queryRunner.query(`
            DROP INDEX "IDX_625ac550c5caa55090d4e1fd83"
        `);
    await queryRunner.query(`
            DROP TABLE "memories"
        `);
    await queryRunner.query(`
            DROP TYPE "memory_status"
        `);
    await queryRunner.query(`
            DROP TYPE "memory_category"
        `);
    await queryRunner.query(`
            DROP TABLE "memory_places"
        `);
    await queryRunner.query(`
            DROP TYPE "memory_visibility"
        `);
  }
}
