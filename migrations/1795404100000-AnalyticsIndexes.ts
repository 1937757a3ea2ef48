import type { MigrationInterface, QueryRunner } from 'typeorm';
import { useSchema } from './use-schema';

export class AnalyticsIndexes1795404100000 implements MigrationInterface {
  public async up(queryRunner: QueryRunner): Promise<void> {
    await useSchema(queryRunner);
    await queryRunner.query(
      `CREATE INDEX "IDX_99346685b90015d897eab8647b" ON "stories" ("project_id", "ended_at") WHERE ended_at is not null`,
    );
    await queryRunner.query(`CREATE INDEX "IDX_0fc1412c939fe161a629fbffb0" ON "stories" ("project_id", "created_at")`);
    await queryRunner.query(`CREATE INDEX "IDX_0a061273b2d5990ca406403955" ON "tasks" ("project_id", "created_at")`);
    await queryRunner.query(
      `CREATE INDEX "IDX_b8837b284afa4bbc934031cc20" ON "tasks" ("project_id", "ended_at") WHERE ended_at is not null`,
    );
    await queryRunner.query(
      `CREATE INDEX "IDX_1bb700a864455f4ab1eb899d39" ON "agent_collaborations" ("project_id", "started_at")`,
    );
    await queryRunner.query(`CREATE INDEX "IDX_189c55b706b4ecfbe80465f06b" ON "memories" ("project_id", "created_at")`);
    await queryRunner.query(
      `CREATE INDEX "IDX_2d0c671b5a9ba64d256f5286ba" ON "quality_gates" ("project_id", "created_at")`,
    );
    await queryRunner.query(
      `CREATE INDEX "IDX_36d273cfad3bb88da77d05fbd0" ON "workflows" ("project_id", "ended_at") WHERE ended_at is not null`,
    );
    await queryRunner.query(
      `CREATE INDEX "IDX_b27f28b74ed1dc6456f7d766f8" ON "workflows" ("project_id", "started_at")`,
    );
    await queryRunner.query(
      `CREATE INDEX "IDX_ca304b6ad0f956bf3ba2281143" ON "workflow_stages" ("project_id", "ended_at") WHERE ended_at is not null`,
    );
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await useSchema(queryRunner);
    await queryRunner.query(`DROP INDEX "IDX_ca304b6ad0f956bf3ba2281143"`);
    await queryRunner.query(`DROP INDEX "IDX_b27f28b74ed1dc6456f7d766f8"`);
    await queryRunner.query(`DROP INDEX "IDX_36d273cfad3bb88da77d05fbd0"`);
    await queryRunner.query(`DROP INDEX "IDX_2d0c671b5a9ba64d256f5286ba"`);
    await queryRunner.query(`DROP INDEX "IDX_189c55b706b4ecfbe80465f06b"`);
    await queryRunner.query(`DROP INDEX "IDX_1bb700a864455f4ab1eb899d39"`);
    await queryRunner.query(`DROP INDEX "IDX_b8837b284afa4bbc934031cc20"`);
    await queryRunner.query(`DROP INDEX "IDX_0a061273b2d5990ca406403955"`);
    await queryRunner.query(`DROP INDEX "IDX_0fc1412c939fe161a629fbffb0"`);
    await queryRunner.query(`DROP INDEX "IDX_99346685b90015d897eab8647b"`);
  }
}
