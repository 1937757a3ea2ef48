import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BinarySearch, PostgresBinaries } from '../../src/database/embedded/binaries';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/database/embedded/embedded-postgres';

/** Speed before safety: a test's data need not survive the machine. */
const settings = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '300',
  shared_buffers: '128MB',
};

export interface ScratchPostgres extends EmbeddedPostgres {
  /** Stops the server and removes its data. */
  remove(): Promise<void>;
}

/** A Postgres server of its own in a temporary folder. */
export async function scratchPostgres(binaries?: BinarySearch): Promise<ScratchPostgres> {
  const folder = mkdtempSync(join(tmpdir(), 'nest-bmad-test-'));
  const postgres = await startEmbeddedPostgres({
    dataDir: join(folder, 'data'),
    settings,
    binaries,
    path: process.env.PATH,
  });
  return {
    ...postgres,
    remove: async () => {
      await postgres.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** One set of binaries of every supported major version that is on this machine, as the global set-up found them. */
export function postgresVersions(): PostgresBinaries[] {
  const all = JSON.parse(process.env.TEST_POSTGRES_VERSIONS!) as PostgresBinaries[];
  return all.filter(({ major }, index) => major >= 15 && all.findIndex((other) => other.major === major) === index);
}
