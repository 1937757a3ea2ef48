import type { MigrationInterface, QueryRunner } from 'typeorm';
import { useSchema } from './use-schema';

/** Uses are written in the order of their time, so a small index of ranges finds those of a window. */
export class MemoryUses1795404200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await useSchema(runner);
    await runner.query('create index memory_integrations_at on memory_integrations using brin (at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await useSchema(runner);
    await runner.query('drop index memory_integrations_at');
  }
}
