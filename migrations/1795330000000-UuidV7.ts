import type { MigrationInterface, QueryRunner } from 'typeorm';
import { useSchema } from './use-schema';

/**
 * Postgres has `uuidv7()` from 18; the older ones get it in our schema: 48 bits of milliseconds, 12 bits of the fraction
 * of one, 62 random bits (RFC 9562, method 3).
 */
export class UuidV71795330000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await useSchema(runner);
    await runner.query(`
      do $do$ begin
        if to_regprocedure('pg_catalog.uuidv7()') is null then
          create function uuidv7() returns uuid language sql volatile parallel safe as $$
            select (lpad(to_hex(us / 1000), 12, '0')
              || '7' || lpad(to_hex((us % 1000) * 4096 / 1000), 3, '0')
              || right(replace(gen_random_uuid()::text, '-', ''), 16))::uuid
            from (select (extract(epoch from clock_timestamp()) * 1000000)::bigint as us) as now
          $$;
        end if;
      end $do$`);
  }

  async down(runner: QueryRunner): Promise<void> {
    const schema = await useSchema(runner);
    await runner.query(`drop function if exists ${schema}.uuidv7()`);
  }
}
