import type { ClientBase } from 'pg';
import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import { Batch, type Statement } from './batch';
import { codeOf } from './failures';

const BEGIN: Statement = { name: 'bmad_begin', text: 'begin', values: [] };
/** Nothing is written, and all that is read is as of one moment. */
const BEGIN_SNAPSHOT: Statement = {
  name: 'bmad_begin_snapshot',
  text: 'begin isolation level repeatable read read only',
  values: [],
};
const COMMIT: Statement = { name: 'bmad_commit', text: 'commit', values: [] };

/** What Postgres says to all that comes after a statement that failed. */
const FAILED_BEFORE = '25P02';

/** A statement on its way. */
interface Sending {
  statement: Statement;
  resolve?: (rows: unknown[]) => void;
  reject?: (error: unknown) => void;
}

/**
 * A transaction under way, on a connection of its own. Statements that are asked for at once travel together, and those
 * that nobody waits for with the next one that somebody does: each way to Postgres and back costs more than most statements.
 */
export class Transaction {
  /** What happens once it has ended, however it ends. */
  readonly afterwards: (() => Promise<void> | void)[] = [];
  private sending: Sending[] = [];
  private begun = false;
  private ended = false;
  /** Why the first of its statements failed: whoever waited for that may have kept it to himself. */
  private trouble?: Error;

  private constructor(
    private readonly runner: QueryRunner,
    private readonly client: ClientBase,
    private readonly beginning: Statement,
  ) {}

  /** @param reads whether it only reads, as of one moment */
  static async on(source: DataSource, reads = false): Promise<Transaction> {
    const runner = source.createQueryRunner();
    const client = (await runner.connect()) as ClientBase;
    // TypeORM shall take it for a transaction of its own: where it begins one it makes a savepoint.
    Object.assign(runner, { isTransactionActive: true, transactionDepth: 1 });
    return new Transaction(runner, client, reads ? BEGIN_SNAPSHOT : BEGIN);
  }

  /** For statements of TypeORM: they come after all that was asked for before. */
  get manager(): EntityManager {
    this.send(!this.begun);
    return this.runner.manager;
  }

  /** Runs a statement and answers its rows. */
  run(statement: Statement): Promise<unknown[]> {
    return new Promise((resolve, reject) => {
      if (this.ended) return reject(new Error('The transaction has ended.'));
      this.sending.push({ statement, resolve, reject });
      if (this.sending.filter((one) => one.resolve).length === 1) queueMicrotask(() => this.send());
    });
  }

  /** Runs a statement before the next one, at the latest before the transaction ends. If it fails, so does that one. */
  later(statement: Statement): void {
    this.sending.push({ statement });
  }

  /** @throws why one of its statements failed; nothing of it is kept, then */
  async commit(): Promise<void> {
    try {
      if (this.begun || this.sending.length) await this.run(COMMIT);
    } catch (error) {
      throw this.trouble ?? error;
    }
    this.ended = true;
    await this.runner.release();
  }

  /**
   * Undoes all of it.
   * @returns what it failed by
   */
  async undo(error: unknown): Promise<unknown> {
    this.ended = true;
    const { sending } = this;
    this.sending = [];
    for (const { reject } of sending) reject?.(error);
    if (this.begun) await this.client.query('rollback').catch(() => undefined);
    await this.runner.release();
    return codeOf(error) === FAILED_BEFORE ? (this.trouble ?? error) : error;
  }

  private send(always = false): void {
    const { sending } = this;
    if (!sending.length && !always) return;
    this.sending = [];
    const batch: Sending[] = this.begun ? sending : [{ statement: this.beginning }, ...sending];
    this.begun = true;
    const statements = batch.map(({ statement }) => statement);
    void Batch.run(this.client, statements).then(
      (rows) => batch.forEach(({ resolve }, place) => resolve?.(rows[place])),
      (error: Error) => {
        this.trouble ??= error;
        sending.forEach(({ reject }) => reject?.(error));
      },
    );
  }
}
