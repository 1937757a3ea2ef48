import { Client } from 'pg';

/** One row of a table. */
export interface RowName {
  table: string;
  id: string;
}

/** Other people's locks in a database: to hold rows, to see that somebody waits, and which rows that one holds. */
export class Locks {
  private constructor(
    private readonly holder: Client,
    private readonly watcher: Client,
  ) {}

  /** @param url the database's address */
  static async open(url: string): Promise<Locks> {
    const clients = [new Client(url), new Client(url)];
    for (const client of clients) await client.connect();
    return new Locks(clients[0], clients[1]);
  }

  async close(): Promise<void> {
    await Promise.all([this.holder.end(), this.watcher.end()]);
  }

  /**
   * Which of some rows are locked by `work` while it waits for a row that somebody else holds.
   * @throws Error when it does not wait for that row
   */
  async heldWhileWaiting(row: RowName, work: () => Promise<unknown>, rows: readonly RowName[]): Promise<RowName[]> {
    await this.holder.query('begin');
    await this.holder.query(`select from bmad.${row.table} where id = $1 for update`, [row.id]);
    const working = work();
    const ended = working.then(
      () => true,
      () => true,
    );
    try {
      while (!(await this.somebodyWaits())) {
        if (await Promise.race([ended, pause()])) throw new Error(`It did not wait for ${row.table} ${row.id}.`);
      }
      const held: RowName[] = [];
      for (const one of rows) if (await this.isLocked(one)) held.push(one);
      return held;
    } finally {
      await this.holder.query('rollback');
      await working;
    }
  }

  /** Makes a change, and commits it once `work` waits for it. @throws Error when it does not wait */
  async whileWaiting<T>(change: string, work: () => Promise<T>): Promise<T> {
    await this.holder.query('begin');
    await this.holder.query(change);
    const working = work();
    while (!(await this.somebodyWaits())) {
      if (await Promise.race([working.then(() => true), pause()])) throw new Error(`It did not wait for: ${change}`);
    }
    await this.holder.query('commit');
    return working;
  }

  /** Runs `work` up to where it waits for an advisory lock, then `meanwhile`, then the rest of it. */
  async between<T>(key: number, work: () => Promise<T>, meanwhile: () => Promise<unknown>): Promise<T> {
    await this.holder.query('select pg_advisory_lock($1)', [key]);
    const working = work();
    try {
      while (!(await this.somebodyWaits())) await pause();
      await meanwhile();
    } finally {
      await this.holder.query('select pg_advisory_unlock($1)', [key]);
    }
    return working;
  }

  private async somebodyWaits(): Promise<boolean> {
    const { rowCount } = await this.watcher.query(
      `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    return rowCount! > 0;
  }

  private async isLocked({ table, id }: RowName): Promise<boolean> {
    const { rowCount } = await this.watcher.query(`select from bmad.${table} where id = $1 for update skip locked`, [
      id,
    ]);
    return rowCount === 0;
  }
}

const pause = () => new Promise<false>((resolve) => setTimeout(() => resolve(false), 5));
