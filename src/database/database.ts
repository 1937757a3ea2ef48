import { AsyncLocalStorage } from 'node:async_hooks';
import { Injectable } from '@nestjs/common';
import { Client, type ClientBase, type Pool } from 'pg';
import {
  DataSource,
  type EntityManager,
  type EntityMetadata,
  type EntityTarget,
  type ObjectLiteral,
  type Repository,
} from 'typeorm';
import { Batch, type Statement } from './batch';
import { type Arrive, Convoy } from './convoy';
import { isLost } from './failures';
import { Fragment, Part, quote } from './sql-part';
import { Statements, type Table } from './statements';
import { Transaction } from './transaction';

export { Fragment, Part, part, quote } from './sql-part';

/** How often a transaction that lost to another (deadlock, serialization) is tried anew. */
const ATTEMPTS = 4;
/**
 * How many reads that may travel together are on their way, and how many go along at most: who is slow holds up no more.
 * Each is answered as soon as its rows are there.
 */
const CROWD = { atOnce: 2, together: 8 };

/**
 * The one door to Postgres. Work inside `transaction` shares one transaction, however deep the calls go. Its limits:
 * await all that you start inside; start timers outside; queries inside run one after another.
 */
@Injectable()
export class Database {
  private readonly open = new AsyncLocalStorage<Transaction>();
  private readonly statements = new Statements((entity) => this.table(entity));
  private readonly reads = new Convoy<Statement, unknown[]>(CROWD, (some, arrive) => this.send(some, arrive));

  constructor(private readonly source: DataSource) {}

  /** The connections that this application holds: how many, how many of them rest, how many callers wait, how many there may be. */
  get connections(): { total: number; idle: number; waiting: number; most: number } {
    const { totalCount: total, idleCount: idle, waitingCount: waiting, options } = this.pool;
    return { total, idle, waiting, most: options.max };
  }

  /** The schema that holds all tables. */
  get schema(): string {
    return (this.source.options as { schema?: string }).schema ?? 'public';
  }

  /** A connection outside the pool, not opened yet: for what takes a session of its own, such as `listen`. */
  client(): Client {
    const { options } = this.pool;
    return new Client({ ...options, password: options.password, keepAlive: true });
  }

  /** The manager of the transaction we are in, or of the pool when we are in none. */
  get manager(): EntityManager {
    return this.open.getStore()?.manager ?? this.source.manager;
  }

  /** Whether a transaction is under way. What fails in it undoes all of it, so nothing can be tried otherwise. */
  get inTransaction(): boolean {
    return this.open.getStore() !== undefined;
  }

  /** The repository of an entity, in the transaction we are in. */
  of<T extends ObjectLiteral>(entity: EntityTarget<T>): Repository<T> {
    return this.manager.getRepository(entity);
  }

  /** Inserts rows and answers their ids. (TypeORM's own type for this refuses free-form JSON columns.) */
  async insert<T extends ObjectLiteral>(entity: EntityTarget<T>, rows: Partial<T> | Partial<T>[]): Promise<string[]> {
    const { identifiers } = await this.of(entity).insert(rows);
    return identifiers.map(({ id }) => id as string);
  }

  /** Runs `work` in the transaction we are in, or in a new one. A new one that loses a deadlock runs again. */
  async transaction<T>(work: () => Promise<T>): Promise<T> {
    if (this.open.getStore()) return work();
    for (let attempt = 1; ; attempt++) {
      const open = await Transaction.on(this.source);
      try {
        const result = await this.open.run(open, work);
        await open.commit();
        return result;
      } catch (failure) {
        const error = await open.undo(failure);
        if (attempt === ATTEMPTS || !isLost(error)) throw error;
        open.afterwards.length = 0;
      } finally {
        for (const follow of open.afterwards) await follow();
      }
    }
  }

  /**
   * Runs `work`, which only reads, as of one moment: all of its statements see the same. Inside a transaction they see
   * what that sees. The way back of its end is not waited for.
   */
  async snapshot<T>(work: () => Promise<T>): Promise<T> {
    if (this.open.getStore()) return work();
    const open = await Transaction.on(this.source, true);
    try {
      const result = await this.open.run(open, work);
      void open.commit().catch((error: unknown) => open.undo(error));
      return result;
    } catch (error) {
      throw await open.undo(error);
    } finally {
      for (const follow of open.afterwards) await follow();
    }
  }

  /**
   * Runs `work`, which must not throw, once the transaction we are in has ended, however it ends; at once when we are in
   * none. For what must outlive a rollback: a second connection taken inside would let a full pool wait for itself.
   */
  async afterwards(work: () => Promise<void> | void): Promise<void> {
    const open = this.open.getStore();
    if (!open) return work();
    open.afterwards.push(work);
  }

  /**
   * Has `tell`, which must not throw, called whenever a transaction has ended in which `sql` inserted into an entity's
   * table: nobody who writes such rows has to remember who waits for them.
   */
  whenInserted(entity: Table, tell: () => void): void {
    this.statements.watch(entity, tell);
  }

  /**
   * Raw SQL as a template: an entity class in it becomes the quoted name of its table, `columns()` and parts themselves,
   * every other value a parameter. Postgres prepares each such statement once per connection, so never write `*` for its result: a
   * column that a newer server adds would break it.
   * @returns the rows, also of `update … returning`
   */
  async sql<Row>(template: TemplateStringsArray, ...values: unknown[]): Promise<Row[]> {
    const statement = this.statements.of(new Part(template, values));
    const rows = await this.run(statement);
    for (const tell of statement.watchers) await this.afterwards(tell);
    return rows as Row[];
  }

  /** The same for a statement that only reads and is asked often: in a crowd some travel together, outside of transactions. */
  async read<Row>(template: TemplateStringsArray, ...values: unknown[]): Promise<Row[]> {
    const statement = this.statements.of(new Part(template, values));
    return (this.inTransaction ? this.run(statement) : this.reads.add(statement)) as Promise<Row[]>;
  }

  /**
   * The same for a statement whose rows nobody needs: in a transaction it goes to Postgres together with the next one, at
   * the latest with the commit, and fails that when it fails. So nothing may depend on what it fails by.
   */
  async later(template: TemplateStringsArray, ...values: unknown[]): Promise<void> {
    const open = this.open.getStore();
    const statement = this.statements.of(new Part(template, values));
    if (open) open.later(statement);
    else await this.run(statement);
    for (const tell of statement.watchers) await this.afterwards(tell);
  }

  private get pool(): Pool {
    return (this.source.driver as unknown as { master: Pool }).master;
  }

  /** The columns of an entity's table but those with `select: false`, for the result of a statement; `hydrate` reads them. */
  columns(entity: Table, alias: string): Fragment {
    const columns = this.source.getMetadata(entity).columns.filter(({ isSelect }) => isSelect);
    return new Fragment(columns.map(({ databaseName }) => `${alias}.${quote(databaseName)}`).join(', '));
  }

  /** Some columns of an entity's table, called as its members: rows of them need no `hydrate`. */
  members<T extends ObjectLiteral>(
    entity: EntityTarget<T>,
    alias: string,
    names: readonly (keyof T & string)[],
  ): Fragment {
    const { columns } = this.source.getMetadata(entity);
    const nameOf = (name: string) => columns.find(({ propertyName }) => propertyName === name)!.databaseName;
    return new Fragment(names.map((name) => `${alias}.${quote(nameOf(name))} as ${quote(name)}`).join(', '));
  }

  private async run(statement: Statement): Promise<unknown[]> {
    const open = this.open.getStore();
    return open ? open.run(statement) : (await this.send([statement]))[0];
  }

  private async send(statements: readonly Statement[], arrive?: Arrive<unknown[]>): Promise<unknown[][]> {
    const runner = this.source.createQueryRunner();
    try {
      return await Batch.run((await runner.connect()) as ClientBase, statements, arrive);
    } finally {
      await runner.release();
    }
  }

  /** A row of an entity's table, as raw SQL returns it, as that entity. */
  hydrate<T extends ObjectLiteral>(entity: EntityTarget<T>, row: ObjectLiteral): T {
    const metadata = this.source.getMetadata(entity);
    const made = metadata.create() as T;
    for (const column of metadata.columns) column.setEntityValue(made, row[column.databaseName]);
    return made;
  }

  /** What TypeORM knows of an entity. */
  metadata<T extends ObjectLiteral>(entity: EntityTarget<T>): EntityMetadata {
    return this.source.getMetadata(entity);
  }

  /** The quoted, schema-qualified name of an entity's table. */
  table(entity: Table): string {
    const { schema, tableName } = this.source.getMetadata(entity);
    return [schema, tableName]
      .filter((name) => name !== undefined)
      .map(quote)
      .join('.');
  }
}
