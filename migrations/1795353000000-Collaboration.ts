import type { MigrationInterface, QueryRunner } from 'typeorm';
import { useSchema } from './use-schema';

/** Agents that work together: handoffs, reviews, consultations, work side by side. Runs are found by what their events tell, the open work of an agent by an index. */
export class Collaboration1795353000000 implements MigrationInterface {
  public async up(queryRunner: QueryRunner): Promise<void> {
    await useSchema(queryRunner);
    await queryRunner.query(`
            CREATE TYPE "collaboration_type" AS ENUM('HANDOFF', 'REVIEW', 'CONSULTATION', 'PARALLEL')
        `);
    await queryRunner.query(`
            CREATE TYPE "handoff_status" AS ENUM(
                'OFFERED',
                'ACCEPTED',
                'REJECTED',
                'EXPIRED',
                'COMPLETED'
            )
        `);
    await queryRunner.query(`
            CREATE TABLE "agent_collaborations" (
                "id" uuid NOT NULL DEFAULT uuidv7(),
                "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
                "updated_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
                "version" integer NOT NULL,
                "project_id" uuid NOT NULL,
                "collaboration_id" text NOT NULL,
                "type" "collaboration_type" NOT NULL,
                "participants" uuid array NOT NULL,
                "summary" text NOT NULL,
                "context" jsonb,
                "task_uuid" uuid,
                "workflow_key" text,
                "run_uuid" uuid,
                "stage_id" text,
                "session_id" text,
                "user_id" text,
                "started_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
                "ended_at" TIMESTAMP WITH TIME ZONE,
                "feedback" text,
                "success_rating" smallint,
                "status" "handoff_status",
                "from_agent_uuid" uuid,
                "to_agent_uuid" uuid,
                "reason" text,
                "artifacts" jsonb NOT NULL DEFAULT '[]',
                "open_questions" text array,
                "acceptance_points" text array NOT NULL DEFAULT '{}',
                "completeness" smallint,
                "missing" jsonb NOT NULL DEFAULT '[]',
                "expires_at" TIMESTAMP WITH TIME ZONE,
                "accepted_at" TIMESTAMP WITH TIME ZONE,
                "accepted_session" text,
                "rejection_reason" text,
                "quality" smallint,
                CONSTRAINT "UQ_9cd0c7150e90a4aab9f52e6b40e" UNIQUE ("project_id", "collaboration_id"),
                CONSTRAINT "CHK_a137c45a82f73b4a1ace42db11" CHECK (
                    completeness between 0 and 100
                    and quality between 0 and 100
                    and success_rating between 0 and 100
                ),
                CONSTRAINT "CHK_3aa0f19fe8b70ec9680b870957" CHECK (
                    success_rating is null
                    or (
                        type <> 'HANDOFF'
                        and ended_at is not null
                    )
                ),
                CONSTRAINT "CHK_39217d360bfc75814e8c32ee61" CHECK (
                    quality is null
                    or coalesce(status = 'COMPLETED', false)
                ),
                CONSTRAINT "CHK_6e0b4a50aa910d9bb6c4b5ed78" CHECK (
                    coalesce(status = 'REJECTED', false) = (rejection_reason is not null)
                ),
                CONSTRAINT "CHK_60c17ff9a3a46b3a97eb8e5d41" CHECK (
                    coalesce(status in ('ACCEPTED', 'COMPLETED'), false) = (accepted_at is not null)
                ),
                CONSTRAINT "CHK_95aa2f1f6500446b4756e3fed1" CHECK (
                    status is null
                    or (status in ('OFFERED', 'ACCEPTED')) = (ended_at is null)
                ),
                CONSTRAINT "CHK_afcb606f45396c5eb59dc9df74" CHECK (
                    num_nonnulls(
                        status,
                        from_agent_uuid,
                        to_agent_uuid,
                        expires_at,
                        completeness
                    ) = case
                        when type = 'HANDOFF' then 5
                        else 0
                    end
                ),
                CONSTRAINT "PK_79d19a8c7e548710e20473d1680" PRIMARY KEY ("id")
            )
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_3b82687065a1d2f1aec13a66d9" ON "agent_collaborations" ("task_uuid")
            WHERE task_uuid is not null
        `);
    await queryRunner.query(`
            CREATE INDEX "handoffs_expiring" ON "agent_collaborations" ("expires_at")
            WHERE status = 'OFFERED'
        `);
    await queryRunner.query(`
            CREATE INDEX "handoffs_offered" ON "agent_collaborations" ("to_agent_uuid", "expires_at")
            WHERE status = 'OFFERED'
        `);
    await queryRunner.query(`
            CREATE INDEX "handoffs_taken" ON "agent_collaborations" ("to_agent_uuid", "id")
            WHERE to_agent_uuid is not null
        `);
    await queryRunner.query(`
            CREATE INDEX "handoffs_given" ON "agent_collaborations" ("from_agent_uuid", "id")
            WHERE from_agent_uuid is not null
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_519f53c5afb9835a4e0263f215" ON "agent_collaborations" ("project_id", "workflow_key", "id")
            WHERE workflow_key is not null
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_690c1ac39d112e0a6e301348c2" ON "agent_collaborations" ("project_id", "status", "id")
            WHERE status is not null
        `);
    await queryRunner.query(`
            CREATE INDEX "collaborations_with" ON "agent_collaborations" USING gin ("participants")
            WHERE type <> 'HANDOFF'
        `);
    await queryRunner.query(`
            CREATE INDEX "collaborations_open" ON "agent_collaborations" ("project_id", "id")
            WHERE ended_at is null and type <> 'HANDOFF'
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_c3670f5e48ecd03a38b5744293" ON "agent_collaborations" ("project_id", "id")
        `);
    await queryRunner.query(`
            ALTER TABLE "agent_collaborations"
            ADD CONSTRAINT "FK_30028df231fb84e209f800fecc8" FOREIGN KEY ("project_id") REFERENCES "projects"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "agent_collaborations"
            ADD CONSTRAINT "FK_165945d5ffb11bfd852c2b5dfc8" FOREIGN KEY ("task_uuid") REFERENCES "tasks"("id") ON DELETE
            SET NULL ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "agent_collaborations"
            ADD CONSTRAINT "FK_d5dba665671534d309ad6b0adac" FOREIGN KEY ("from_agent_uuid") REFERENCES "agents"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "agent_collaborations"
            ADD CONSTRAINT "FK_bf869d8816ec3220ed95daef02a" FOREIGN KEY ("to_agent_uuid") REFERENCES "agents"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            CREATE INDEX "tasks_open" ON "tasks" ("project_id", "agent_id")
            WHERE agent_id is not null and status not in ('COMPLETED', 'CANCELLED')
        `);
    await queryRunner.query(`
            CREATE INDEX "events_run_keys" ON "events" ("project_id", (data->>'key'))
            WHERE subject_type = 'workflow' and data->>'key' is not null
        `);
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await useSchema(queryRunner);
    await queryRunner.query(`
            DROP INDEX "events_run_keys"
        `);
    await queryRunner.query(`
            DROP INDEX "tasks_open"
        `);
    await queryRunner.query(`
            ALTER TABLE "agent_collaborations" DROP CONSTRAINT "FK_bf869d8816ec3220ed95daef02a"
        `);
    await queryRunner.query(`
            ALTER TABLE "agent_collaborations" DROP CONSTRAINT "FK_d5dba665671534d309ad6b0adac"
        `);
    await queryRunner.query(`
            ALTER TABLE "agent_collaborations" DROP CONSTRAINT "FK_165945d5ffb11bfd852c2b5dfc8"
        `);
    await queryRunner.query(`
            ALTER TABLE "agent_collaborations" DROP CONSTRAINT "FK_30028df231fb84e209f800fecc8"
        `);
    await queryRunner.query(`
            DROP INDEX "IDX_c3670f5e48ecd03a38b5744293"
        `);
    await queryRunner.query(`
            DROP INDEX "collaborations_open"
        `);
    await queryRunner.query(`
            DROP INDEX "collaborations_with"
        `);
    await queryRunner.query(`
            DROP INDEX "IDX_690c1ac39d112e0a6e301348c2"
        `);
    await queryRunner.query(`
            DROP INDEX "IDX_519f53c5afb9835a4e0263f215"
        `);
    await queryRunner.query(`
            DROP INDEX "handoffs_given"
        `);
    await queryRunner.query(`
            DROP INDEX "handoffs_taken"
        `);
    await queryRunner.query(`
            DROP INDEX "handoffs_offered"
        `);
    await queryRunner.query(`
            DROP INDEX "handoffs_expiring"
        `);
    await queryRunner.query(`
            DROP INDEX "IDX_3b82687065a1d2f1aec13a66d9"
        `);
    await queryRunner.query(`
            DROP TABLE "agent_collaborations"
        `);
    await queryRunner.query(`
            DROP TYPE "handoff_status"
        `);
    await queryRunner.query(`
            DROP TYPE "collaboration_type"
        `);
  }
}
