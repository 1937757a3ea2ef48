import type { MigrationInterface, QueryRunner } from 'typeorm';
import { useSchema } from './use-schema';

export class Work1795340969623 implements MigrationInterface {
  public async up(queryRunner: QueryRunner): Promise<void> {
    await useSchema(queryRunner);
    await queryRunner.query(`
            CREATE TYPE "epic_status" AS ENUM('DRAFT', 'ACTIVE', 'DONE', 'CANCELLED')
        `);
    await queryRunner.query(`
            CREATE TABLE "epics" (
                "id" uuid NOT NULL DEFAULT uuidv7(),
                "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
                "updated_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
                "version" integer NOT NULL,
                "project_id" uuid NOT NULL,
                "epic_id" text NOT NULL,
                "name" text NOT NULL,
                "description" text,
                "status" "epic_status" NOT NULL DEFAULT 'DRAFT',
                "objectives" text array NOT NULL DEFAULT '{}',
                "business_value" text,
                "assumptions" text array NOT NULL DEFAULT '{}',
                "stakeholders" text array NOT NULL DEFAULT '{}',
                "start_date" date,
                "target_date" date,
                "ended_at" TIMESTAMP WITH TIME ZONE,
                CONSTRAINT "UQ_e497632d1c5bbe6a92c213c2db2" UNIQUE ("project_id", "epic_id"),
                CONSTRAINT "PK_aa782b1b14b73c7a38f04b71e3f" PRIMARY KEY ("id")
            )
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_30d92550506bbc893e54498d15" ON "epics" ("project_id", "id")
        `);
    await queryRunner.query(`
            CREATE TYPE "story_status" AS ENUM(
                'DRAFT',
                'APPROVED',
                'IN_PROGRESS',
                'REVIEW',
                'DONE',
                'BLOCKED',
                'CANCELLED'
            )
        `);
    await queryRunner.query(`
            CREATE TABLE "stories" (
                "id" uuid NOT NULL DEFAULT uuidv7(),
                "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
                "updated_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
                "version" integer NOT NULL,
                "project_id" uuid NOT NULL,
                "story_id" text NOT NULL,
                "epic_uuid" uuid,
                "title" text NOT NULL,
                "user_story" jsonb,
                "status" "story_status" NOT NULL DEFAULT 'DRAFT',
                "raw_status" text,
                "blocked_from" "story_status",
                "reason" text,
                "story_points" double precision,
                "estimated_hours" double precision,
                "tags" text array NOT NULL DEFAULT '{}',
                "labels" text array NOT NULL DEFAULT '{}',
                "assignee" text,
                "workflow_key" text,
                "dev_notes" text,
                "file_list" text array NOT NULL DEFAULT '{}',
                "change_log" jsonb NOT NULL DEFAULT '[]',
                "revision" integer NOT NULL DEFAULT '1',
                "gate_required" boolean NOT NULL DEFAULT true,
                "started_at" TIMESTAMP WITH TIME ZONE,
                "ended_at" TIMESTAMP WITH TIME ZONE,
                CONSTRAINT "UQ_d0da5e7f8d97faa3f38f8d88270" UNIQUE ("project_id", "story_id"),
                CONSTRAINT "CHK_0d3d5d552ae57fb9aecda406a6" CHECK (
                    story_points >= 0
                    and estimated_hours >= 0
                ),
                CONSTRAINT "PK_bb6f880b260ed96c452b32a39f0" PRIMARY KEY ("id")
            )
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_b7104a2d81b70310ed7b7d2ade" ON "stories" ("epic_uuid")
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_a49da96e9a018824a0961da31d" ON "stories" ("project_id", "id")
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_0daaca15dbb8f2f108d0bfc091" ON "stories" ("project_id", "status", "id")
        `);
    await queryRunner.query(`
            CREATE TABLE "checklists" (
                "id" uuid NOT NULL DEFAULT uuidv7(),
                "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
                "updated_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
                "version" integer NOT NULL,
                "project_id" uuid NOT NULL,
                "checklist_id" text NOT NULL,
                "definition_uuid" uuid NOT NULL,
                "name" text NOT NULL,
                "story_uuid" uuid,
                "workflow_key" text,
                "required" boolean NOT NULL DEFAULT false,
                "conditions" text array NOT NULL DEFAULT '{}',
                "created_by" text NOT NULL,
                CONSTRAINT "PK_336ade2047f3d713e1afa20d2c6" PRIMARY KEY ("id")
            )
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_c21e043ef7ed0efac451f886f6" ON "checklists" ("definition_uuid")
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_5c556fa155e1f5a5a02ffb9d83" ON "checklists" ("story_uuid")
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_ee28de40ddbd8d98bbf978a42b" ON "checklists" ("project_id", "id")
        `);
    await queryRunner.query(`
            CREATE TYPE "checklist_item_status" AS ENUM('NOT_DONE', 'DONE', 'NOT_APPLICABLE')
        `);
    await queryRunner.query(`
            CREATE TABLE "checklist_items" (
                "id" uuid NOT NULL DEFAULT uuidv7(),
                "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
                "updated_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
                "version" integer NOT NULL,
                "project_id" uuid NOT NULL,
                "checklist_uuid" uuid NOT NULL,
                "position" integer NOT NULL,
                "section" text array NOT NULL DEFAULT '{}',
                "text" text NOT NULL,
                "condition" text,
                "status" "checklist_item_status" NOT NULL DEFAULT 'NOT_DONE',
                "evidence" text,
                "settled_by" text,
                "settled_at" TIMESTAMP WITH TIME ZONE,
                CONSTRAINT "UQ_a4a0caa715c420acfa8e613e240" UNIQUE ("checklist_uuid", "position"),
                CONSTRAINT "CHK_e9a9f66316b30ebe4e534a4372" CHECK (
                    (status = 'NOT_DONE')
                    or (
                        settled_at is not null
                        and settled_by is not null
                    )
                ),
                CONSTRAINT "PK_bae00945a1d4789bd648e583e29" PRIMARY KEY ("id")
            )
        `);
    await queryRunner.query(`
            CREATE TYPE "risk_state" AS ENUM('OPEN', 'MITIGATED', 'OCCURRED', 'CLOSED')
        `);
    await queryRunner.query(`
            CREATE TABLE "epic_risks" (
                "id" uuid NOT NULL DEFAULT uuidv7(),
                "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
                "updated_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
                "version" integer NOT NULL,
                "project_id" uuid NOT NULL,
                "epic_uuid" uuid NOT NULL,
                "risk" text NOT NULL,
                "probability" smallint NOT NULL,
                "impact" smallint NOT NULL,
                "owner" text,
                "mitigation" text,
                "state" "risk_state" NOT NULL DEFAULT 'OPEN',
                CONSTRAINT "CHK_a7fae12c5eff1ccf4527f63ef4" CHECK (
                    probability between 1 and 5
                    and impact between 1 and 5
                ),
                CONSTRAINT "PK_90a3c7db5429bdf858ed01c4133" PRIMARY KEY ("id")
            )
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_94a1920d39e6b20b35abe2fecf" ON "epic_risks" ("epic_uuid")
        `);
    await queryRunner.query(`
            CREATE TABLE "key_results" (
                "id" uuid NOT NULL DEFAULT uuidv7(),
                "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
                "updated_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
                "version" integer NOT NULL,
                "project_id" uuid NOT NULL,
                "epic_uuid" uuid NOT NULL,
                "objective" integer NOT NULL,
                "name" text NOT NULL,
                "target" double precision NOT NULL,
                "current" double precision NOT NULL DEFAULT '0',
                "unit" text,
                CONSTRAINT "UQ_022ebfb668a077b3b317ba7d25f" UNIQUE ("epic_uuid", "objective", "name"),
                CONSTRAINT "PK_43ca92a80903403806ecf974392" PRIMARY KEY ("id")
            )
        `);
    await queryRunner.query(`
            CREATE TYPE "gate_verdict" AS ENUM('PASS', 'CONCERNS', 'FAIL', 'WAIVED')
        `);
    await queryRunner.query(`
            CREATE TABLE "quality_gates" (
                "id" uuid NOT NULL DEFAULT uuidv7(),
                "project_id" uuid NOT NULL,
                "story_uuid" uuid NOT NULL,
                "revision" integer NOT NULL,
                "gate" "gate_verdict" NOT NULL,
                "status_reason" text NOT NULL,
                "reviewer" text,
                "top_issues" jsonb NOT NULL DEFAULT '[]',
                "evidence" jsonb NOT NULL DEFAULT '{}',
                "nfr_validation" jsonb NOT NULL DEFAULT '{}',
                "quality_score" smallint,
                "waiver_reason" text,
                "waived_by" text,
                "waiver_expires_at" TIMESTAMP WITH TIME ZONE,
                "actor" text NOT NULL,
                "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
                CONSTRAINT "CHK_20a65c703be4fc5041e8ac0f01" CHECK (
                    quality_score between 0 and 100
                ),
                CONSTRAINT "CHK_43ba9865a8c409d173dc9133fb" CHECK (
                    (waiver_reason is null) = (waived_by is null)
                    and (waiver_reason is null) = (waiver_expires_at is null)
                ),
                CONSTRAINT "CHK_f27e932192b61152ba3bf75582" CHECK ((gate = 'WAIVED') = (waiver_reason is not null)),
                CONSTRAINT "PK_b74904cfefb353de2a94552e49e" PRIMARY KEY ("id")
            )
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_6c2135f13912ed9a40ff15edf9" ON "quality_gates" ("story_uuid", "id")
        `);
    await queryRunner.query(`
            CREATE TYPE "criterion_kind" AS ENUM('ACCEPTANCE', 'DEFINITION_OF_DONE')
        `);
    await queryRunner.query(`
            CREATE TABLE "story_criteria" (
                "id" uuid NOT NULL DEFAULT uuidv7(),
                "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
                "updated_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
                "version" integer NOT NULL,
                "project_id" uuid NOT NULL,
                "story_uuid" uuid NOT NULL,
                "kind" "criterion_kind" NOT NULL,
                "number" integer NOT NULL,
                "text" text NOT NULL,
                "met" boolean NOT NULL DEFAULT false,
                "met_by" text,
                "met_at" TIMESTAMP WITH TIME ZONE,
                "evidence" text,
                CONSTRAINT "UQ_6436895f9aec6d5802838846c93" UNIQUE ("story_uuid", "kind", "number"),
                CONSTRAINT "CHK_6570b502c42e6a9472b33c9101" CHECK (met = (met_at is not null)),
                CONSTRAINT "PK_9cdb1203a17ac192c64af0e34da" PRIMARY KEY ("id")
            )
        `);
    await queryRunner.query(`
            CREATE TABLE "story_dependencies" (
                "story_uuid" uuid NOT NULL,
                "depends_on_uuid" uuid NOT NULL,
                "project_id" uuid NOT NULL,
                CONSTRAINT "CHK_6478816ded14eae7b69a868618" CHECK (story_uuid <> depends_on_uuid),
                CONSTRAINT "PK_ca36960509c72b743a46c834b71" PRIMARY KEY ("story_uuid", "depends_on_uuid")
            )
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_61939f86c7408a9595000df73f" ON "story_dependencies" ("depends_on_uuid")
        `);
    await queryRunner.query(`
            CREATE TYPE "task_status" AS ENUM(
                'PENDING',
                'IN_PROGRESS',
                'REVIEW',
                'BLOCKED',
                'COMPLETED',
                'FAILED',
                'CANCELLED'
            )
        `);
    await queryRunner.query(`
            CREATE TYPE "task_priority" AS ENUM('LOW', 'MEDIUM', 'HIGH', 'CRITICAL')
        `);
    await queryRunner.query(`
            CREATE TABLE "tasks" (
                "id" uuid NOT NULL DEFAULT uuidv7(),
                "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
                "updated_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
                "version" integer NOT NULL,
                "project_id" uuid NOT NULL,
                "task_id" text NOT NULL,
                "name" text NOT NULL,
                "description" text,
                "task_type" text,
                "status" "task_status" NOT NULL DEFAULT 'PENDING',
                "priority" "task_priority" NOT NULL DEFAULT 'MEDIUM',
                "agent_id" text,
                "workflow_key" text,
                "story_uuid" uuid,
                "epic_uuid" uuid,
                "waits_for" integer NOT NULL DEFAULT '0',
                "estimated_hours" double precision,
                "actual_hours" double precision,
                "due_at" TIMESTAMP WITH TIME ZONE,
                "template" text,
                "tags" text array NOT NULL DEFAULT '{}',
                "lease_token" uuid,
                "lease_expires_at" TIMESTAMP WITH TIME ZONE,
                "claimed_by" text,
                "claimed_session" text,
                "session_uuid" uuid,
                "attempt" integer NOT NULL DEFAULT '0',
                "started_at" TIMESTAMP WITH TIME ZONE,
                "ended_at" TIMESTAMP WITH TIME ZONE,
                "output_files" text array NOT NULL DEFAULT '{}',
                "output_data" jsonb NOT NULL DEFAULT '{}',
                "quality_score" smallint,
                "execution_log" text,
                "validation_notes" text,
                "reason" text,
                CONSTRAINT "UQ_e45933f5558b3339d14dff28c0e" UNIQUE ("project_id", "task_id"),
                CONSTRAINT "CHK_b530ba5fb5d28a508897882608" CHECK (
                    lease_token is null
                    or status in ('IN_PROGRESS', 'REVIEW')
                ),
                CONSTRAINT "CHK_3d04583b74c073b26abbcbad13" CHECK (
                    (lease_token is null) = (lease_expires_at is null)
                ),
                CONSTRAINT "CHK_764a416dd8595e4a8f3cd78eb3" CHECK (
                    estimated_hours >= 0
                    and actual_hours >= 0
                ),
                CONSTRAINT "CHK_8833409466871f02ae485b77b7" CHECK (
                    quality_score between 0 and 100
                ),
                CONSTRAINT "CHK_f9919b900d8f5fd6fba5bfbad5" CHECK (waits_for >= 0),
                CONSTRAINT "PK_8d12ff38fcc62aaba2cab748772" PRIMARY KEY ("id")
            )
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_a390ca87bbab1775215d525180" ON "tasks" ("story_uuid")
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_376677e1581c8271851693cf5f" ON "tasks" ("epic_uuid")
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_c87c4299ec4d25ff6018aea198" ON "tasks" ("session_uuid")
        `);
    await queryRunner.query(`
            CREATE INDEX "tasks_ready" ON "tasks" ("project_id", "priority" DESC, "due_at", "id")
            WHERE status = 'PENDING' and waits_for = 0
        `);
    await queryRunner.query(`
            CREATE INDEX "tasks_leased" ON "tasks" ("lease_expires_at")
            WHERE lease_token is not null
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_bebdfb71bcec4446bbabf9d2c0" ON "tasks" ("project_id", "workflow_key")
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_d53448b52b7045f33c9c4dad28" ON "tasks" ("project_id", "agent_id", "id")
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_d57a85c674a018141c31a75b7a" ON "tasks" ("project_id", "status", "id")
        `);
    await queryRunner.query(`
            CREATE TABLE "task_dependencies" (
                "task_uuid" uuid NOT NULL,
                "depends_on_uuid" uuid NOT NULL,
                "project_id" uuid NOT NULL,
                CONSTRAINT "CHK_29679944c3248a9a40dd6b15f8" CHECK (task_uuid <> depends_on_uuid),
                CONSTRAINT "PK_5e5614c2d9e9409cdc6c95fdfa2" PRIMARY KEY ("task_uuid", "depends_on_uuid")
            )
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_7dcf7aaed5a558ac1c732845ca" ON "task_dependencies" ("depends_on_uuid")
        `);
    await queryRunner.query(`
            ALTER TABLE "epics"
            ADD CONSTRAINT "FK_dc579be47613cc4f616845d0bff" FOREIGN KEY ("project_id") REFERENCES "projects"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "stories"
            ADD CONSTRAINT "FK_ea9dc8f5da884e7f16cab6470c6" FOREIGN KEY ("project_id") REFERENCES "projects"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "stories"
            ADD CONSTRAINT "FK_b7104a2d81b70310ed7b7d2ade2" FOREIGN KEY ("epic_uuid") REFERENCES "epics"("id") ON DELETE RESTRICT ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "checklists"
            ADD CONSTRAINT "FK_a9363323eb6879958e0febde427" FOREIGN KEY ("project_id") REFERENCES "projects"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "checklists"
            ADD CONSTRAINT "FK_c21e043ef7ed0efac451f886f6d" FOREIGN KEY ("definition_uuid") REFERENCES "definitions"("id") ON DELETE RESTRICT ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "checklists"
            ADD CONSTRAINT "FK_5c556fa155e1f5a5a02ffb9d839" FOREIGN KEY ("story_uuid") REFERENCES "stories"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "checklist_items"
            ADD CONSTRAINT "FK_572931732433305a60bd0e3c8cf" FOREIGN KEY ("checklist_uuid") REFERENCES "checklists"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "epic_risks"
            ADD CONSTRAINT "FK_94a1920d39e6b20b35abe2fecf9" FOREIGN KEY ("epic_uuid") REFERENCES "epics"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "key_results"
            ADD CONSTRAINT "FK_60eba99ff8304513afa344a2534" FOREIGN KEY ("epic_uuid") REFERENCES "epics"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "quality_gates"
            ADD CONSTRAINT "FK_a61740557cb165d1a55edf1bbb7" FOREIGN KEY ("story_uuid") REFERENCES "stories"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "story_criteria"
            ADD CONSTRAINT "FK_fc75bdc1624ec2c8d4088ccea16" FOREIGN KEY ("story_uuid") REFERENCES "stories"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "story_dependencies"
            ADD CONSTRAINT "FK_3b337fe49ad6d3427756fe1d119" FOREIGN KEY ("story_uuid") REFERENCES "stories"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "story_dependencies"
            ADD CONSTRAINT "FK_61939f86c7408a9595000df73fc" FOREIGN KEY ("depends_on_uuid") REFERENCES "stories"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "tasks"
            ADD CONSTRAINT "FK_9eecdb5b1ed8c7c2a1b392c28d4" FOREIGN KEY ("project_id") REFERENCES "projects"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "tasks"
            ADD CONSTRAINT "FK_a390ca87bbab1775215d525180f" FOREIGN KEY ("story_uuid") REFERENCES "stories"("id") ON DELETE RESTRICT ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "tasks"
            ADD CONSTRAINT "FK_376677e1581c8271851693cf5f9" FOREIGN KEY ("epic_uuid") REFERENCES "epics"("id") ON DELETE RESTRICT ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "tasks"
            ADD CONSTRAINT "FK_c87c4299ec4d25ff6018aea1988" FOREIGN KEY ("session_uuid") REFERENCES "agent_sessions"("id") ON DELETE
            SET NULL ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "task_dependencies"
            ADD CONSTRAINT "FK_b895716eae57b1f4eed27e7e704" FOREIGN KEY ("task_uuid") REFERENCES "tasks"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "task_dependencies"
            ADD CONSTRAINT "FK_7dcf7aaed5a558ac1c732845ca4" FOREIGN KEY ("depends_on_uuid") REFERENCES "tasks"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await useSchema(queryRunner);
    await queryRunner.query(`
            ALTER TABLE "task_dependencies" DROP CONSTRAINT "FK_7dcf7aaed5a558ac1c732845ca4"
        `);
    await queryRunner.query(`
            ALTER TABLE "task_dependencies" DROP CONSTRAINT "FK_b895716eae57b1f4eed27e7e704"
        `);
    await queryRunner.query(`
            ALTER TABLE "tasks" DROP CONSTRAINT "FK_c87c4299ec4d25ff6018aea1988"
        `);
    await queryRunner.query(`
            ALTER TABLE "tasks" DROP CONSTRAINT "FK_376677e1581c8271851693cf5f9"
        `);
    await queryRunner.query(`
            ALTER TABLE "tasks" DROP CONSTRAINT "FK_a390ca87bbab1775215d525180f"
        `);
    await queryRunner.query(`
            ALTER TABLE "tasks" DROP CONSTRAINT "FK_9eecdb5b1ed8c7c2a1b392c28d4"
        `);
    await queryRunner.query(`
            ALTER TABLE "story_dependencies" DROP CONSTRAINT "FK_61939f86c7408a9595000df73fc"
        `);
    await queryRunner.query(`
            ALTER TABLE "story_dependencies" DROP CONSTRAINT "FK_3b337fe49ad6d3427756fe1d119"
        `);
    await queryRunner.query(`
            ALTER TABLE "story_criteria" DROP CONSTRAINT "FK_fc75bdc1624ec2c8d4088ccea16"
        `);
    await queryRunner.query(`
            ALTER TABLE "quality_gates" DROP CONSTRAINT "FK_a61740557cb165d1a55edf1bbb7"
        `);
    await queryRunner.query(`
            ALTER TABLE "key_results" DROP CONSTRAINT "FK_60eba99ff8304513afa344a2534"
        `);
    await queryRunner.query(`
            ALTER TABLE "epic_risks" DROP CONSTRAINT "FK_94a1920d39e6b20b35abe2fecf9"
        `);
    await queryRunner.query(`
            ALTER TABLE "checklist_items" DROP CONSTRAINT "FK_572931732433305a60bd0e3c8cf"
        `);
    await queryRunner.query(`
            ALTER TABLE "checklists" DROP CONSTRAINT "FK_5c556fa155e1f5a5a02ffb9d839"
        `);
    await queryRunner.query(`
            ALTER TABLE "checklists" DROP CONSTRAINT "FK_c21e043ef7ed0efac451f886f6d"
        `);
    await queryRunner.query(`
            ALTER TABLE "checklists" DROP CONSTRAINT "FK_a9363323eb6879958e0febde427"
        `);
    await queryRunner.query(`
            ALTER TABLE "stories" DROP CONSTRAINT "FK_b7104a2d81b70310ed7b7d2ade2"
        `);
    await queryRunner.query(`
            ALTER TABLE "stories" DROP CONSTRAINT "FK_ea9dc8f5da884e7f16cab6470c6"
        `);
    await queryRunner.query(`
            ALTER TABLE "epics" DROP CONSTRAINT "FK_dc579be47613cc4f616845d0bff"
        `);
    await queryRunner.query(`
            DROP INDEX "IDX_7dcf7aaed5a558ac1c732845ca"
        `);
    await queryRunner.query(`
            DROP TABLE "task_dependencies"
        `);
    await queryRunner.query(`
            DROP INDEX "IDX_d57a85c674a018141c31a75b7a"
        `);
    await queryRunner.query(`
            DROP INDEX "IDX_d53448b52b7045f33c9c4dad28"
        `);
    await queryRunner.query(`
            DROP INDEX "IDX_bebdfb71bcec4446bbabf9d2c0"
        `);
    await queryRunner.query(`
            DROP INDEX "tasks_ready"
        `);
    await queryRunner.query(`
            DROP INDEX "tasks_leased"
        `);
    await queryRunner.query(`
            DROP INDEX "IDX_c87c4299ec4d25ff6018aea198"
        `);
    await queryRunner.query(`
            DROP INDEX "IDX_376677e1581c8271851693cf5f"
        `);
    await queryRunner.query(`
            DROP INDEX "IDX_a390ca87bbab1775215d525180"
        `);
    await queryRunner.query(`
            DROP TABLE "tasks"
        `);
    await queryRunner.query(`
            DROP TYPE "task_priority"
        `);
    await queryRunner.query(`
            DROP TYPE "task_status"
        `);
    await queryRunner.query(`
            DROP INDEX "IDX_61939f86c7408a9595000df73f"
        `);
    await queryRunner.query(`
            DROP TABLE "story_dependencies"
        `);
    await queryRunner.query(`
            DROP TABLE "story_criteria"
        `);
    await queryRunner.query(`
            DROP TYPE "criterion_kind"
        `);
    await queryRunner.query(`
            DROP INDEX "IDX_6c2135f13912ed9a40ff15edf9"
        `);
    await queryRunner.query(`
            DROP TABLE "quality_gates"
        `);
    await queryRunner.query(`
            DROP TYPE "gate_verdict"
        `);
    await queryRunner.query(`
            DROP TABLE "key_results"
        `);
    await queryRunner.query(`
            DROP INDEX "IDX_94a1920d39e6b20b35abe2fecf"
        `);
    await queryRunner.query(`
            DROP TABLE "epic_risks"
        `);
    await queryRunner.query(`
            DROP TYPE "risk_state"
        `);
    await queryRunner.query(`
            DROP TABLE "checklist_items"
        `);
    await queryRunner.query(`
            DROP TYPE "checklist_item_status"
        `);
    await queryRunner.query(`
            DROP INDEX "IDX_ee28de40ddbd8d98bbf978a42b"
        `);
    await queryRunner.query(`
            DROP INDEX "IDX_5c556fa155e1f5a5a02ffb9d83"
        `);
    await queryRunner.query(`
            DROP INDEX "IDX_c21e043ef7ed0efac451f886f6"
        `);
    await queryRunner.query(`
            DROP TABLE "checklists"
        `);
    await queryRunner.query(`
            DROP INDEX "IDX_0daaca15dbb8f2f108d0bfc091"
        `);
    await queryRunner.query(`
            DROP INDEX "IDX_a49da96e9a018824a0961da31d"
        `);
    await queryRunner.query(`
            DROP INDEX "IDX_b7104a2d81b70310ed7b7d2ade"
        `);
    await queryRunner.query(`
            DROP TABLE "stories"
        `);
    await queryRunner.query(`
            DROP TYPE "story_status"
        `);
    await queryRunner.query(`
            DROP INDEX "IDX_30d92550506bbc893e54498d15"
        `);
    await queryRunner.query(`
            DROP TABLE "epics"
        `);
    await queryRunner.query(`
            DROP TYPE "epic_status"
        `);
  }
}
