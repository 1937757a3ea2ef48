import type { MigrationInterface, QueryRunner } from 'typeorm';
import { useSchema } from './use-schema';

/** What memories mean, as a model says. */
export class MemoryVectors1795408100000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await useSchema(runner);
    await runner.query(`
      create table memory_vectors (
        memory_uuid uuid not null,
        model text not null,
        fingerprint uuid not null,
        vector bytea not null,
        constraint "PK_141875f8e2b6f1a15eb820d2027" primary key (memory_uuid),
        constraint "FK_141875f8e2b6f1a15eb820d2027" foreign key (memory_uuid) references memories (id) on delete cascade
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await useSchema(runner);
    await runner.query('drop table memory_vectors');
  }
}
