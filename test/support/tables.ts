import { Client } from 'pg';

interface Table {
  name: string;
  /** Whether its rows belong to projects. */
  scoped: boolean;
}

/** A look behind the server, into all of its tables: what was written, and a way back. */
export class Tables {
  private sums = new Map<string, string | null>();
  private transaction = '';
  private moment = '';

  private constructor(
    private readonly database: Client,
    private readonly tables: readonly Table[],
  ) {}

  static async open(url: string): Promise<Tables> {
    const database = new Client(url);
    await database.connect();
    const { rows } = await database.query<Table>(`
      select table_name as name, exists (
        select from information_schema.columns c
        where (c.table_schema, c.table_name, c.column_name) = (t.table_schema, t.table_name, 'project_id')) as scoped
      from information_schema.tables t where table_schema = 'bmad' and table_type = 'BASE TABLE' order by 1`);
    return new Tables(database, rows);
  }

  close(): Promise<void> {
    return this.database.end();
  }

  /** Keeps all rows as they are now under a name. */
  async remember(moment: string): Promise<void> {
    await this.database.query(`create schema "${moment}"`);
    for (const { name } of this.tables) {
      await this.database.query(`create table "${moment}".${name} as table bmad.${name}`);
    }
  }

  /** Goes back to a moment that was remembered. */
  async goTo(moment: string): Promise<void> {
    this.moment = moment;
    await this.restore(this.tables.map(({ name }) => name));
  }

  /** Makes the rows of some tables what they were at the moment that was gone to. */
  async restore(names: string[]): Promise<void> {
    const statements = names.map(
      (name) => `delete from bmad.${name};
        insert into bmad.${name} overriding system value table "${this.moment}".${name};`,
    );
    await this.database.query(`begin; set local session_replication_role = replica; ${statements.join('')} commit`);
    await this.written();
  }

  /**
   * The tables that were written to since it was asked last: each has a sum over the versions of its rows. The failures
   * in the log of activities are left out, for these are meant to be kept of requests that are refused.
   */
  async written(): Promise<string[]> {
    if (!(await this.hasBegunTransactions())) return [];
    const sums = await this.sumsOf(this.tables, `sum(hashtextextended(xmin::text || ctid::text, 0))`, ({ name }) =>
      name === 'agent_activities' ? 'success' : 'true',
    );
    const names = [...sums.keys()].filter((name) => sums.get(name) !== this.sums.get(name));
    this.sums = sums;
    return names;
  }

  /** What the rows of a project hold, as one sum per table. */
  async stateOf(project: string): Promise<string> {
    const scoped = this.tables.filter((table) => table.scoped);
    const sums = await this.sumsOf(
      scoped,
      `md5(string_agg(t::text, '' order by t::text))`,
      () => `project_id = (select id from bmad.projects where key = '${project}')`,
    );
    return JSON.stringify([...sums]);
  }

  /** The UUIDs of a project and of one row of it in each table. */
  async idsOf(project: string): Promise<string[]> {
    const own = `(select id from bmad.projects where key = '${project}')`;
    const parts = this.tables
      .filter(({ name, scoped }) => scoped && name !== 'events')
      .map(({ name }) => `(select to_jsonb(t)->>'id' as id from bmad.${name} t where project_id = ${own} limit 1)`);
    const sql = [`select ${own}::text as id`, ...parts].join(' union ');
    const { rows } = await this.database.query<{ id: string | null }>(sql);
    return rows.flatMap(({ id }) => id ?? []);
  }

  /** Nothing is written without a transaction id, and to look for a new one is cheap. */
  private async hasBegunTransactions(): Promise<boolean> {
    const { rows } = await this.database.query<{ next: string }>(
      'select pg_snapshot_xmax(pg_current_snapshot())::text as next',
    );
    const before = this.transaction;
    this.transaction = rows[0].next;
    return before !== this.transaction;
  }

  private async sumsOf(
    tables: readonly Table[],
    sum: string,
    where: (table: Table) => string,
  ): Promise<Map<string, string | null>> {
    const parts = tables.map(
      (table) =>
        `select '${table.name}' as name, (${sum})::text as sum from bmad.${table.name} t where ${where(table)}`,
    );
    const { rows } = await this.database.query<{ name: string; sum: string | null }>(parts.join(' union all '));
    return new Map(rows.map(({ name, sum: total }) => [name, total]));
  }
}
