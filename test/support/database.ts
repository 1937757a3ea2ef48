import { randomBytes } from 'node:crypto';
import { Client } from 'pg';

/** The address of a database of the test server. */
export const urlOf = (database: string): string => process.env.TEST_POSTGRES!.replace('DATABASE', database);

/** Makes a database of its own for a test file: a clone of the migrated one, or of `template1` when it shall be empty. */
export async function cloneDatabase(template: 'template' | 'template1' = 'template'): Promise<string> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  const admin = new Client(urlOf('postgres'));
  await admin.connect();
  await admin.query(`create database ${name} template ${template}`);
  await admin.end();
  return urlOf(name);
}
