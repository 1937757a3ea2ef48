import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/database/embedded/embedded-postgres';

/** Speed before safety: a test's data need not survive the machine. */
const settings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '300' };

export interface ScratchPostgres extends EmbeddedPostgres {
  /** Stops the server and removes its data. */
  remove(): Promise<void>;
}

/** A Postgres server of its own in a temporary folder. */
export async function scratchPostgres(): Promise<ScratchPostgres> {
  const folder = mkdtempSync(join(tmpdir(), 'nest-bmad-test-'));
  const postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'data'), settings, path: process.env.PATH });
  return {
    ...postgres,
    remove: async () => {
      await postgres.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
