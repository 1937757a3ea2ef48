import { AsyncLocalStorage } from 'node:async_hooks';
import { Injectable } from '@nestjs/common';
import {
  DataSource,
  type EntityManager,
  type EntityTarget,
  type ObjectLiteral,
  type QueryDeepPartialEntity,
  type Repository,
} from 'typeorm';

/** How often a transaction that lost to another (deadlock, serialization) is tried anew. */
const ATTEMPTS = 4;
const LOST = new Set(['40001', '40P01']);

/** A transaction under way. */
interface Open {
  manager: EntityManager;
  afterwards: (() => Promise<void>)[];
}

/**
 * The one door to Postgres. Work inside `transaction` shares one transaction, however deep the calls go. Its limits:
 * await all that you start inside; start timers outside; queries inside run one after another.
 */
@Injectable()
export class Database {
  private readonly open = new AsyncLocalStorage<Open>();

  constructor(private readonly source: DataSource) {}

  /** The manager of the transaction we are in, or of the pool when we are in none. */
  get manager(): EntityManager {
    return this.open.getStore()?.manager ?? this.source.manager;
  }

  /** The repository of an entity, in the transaction we are in. */
  of<T extends ObjectLiteral>(entity: EntityTarget<T>): Repository<T> {
    return this.manager.getRepository(entity);
  }

  /** Inserts rows and answers their ids. (TypeORM's own type for this refuses free-form JSON columns.) */
  async insert<T extends ObjectLiteral>(entity: EntityTarget<T>, rows: Partial<T> | Partial<T>[]): Promise<string[]> {
    const { identifiers } = await this.of(entity).insert(rows as QueryDeepPartialEntity<T>);
    return identifiers.map(({ id }) => id as string);
  }

  /** Runs `work` in the transaction we are in, or in a new one. A new one that loses a deadlock runs again. */
  async transaction<T>(work: () => Promise<T>): Promise<T> {
    if (this.open.getStore()) return work();
    for (let attempt = 1; ; attempt++) {
      const afterwards: Open['afterwards'] = [];
      try {
        return await this.source.transaction((manager) => this.open.run({ manager, afterwards }, work));
      } catch (error) {
        const code = (error as { driverError?: { code?: string } }).driverError?.code ?? '';
        if (attempt === ATTEMPTS || !LOST.has(code)) throw error;
        afterwards.length = 0;
      } finally {
        for (const follow of afterwards) await follow();
      }
    }
  }

  /**
   * Runs `work`, which must not throw, once the transaction we are in has ended, however it ends; at once when we are in
   * none. For what must outlive a rollback: a second connection taken inside would let a full pool wait for itself.
   */
  async afterwards(work: () => Promise<void>): Promise<void> {
    const open = this.open.getStore();
    if (!open) return work();
    open.afterwards.push(work);
  }

  /**
   * Raw SQL as a template: an entity class in it becomes the quoted name of its table, every other value a parameter.
   * @returns the rows, also of `update … returning`
   */
  async sql<Row>(text: TemplateStringsArray, ...values: unknown[]): Promise<Row[]> {
    const parameters: unknown[] = [];
    const parts = values.map((value) =>
      typeof value === 'function' ? this.table(value as EntityTarget<ObjectLiteral>) : `$${parameters.push(value)}`,
    );
    return this.query<Row>(String.raw({ raw: text }, ...parts), parameters);
  }

  /** Raw SQL with numbered parameters. */
  async query<Row>(text: string, parameters: unknown[] = []): Promise<Row[]> {
    const runner = this.manager.queryRunner;
    if (runner) return (await runner.query(text, parameters, true)).records as Row[];
    const own = this.source.createQueryRunner();
    try {
      return (await own.query(text, parameters, true)).records as Row[];
    } finally {
      await own.release();
    }
  }

  /** A row of an entity's table, as raw SQL returns it, as that entity. */
  hydrate<T extends ObjectLiteral>(entity: EntityTarget<T>, row: ObjectLiteral): T {
    const made = this.of(entity).create();
    for (const column of this.source.getMetadata(entity).columns) column.setEntityValue(made, row[column.databaseName]);
    return made;
  }

  /** The quoted, schema-qualified name of an entity's table. */
  table(entity: EntityTarget<ObjectLiteral>): string {
    const { schema, tableName } = this.source.getMetadata(entity);
    return [schema, tableName]
      .filter((name) => name !== undefined)
      .map(quote)
      .join('.');
  }
}

/** An SQL identifier, quoted. */
export const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;
