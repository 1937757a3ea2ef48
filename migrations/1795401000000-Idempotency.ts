import type { MigrationInterface, QueryRunner } from 'typeorm';
import { useSchema } from './use-schema';

/** Writes that were done under a key, with their answers. */
export class Idempotency1795401000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await useSchema(runner);
    await runner.query(`
      create table idempotency_keys (
        project_id uuid not null,
        actor text not null,
        key_hash text not null,
        fingerprint text not null,
        answer bytea,
        tag text,
        created_at timestamptz not null default now(),
        constraint "PK_bfbccc75123f52c595b4f1ceb85" primary key (project_id, actor, key_hash)
      );
      create index "IDX_5e72f040fdc5efc8eef52a388c" on idempotency_keys (created_at);`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await useSchema(runner);
    await runner.query('drop table idempotency_keys');
  }
}
