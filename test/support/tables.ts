import { Client } from 'pg';

interface Table {
  name: string;
  /** Whether its rows belong to projects. */
  scoped: boolean;
  /** Whether its rows count their changes. */
  versioned: boolean;
}

/** What was written since it was asked last. */
export interface Written {
  tables: string[];
  /** Those in which rows of the watched project were written. */
  watched: string[];
}

/** What each table held at each moment, as a sum. */
export type Moments = Record<string, Record<string, string | null>>;

/** What the server keeps about itself, at any time, whatever is asked of it. */
const ownBooks = [
  ...['request_latencies', 'server_lives', 'alert_turns', 'api_key_uses', 'retention_removals'],
  ...['activity_names', 'activity_readers', 'activity_rollups', 'forecasts'],
];

/** A sum over rows, and one over those of the watched project. */
type Sums = Record<'all' | 'watched', string | null>;

/** What a row `t` holds, and which version of it this is: that changes whenever it is written, and is cheap to tell. */
const sides = { content: 't::text', version: 'xmin::text || ctid::text' };

/** Which rows count, where not all do. */
const counted: Record<string, string> = { agent_activities: 'success' };

/** A look behind the server, into all of its tables: what was written, and a way back. */
export class Tables {
  private sums = new Map<string, Sums>();
  private transaction = '';
  private moment = '';
  private constructor(
    private readonly database: Client,
    private readonly tables: readonly Table[],
    private readonly watched: string,
    /** All that was remembered. */
    readonly moments: Moments,
  ) {}

  /**
   * @param watched the key of the project that is not to be touched
   * @param moments what was remembered in the database before
   */
  static async open(url: string, watched: string, moments: Moments = {}): Promise<Tables> {
    const database = new Client(url);
    await database.connect();
    const has = (column: string) => `exists (select from information_schema.columns c
      where (c.table_schema, c.table_name, c.column_name) = (t.table_schema, t.table_name, '${column}'))`;
    const { rows } = await database.query<Table>(`
      select table_name as name, ${has('project_id')} as scoped, ${has('version')} as versioned
      from information_schema.tables t where table_schema = 'bmad' and table_type = 'BASE TABLE' order by 1`);
    const tables = rows.filter(({ name }) => !ownBooks.includes(name));
    return new Tables(database, tables, watched, moments);
  }

  close(): Promise<void> {
    return this.database.end();
  }

  /** Keeps all rows as they are now under a name. */
  async remember(moment: string): Promise<void> {
    const copies = this.tables.map(({ name }) => `create table "${moment}".${name} as table bmad.${name};`);
    await this.database.query(`create schema "${moment}"; ${copies.join('')}`);
    const contents = await this.sumsOf('content');
    this.moments[moment] = Object.fromEntries([...contents].map(([name, { all }]) => [name, all]));
    this.moment = moment;
  }

  /** Goes to a moment that was remembered: from another one, or from wherever the database was when it was opened. */
  async goTo(moment: string): Promise<void> {
    const [here, there] = [this.moments[this.moment], this.moments[moment]];
    this.moment = moment;
    await this.restore(this.tables.map(({ name }) => name).filter((name) => !here || here[name] !== there[name]));
  }

  /** Makes the rows of some tables what they were at the moment that was gone to. Those that are so already stay, for speed. */
  async restore(names: readonly string[]): Promise<void> {
    const statements = names.map(
      (name) => `delete from bmad.${name} t where t::text not in (select was::text from "${this.moment}".${name} was);
        insert into bmad.${name} overriding system value select * from "${this.moment}".${name} was
          where was::text not in (select t::text from bmad.${name} t);`,
    );
    await this.database.query(`begin; set local session_replication_role = replica; ${statements.join('')} commit`);
    await this.written();
  }

  /**
   * What was written since it was asked last. The failures in the log of activities are left out, for these are meant to
   * be kept of requests that are refused; and the last uses of keys, which come now and then.
   */
  async written(): Promise<Written> {
    if (!(await this.hasBegunTransactions())) return { tables: [], watched: [] };
    const sums = await this.sumsOf('version');
    const changed = (which: keyof Sums) =>
      [...sums.keys()].filter((name) => sums.get(name)![which] !== this.sums.get(name)?.[which]);
    const written = { tables: changed('all'), watched: changed('watched') };
    this.sums = sums;
    return written;
  }

  /** How many rows each table has, and how often they were changed, as far as they count that. */
  async extent(): Promise<Record<string, string>> {
    const parts = this.tables.map(
      ({ name, versioned }) =>
        `select '${name}' as name, count(*) || ' ' || coalesce(sum(${versioned ? 'version' : '0'}), 0) as extent
         from bmad.${name}`,
    );
    const { rows } = await this.database.query<{ name: string; extent: string }>(parts.join(' union all '));
    return Object.fromEntries(rows.map(({ name, extent }) => [name, extent]));
  }

  /** The tables in which a project has no rows, of those whose rows belong to projects. */
  async emptyFor(project: string): Promise<string[]> {
    const scoped = this.tables.filter((table) => table.scoped);
    const parts = scoped.map(
      ({ name }) => `select '${name}' as name where not exists (
        select from bmad.${name} join bmad.projects p on p.id = project_id where p.key = '${project}')`,
    );
    return (await this.database.query<Table>(parts.join(' union all '))).rows.map(({ name }) => name);
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

  /** What the rows of each table add up to; what refused requests and readers leave behind by rights left out. */
  private async sumsOf(side: keyof typeof sides): Promise<Map<string, Sums>> {
    const sum = `sum(hashtextextended(${sides[side]}, 0))`;
    const own = `project_id = (select id from bmad.projects where key = '${this.watched}')`;
    const parts = this.tables.map(
      ({ name, scoped }) =>
        `select '${name}' as name, ${sum}::text as all, (${sum} filter (where ${scoped ? own : 'false'}))::text as watched
         from bmad.${name} t where ${counted[name] ?? 'true'}`,
    );
    const text = parts.join(' union all ');
    const { rows } = await this.database.query<Sums & { name: string }>({ name: side, text });
    return new Map(rows.map(({ name, all, watched }) => [name, { all, watched }]));
  }
}
