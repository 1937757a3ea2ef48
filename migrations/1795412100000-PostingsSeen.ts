import type { MigrationInterface, QueryRunner } from 'typeorm';
import { useSchema } from './use-schema';

/**
 * Postings are read from their index alone, as long as Postgres knows that everybody sees them: it finds that out when it
 * vacuums, which by default it does only after a fifth has been added.
 */
export class PostingsSeen1795412100000 implements MigrationInterface {
  name = 'PostingsSeen1795412100000';

  async up(runner: QueryRunner): Promise<void> {
    await useSchema(runner);
    await runner.query('alter table memory_terms set (autovacuum_vacuum_insert_scale_factor = 0.01)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await useSchema(runner);
    await runner.query('alter table memory_terms reset (autovacuum_vacuum_insert_scale_factor)');
  }
}
