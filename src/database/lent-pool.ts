import type { Pool } from 'pg';
import type { DataSource } from 'typeorm';

/** The pool behind a DataSource, or the pool itself. */
export function poolOf(connection: Pool | DataSource): Pool {
  if (!('driver' in connection)) return connection;
  const { master } = connection.driver as unknown as { master?: Pool };
  if (!master)
    throw new Error('The DataSource whose connections nest-bmad shall use is not an initialized one for Postgres.');
  return master;
}

/**
 * What TypeORM takes for the module `pg`, but its pool is one that is there already. What TypeORM closes is only its view
 * of it.
 */
export const lending = (pool: Pool) => ({
  Pool: class {
    get totalCount() {
      return pool.totalCount;
    }
    get idleCount() {
      return pool.idleCount;
    }
    get waitingCount() {
      return pool.waitingCount;
    }
    get options() {
      return pool.options;
    }
    connect(done: Parameters<Pool['connect']>[0]) {
      pool.connect(done);
    }
    // Whoever owns the pool listens to its errors.
    on() {
      return this;
    }
    end(done: () => void) {
      done();
    }
  },
});
