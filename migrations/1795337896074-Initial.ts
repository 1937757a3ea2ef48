import type { MigrationInterface, QueryRunner } from 'typeorm';
import { useSchema } from './use-schema';

export class Initial1795337896074 implements MigrationInterface {
  public async up(queryRunner: QueryRunner): Promise<void> {
    await useSchema(queryRunner);
    await queryRunner.query(`
            CREATE TABLE "projects" (
                "id" uuid NOT NULL DEFAULT uuidv7(),
                "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
                "updated_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
                "version" integer NOT NULL,
                "key" text NOT NULL,
                "name" text NOT NULL,
                CONSTRAINT "UQ_63e67599567b2126cfef14e1474" UNIQUE ("key"),
                CONSTRAINT "PK_6271df0a7aed1d6c0691ce6ac50" PRIMARY KEY ("id")
            )
        `);
    await queryRunner.query(`
            CREATE TYPE "definition_kind" AS ENUM(
                'AGENT',
                'TEAM',
                'WORKFLOW',
                'CHECKLIST',
                'TEMPLATE',
                'TASK'
            )
        `);
    await queryRunner.query(`
            CREATE TABLE "definitions" (
                "id" uuid NOT NULL DEFAULT uuidv7(),
                "kind" "definition_kind" NOT NULL,
                "pack" text NOT NULL,
                "definition_id" text NOT NULL,
                "name" text NOT NULL,
                "hash" text NOT NULL,
                "file" text NOT NULL,
                "tier" smallint NOT NULL,
                "body" jsonb NOT NULL,
                "problems" jsonb NOT NULL DEFAULT '[]',
                "current" boolean NOT NULL DEFAULT true,
                "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
                CONSTRAINT "UQ_ea713ac870268c57f9f2e160097" UNIQUE ("pack", "kind", "definition_id", "hash"),
                CONSTRAINT "PK_7150abc574293b2a1063b0ed7bb" PRIMARY KEY ("id")
            )
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_bf06cece5dd9106308feeaa8ca" ON "definitions" ("kind", "definition_id")
        `);
    await queryRunner.query(`
            CREATE UNIQUE INDEX "definitions_current" ON "definitions" ("pack", "kind", "definition_id")
            WHERE current
        `);
    await queryRunner.query(`
            CREATE TYPE "agent_type" AS ENUM(
                'ORCHESTRATOR',
                'SPECIALIST',
                'DEVELOPER',
                'ANALYST',
                'ARCHITECT',
                'TESTER',
                'CUSTOM'
            )
        `);
    await queryRunner.query(`
            CREATE TYPE "agent_hold" AS ENUM('AVAILABLE', 'PAUSED', 'OFFLINE')
        `);
    await queryRunner.query(`
            CREATE TABLE "agents" (
                "id" uuid NOT NULL DEFAULT uuidv7(),
                "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
                "updated_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
                "version" integer NOT NULL,
                "project_id" uuid NOT NULL,
                "pack" text NOT NULL,
                "agent_id" text NOT NULL,
                "definition_uuid" uuid NOT NULL,
                "name" text NOT NULL,
                "title" text NOT NULL,
                "agent_type" "agent_type" NOT NULL,
                "capabilities" text array NOT NULL,
                "hold" "agent_hold" NOT NULL DEFAULT 'AVAILABLE',
                CONSTRAINT "UQ_70e9106c7bfa19266a3708742b8" UNIQUE ("project_id", "pack", "agent_id"),
                CONSTRAINT "PK_9c653f28ae19c5884d5baf6a1d9" PRIMARY KEY ("id")
            )
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_49e034a024ec8c37df2066588c" ON "agents" ("definition_uuid")
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_b163a1e10c22ad6548b55121b1" ON "agents" ("project_id", "agent_id")
        `);
    await queryRunner.query(`
            CREATE TYPE "session_end" AS ENUM('DEACTIVATED', 'EXPIRED')
        `);
    await queryRunner.query(`
            CREATE TABLE "agent_sessions" (
                "id" uuid NOT NULL DEFAULT uuidv7(),
                "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
                "updated_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
                "version" integer NOT NULL,
                "project_id" uuid NOT NULL,
                "agent_uuid" uuid NOT NULL,
                "session_id" text NOT NULL,
                "user_id" text NOT NULL,
                "context" jsonb NOT NULL DEFAULT '{}',
                "started_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
                "heartbeat_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
                "expires_at" TIMESTAMP WITH TIME ZONE NOT NULL,
                "ended_at" TIMESTAMP WITH TIME ZONE,
                "end_reason" "session_end",
                "open_work" integer NOT NULL DEFAULT '0',
                CONSTRAINT "CHK_7221242020ecfe5fc6de9d149d" CHECK (open_work >= 0),
                CONSTRAINT "PK_56f9e856ca24a6064c903044605" PRIMARY KEY ("id")
            )
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_94502ae5c1c8c04bfb014a440d" ON "agent_sessions" ("project_id", "session_id")
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_a21843c252b373cdddcc928c28" ON "agent_sessions" ("agent_uuid", "id")
        `);
    await queryRunner.query(`
            CREATE INDEX "agent_sessions_active" ON "agent_sessions" ("project_id", "id")
            WHERE ended_at is null
        `);
    await queryRunner.query(`
            CREATE INDEX "agent_sessions_expiring" ON "agent_sessions" ("expires_at")
            WHERE ended_at is null
        `);
    await queryRunner.query(`
            CREATE UNIQUE INDEX "agent_sessions_live" ON "agent_sessions" ("agent_uuid", "session_id")
            WHERE ended_at is null
        `);
    await queryRunner.query(`
            CREATE TABLE "agent_activities" (
                "id" uuid NOT NULL DEFAULT uuidv7(),
                "project_id" uuid NOT NULL,
                "agent_uuid" uuid NOT NULL,
                "session_uuid" uuid,
                "activity_type" text NOT NULL,
                "actor" text NOT NULL,
                "user_id" text,
                "success" boolean NOT NULL,
                "error" text,
                "response_time_ms" real,
                "details" jsonb NOT NULL DEFAULT '{}',
                "at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
                CONSTRAINT "PK_f796a013eb5a70bfe282ab89367" PRIMARY KEY ("id")
            )
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_7311e3065dd0c4e876e5ccf52d" ON "agent_activities" ("session_uuid")
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_3f423b6662ae13f10692dddf45" ON "agent_activities" ("project_id", "id")
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_0d424205e8d88c803d6cfa90cb" ON "agent_activities" ("agent_uuid", "id")
        `);
    await queryRunner.query(`
            CREATE TABLE "counters" (
                "project_id" uuid NOT NULL,
                "name" text NOT NULL,
                "value" integer NOT NULL,
                CONSTRAINT "PK_c2584e8673cc8394f20648d6a97" PRIMARY KEY ("project_id", "name")
            )
        `);
    await queryRunner.query(`
            CREATE TABLE "events" (
                "id" bigint GENERATED BY DEFAULT AS IDENTITY NOT NULL,
                "tx" bigint NOT NULL,
                "project_id" uuid NOT NULL,
                "type" text NOT NULL,
                "subject_type" text NOT NULL,
                "subject_id" uuid NOT NULL,
                "actor" text NOT NULL,
                "data" jsonb NOT NULL,
                "at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
                CONSTRAINT "PK_40731c7151fe4be3116e45ddf73" PRIMARY KEY ("id")
            )
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_298788e1943fc20515fa99983e" ON "events" ("project_id", "subject_id", "id")
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_cf15704551e47ccb408edd7326" ON "events" ("tx", "id")
        `);
    await queryRunner.query(`
            CREATE TYPE "workflow_type" AS ENUM('GREENFIELD', 'BROWNFIELD', 'CUSTOM')
        `);
    await queryRunner.query(`
            CREATE TYPE "workflow_status" AS ENUM(
                'DRAFT',
                'ACTIVE',
                'PAUSED',
                'COMPLETED',
                'CANCELLED',
                'FAILED'
            )
        `);
    await queryRunner.query(`
            CREATE TABLE "workflows" (
                "id" uuid NOT NULL DEFAULT uuidv7(),
                "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
                "updated_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
                "version" integer NOT NULL,
                "project_id" uuid NOT NULL,
                "key" text NOT NULL,
                "workflow_id" text NOT NULL,
                "pack" text NOT NULL,
                "definition_uuid" uuid NOT NULL,
                "variant" text NOT NULL,
                "workflow_type" "workflow_type" NOT NULL,
                "project_type" text,
                "status" "workflow_status" NOT NULL,
                "user_id" text NOT NULL,
                "session_id" text NOT NULL,
                "epic_id" text,
                "context" jsonb NOT NULL DEFAULT '{}',
                "started_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
                "paused_at" TIMESTAMP WITH TIME ZONE,
                "paused_seconds" double precision NOT NULL DEFAULT '0',
                "ended_at" TIMESTAMP WITH TIME ZONE,
                "reason" text,
                CONSTRAINT "UQ_69d3c875289cf0e4b13868f9550" UNIQUE ("project_id", "key"),
                CONSTRAINT "CHK_e6b52b155280212127b1147a5f" CHECK (
                    (status in ('COMPLETED', 'CANCELLED')) = (ended_at is not null)
                ),
                CONSTRAINT "PK_5b5757cc1cd86268019fef52e0c" PRIMARY KEY ("id")
            )
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_bd8638d192adbefd2c5d6d7c37" ON "workflows" ("definition_uuid")
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_5410d7cf537b4a20bfa4f03902" ON "workflows" ("project_id", "id")
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_e3d0182d34e553f71899d14f0c" ON "workflows" ("project_id", "status", "id")
        `);
    await queryRunner.query(`
            CREATE TYPE "stage_status" AS ENUM(
                'PENDING',
                'READY',
                'ACTIVE',
                'COMPLETED',
                'SKIPPED',
                'FAILED'
            )
        `);
    await queryRunner.query(`
            CREATE TABLE "workflow_stages" (
                "id" uuid NOT NULL DEFAULT uuidv7(),
                "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
                "updated_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
                "version" integer NOT NULL,
                "project_id" uuid NOT NULL,
                "run_uuid" uuid NOT NULL,
                "stage_id" text NOT NULL,
                "position" integer NOT NULL,
                "pass" integer NOT NULL DEFAULT '1',
                "name" text NOT NULL,
                "step" jsonb NOT NULL,
                "agent_ids" text array NOT NULL,
                "status" "stage_status" NOT NULL DEFAULT 'PENDING',
                "attempt" integer NOT NULL DEFAULT '0',
                "agent_id" text,
                "session_id" text,
                "session_uuid" uuid,
                "acknowledged" text array NOT NULL DEFAULT '{}',
                "ready_at" TIMESTAMP WITH TIME ZONE,
                "started_at" TIMESTAMP WITH TIME ZONE,
                "ended_at" TIMESTAMP WITH TIME ZONE,
                "outputs" jsonb NOT NULL DEFAULT '{}',
                "quality_score" smallint,
                "notes" text,
                "reason" text,
                CONSTRAINT "UQ_0b37ff9853467a5a553daea4f7d" UNIQUE ("run_uuid", "stage_id", "pass"),
                CONSTRAINT "PK_a521b91fac23874e5750cbeccb2" PRIMARY KEY ("id")
            )
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_ad48f78ec7e073ff256cd66d2e" ON "workflow_stages" ("session_uuid")
        `);
    await queryRunner.query(`
            CREATE INDEX "workflow_stages_open" ON "workflow_stages" ("project_id", "status")
            WHERE status in ('READY', 'ACTIVE', 'FAILED')
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_d870c70a627d0fbdd7ff3dc416" ON "workflow_stages" ("run_uuid", "position")
        `);
    await queryRunner.query(`
            CREATE TABLE "artifacts" (
                "id" uuid NOT NULL DEFAULT uuidv7(),
                "project_id" uuid NOT NULL,
                "name" text NOT NULL,
                "document" text NOT NULL,
                "path" text,
                "content" text,
                "content_length" integer,
                "run_uuid" uuid NOT NULL,
                "stage_uuid" uuid,
                "created_by" text NOT NULL,
                "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
                CONSTRAINT "PK_6516bbed3c129918e05c5012edb" PRIMARY KEY ("id")
            )
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_09caa095ac352359948d333114" ON "artifacts" ("stage_uuid")
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_08c9a088382fcb14c53a4d0229" ON "artifacts" ("run_uuid", "id")
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_5340ab2f8c13eb961917ef378f" ON "artifacts" ("project_id", "document")
        `);
    await queryRunner.query(`
            CREATE TABLE "workflow_decisions" (
                "id" uuid NOT NULL DEFAULT uuidv7(),
                "project_id" uuid NOT NULL,
                "run_uuid" uuid NOT NULL,
                "name" text NOT NULL,
                "kind" text NOT NULL,
                "value" jsonb NOT NULL,
                "reason" text,
                "decided_by" text NOT NULL,
                "decided_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
                CONSTRAINT "UQ_3877d7169d69a6bb427217943c5" UNIQUE ("run_uuid", "name"),
                CONSTRAINT "PK_5333b5d2751760170938283f293" PRIMARY KEY ("id")
            )
        `);
    await queryRunner.query(`
            ALTER TABLE "agents"
            ADD CONSTRAINT "FK_90f24a22f7af11b155cd4752e65" FOREIGN KEY ("project_id") REFERENCES "projects"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "agents"
            ADD CONSTRAINT "FK_49e034a024ec8c37df2066588c1" FOREIGN KEY ("definition_uuid") REFERENCES "definitions"("id") ON DELETE RESTRICT ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "agent_sessions"
            ADD CONSTRAINT "FK_d486173d6548a846ef89a45b10d" FOREIGN KEY ("project_id") REFERENCES "projects"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "agent_sessions"
            ADD CONSTRAINT "FK_dee892e3da696dc0e986e5d6819" FOREIGN KEY ("agent_uuid") REFERENCES "agents"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "agent_activities"
            ADD CONSTRAINT "FK_b7bcbae1db3dc5a1257de638062" FOREIGN KEY ("project_id") REFERENCES "projects"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "agent_activities"
            ADD CONSTRAINT "FK_12db0cb9715b04b76c51d023521" FOREIGN KEY ("agent_uuid") REFERENCES "agents"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "agent_activities"
            ADD CONSTRAINT "FK_7311e3065dd0c4e876e5ccf52da" FOREIGN KEY ("session_uuid") REFERENCES "agent_sessions"("id") ON DELETE
            SET NULL ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "workflows"
            ADD CONSTRAINT "FK_376276dcfa299f6483d37c83ccb" FOREIGN KEY ("project_id") REFERENCES "projects"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "workflows"
            ADD CONSTRAINT "FK_bd8638d192adbefd2c5d6d7c373" FOREIGN KEY ("definition_uuid") REFERENCES "definitions"("id") ON DELETE RESTRICT ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "workflow_stages"
            ADD CONSTRAINT "FK_3a6a78ccb24604f13f291eaef53" FOREIGN KEY ("project_id") REFERENCES "projects"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "workflow_stages"
            ADD CONSTRAINT "FK_fa04541930cb7274ab849cdd07d" FOREIGN KEY ("run_uuid") REFERENCES "workflows"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "workflow_stages"
            ADD CONSTRAINT "FK_ad48f78ec7e073ff256cd66d2e3" FOREIGN KEY ("session_uuid") REFERENCES "agent_sessions"("id") ON DELETE
            SET NULL ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "artifacts"
            ADD CONSTRAINT "FK_aaa5fbd4f0e3aec2ec68c854b9e" FOREIGN KEY ("project_id") REFERENCES "projects"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "artifacts"
            ADD CONSTRAINT "FK_89fc4806bf0314111958e75e249" FOREIGN KEY ("run_uuid") REFERENCES "workflows"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "artifacts"
            ADD CONSTRAINT "FK_09caa095ac352359948d3331146" FOREIGN KEY ("stage_uuid") REFERENCES "workflow_stages"("id") ON DELETE
            SET NULL ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "workflow_decisions"
            ADD CONSTRAINT "FK_805d5f9e6aa47c44f7dca77dfce" FOREIGN KEY ("project_id") REFERENCES "projects"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "workflow_decisions"
            ADD CONSTRAINT "FK_0a675e7f2624bc2a5a36fc312e1" FOREIGN KEY ("run_uuid") REFERENCES "workflows"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await useSchema(queryRunner);
    await queryRunner.query(`
            ALTER TABLE "workflow_decisions" DROP CONSTRAINT "FK_0a675e7f2624bc2a5a36fc312e1"
        `);
    await queryRunner.query(`
            ALTER TABLE "workflow_decisions" DROP CONSTRAINT "FK_805d5f9e6aa47c44f7dca77dfce"
        `);
    await queryRunner.query(`
            ALTER TABLE "artifacts" DROP CONSTRAINT "FK_09caa095ac352359948d3331146"
        `);
    await queryRunner.query(`
            ALTER TABLE "artifacts" DROP CONSTRAINT "FK_89fc4806bf0314111958e75e249"
        `);
    await queryRunner.query(`
            ALTER TABLE "artifacts" DROP CONSTRAINT "FK_aaa5fbd4f0e3aec2ec68c854b9e"
        `);
    await queryRunner.query(`
            ALTER TABLE "workflow_stages" DROP CONSTRAINT "FK_ad48f78ec7e073ff256cd66d2e3"
        `);
    await queryRunner.query(`
            ALTER TABLE "workflow_stages" DROP CONSTRAINT "FK_fa04541930cb7274ab849cdd07d"
        `);
    await queryRunner.query(`
            ALTER TABLE "workflow_stages" DROP CONSTRAINT "FK_3a6a78ccb24604f13f291eaef53"
        `);
    await queryRunner.query(`
            ALTER TABLE "workflows" DROP CONSTRAINT "FK_bd8638d192adbefd2c5d6d7c373"
        `);
    await queryRunner.query(`
            ALTER TABLE "workflows" DROP CONSTRAINT "FK_376276dcfa299f6483d37c83ccb"
        `);
    await queryRunner.query(`
            ALTER TABLE "agent_activities" DROP CONSTRAINT "FK_7311e3065dd0c4e876e5ccf52da"
        `);
    await queryRunner.query(`
            ALTER TABLE "agent_activities" DROP CONSTRAINT "FK_12db0cb9715b04b76c51d023521"
        `);
    await queryRunner.query(`
            ALTER TABLE "agent_activities" DROP CONSTRAINT "FK_b7bcbae1db3dc5a1257de638062"
        `);
    await queryRunner.query(`
            ALTER TABLE "agent_sessions" DROP CONSTRAINT "FK_dee892e3da696dc0e986e5d6819"
        `);
    await queryRunner.query(`
            ALTER TABLE "agent_sessions" DROP CONSTRAINT "FK_d486173d6548a846ef89a45b10d"
        `);
    await queryRunner.query(`
            ALTER TABLE "agents" DROP CONSTRAINT "FK_49e034a024ec8c37df2066588c1"
        `);
    await queryRunner.query(`
            ALTER TABLE "agents" DROP CONSTRAINT "FK_90f24a22f7af11b155cd4752e65"
        `);
    await queryRunner.query(`
            DROP TABLE "workflow_decisions"
        `);
    await queryRunner.query(`
            DROP INDEX "IDX_5340ab2f8c13eb961917ef378f"
        `);
    await queryRunner.query(`
            DROP INDEX "IDX_08c9a088382fcb14c53a4d0229"
        `);
    await queryRunner.query(`
            DROP INDEX "IDX_09caa095ac352359948d333114"
        `);
    await queryRunner.query(`
            DROP TABLE "artifacts"
        `);
    await queryRunner.query(`
            DROP INDEX "IDX_d870c70a627d0fbdd7ff3dc416"
        `);
    await queryRunner.query(`
            DROP INDEX "workflow_stages_open"
        `);
    await queryRunner.query(`
            DROP INDEX "IDX_ad48f78ec7e073ff256cd66d2e"
        `);
    await queryRunner.query(`
            DROP TABLE "workflow_stages"
        `);
    await queryRunner.query(`
            DROP TYPE "stage_status"
        `);
    await queryRunner.query(`
            DROP INDEX "IDX_e3d0182d34e553f71899d14f0c"
        `);
    await queryRunner.query(`
            DROP INDEX "IDX_5410d7cf537b4a20bfa4f03902"
        `);
    await queryRunner.query(`
            DROP INDEX "IDX_bd8638d192adbefd2c5d6d7c37"
        `);
    await queryRunner.query(`
            DROP TABLE "workflows"
        `);
    await queryRunner.query(`
            DROP TYPE "workflow_status"
        `);
    await queryRunner.query(`
            DROP TYPE "workflow_type"
        `);
    await queryRunner.query(`
            DROP INDEX "IDX_cf15704551e47ccb408edd7326"
        `);
    await queryRunner.query(`
            DROP INDEX "IDX_298788e1943fc20515fa99983e"
        `);
    await queryRunner.query(`
            DROP TABLE "events"
        `);
    await queryRunner.query(`
            DROP TABLE "counters"
        `);
    await queryRunner.query(`
            DROP INDEX "IDX_0d424205e8d88c803d6cfa90cb"
        `);
    await queryRunner.query(`
            DROP INDEX "IDX_3f423b6662ae13f10692dddf45"
        `);
    await queryRunner.query(`
            DROP INDEX "IDX_7311e3065dd0c4e876e5ccf52d"
        `);
    await queryRunner.query(`
            DROP TABLE "agent_activities"
        `);
    await queryRunner.query(`
            DROP INDEX "agent_sessions_live"
        `);
    await queryRunner.query(`
            DROP INDEX "agent_sessions_expiring"
        `);
    await queryRunner.query(`
            DROP INDEX "agent_sessions_active"
        `);
    await queryRunner.query(`
            DROP INDEX "IDX_a21843c252b373cdddcc928c28"
        `);
    await queryRunner.query(`
            DROP INDEX "IDX_94502ae5c1c8c04bfb014a440d"
        `);
    await queryRunner.query(`
            DROP TABLE "agent_sessions"
        `);
    await queryRunner.query(`
            DROP TYPE "session_end"
        `);
    await queryRunner.query(`
            DROP INDEX "IDX_b163a1e10c22ad6548b55121b1"
        `);
    await queryRunner.query(`
            DROP INDEX "IDX_49e034a024ec8c37df2066588c"
        `);
    await queryRunner.query(`
            DROP TABLE "agents"
        `);
    await queryRunner.query(`
            DROP TYPE "agent_hold"
        `);
    await queryRunner.query(`
            DROP TYPE "agent_type"
        `);
    await queryRunner.query(`
            DROP INDEX "definitions_current"
        `);
    await queryRunner.query(`
            DROP INDEX "IDX_bf06cece5dd9106308feeaa8ca"
        `);
    await queryRunner.query(`
            DROP TABLE "definitions"
        `);
    await queryRunner.query(`
            DROP TYPE "definition_kind"
        `);
    await queryRunner.query(`
            DROP TABLE "projects"
        `);
  }
}
