const MB = 2 ** 20;
const MEGABYTES = { smallest: 128, largest: 2048 };

/**
 * Settings of Postgres for a machine that it shares with the server and its clients.
 * @param memory of the machine, in bytes; an eighth of it holds pages that are in use, between 128 MB and 2 GB
 */
export function tuningFor(memory: number): Record<string, string> {
  const eighth = Math.floor(memory / 8 / MB);
  const buffers = Math.min(MEGABYTES.largest, Math.max(MEGABYTES.smallest, eighth));
  return {
    shared_buffers: `${buffers}MB`,
    effective_cache_size: `${buffers * 4}MB`,
    // Written pages are flushed at checkpoints: with more room between them a large import is not held up by its own.
    max_wal_size: '4GB',
    // Solid state: reading here and there costs little more than reading on.
    random_page_cost: '1.1',
    // Compiling a statement takes longer than any of ours runs.
    jit: 'off',
  };
}
