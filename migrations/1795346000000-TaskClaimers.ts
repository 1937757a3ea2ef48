import type { MigrationInterface, QueryRunner } from 'typeorm';
import { useSchema } from './use-schema';

export class TaskClaimers1795346000000 implements MigrationInterface {
  public async up(queryRunner: QueryRunner): Promise<void> {
    await useSchema(queryRunner);
    await queryRunner.query(`
            ALTER TABLE "tasks"
            ADD "claimed_by_uuid" uuid
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_dc1dc872a1940c370426ba9141" ON "tasks" ("claimed_by_uuid")
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_707603bac8b3a3f201babaa898" ON "tasks" ("project_id", "id")
        `);
    await queryRunner.query(`
            ALTER TABLE "tasks"
            ADD CONSTRAINT "FK_dc1dc872a1940c370426ba91418" FOREIGN KEY ("claimed_by_uuid") REFERENCES "agents"("id") ON DELETE
            SET NULL ON UPDATE NO ACTION
        `);
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await useSchema(queryRunner);
    await queryRunner.query(`
            ALTER TABLE "tasks" DROP CONSTRAINT "FK_dc1dc872a1940c370426ba91418"
        `);
    await queryRunner.query(`
            DROP INDEX "IDX_707603bac8b3a3f201babaa898"
        `);
    await queryRunner.query(`
            DROP INDEX "IDX_dc1dc872a1940c370426ba9141"
        `);
    await queryRunner.query(`
            ALTER TABLE "tasks" DROP COLUMN "claimed_by_uuid"
        `);
  }
}
