import type { QueryRunner } from 'typeorm';
import { quote } from '../src/database/database';

/**
 * Lets the names of a migration mean the schema of the connection, until its transaction ends, and no other.
 * @returns the schema's name, quoted
 */
export async function useSchema(runner: QueryRunner): Promise<string> {
  const { schema = 'public' } = runner.dataSource.options as { schema?: string };
  await runner.query(`set local search_path to ${quote(schema)}`);
  return quote(schema);
}
