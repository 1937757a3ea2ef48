import type { MigrationInterface, QueryRunner } from 'typeorm';
import { useSchema } from './use-schema';

/** Projects are described, set up for what works with them, and put away. */
export class ProjectSettings1795406200000 implements MigrationInterface {
  public async up(queryRunner: QueryRunner): Promise<void> {
    await useSchema(queryRunner);
    await queryRunner.query(`
            ALTER TABLE "projects"
            ADD "description" text,
            ADD "settings" jsonb NOT NULL DEFAULT '{}',
            ADD "archived_at" TIMESTAMP WITH TIME ZONE,
            ADD "archived_by" text
        `);
    await queryRunner.query(`
            ALTER TABLE "projects"
            ADD CONSTRAINT "CHK_b3d4629bdfb6c846aab944613a" CHECK ((archived_at is null) = (archived_by is null))
        `);
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await useSchema(queryRunner);
    await queryRunner.query(`
            ALTER TABLE "projects" DROP CONSTRAINT "CHK_b3d4629bdfb6c846aab944613a"
        `);
    await queryRunner.query(`
            ALTER TABLE "projects"
            DROP "description",
            DROP "settings",
            DROP "archived_at",
            DROP "archived_by"
        `);
  }
}
