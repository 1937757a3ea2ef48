import * as driver from 'pg';
import type { ClientBase, Connection } from 'pg';
import { type Field, RowReader } from './row-reader';

/** What `pg` has beside its types. */
const { utils } = driver as unknown as { utils: { prepareValue(value: unknown): unknown } };

/** One statement for Postgres. With a name it is prepared once per connection. */
export interface Statement {
  name?: string;
  text: string;
  values: readonly unknown[];
}

/** A connection as statements are written to it. */
interface Wire {
  parsedStatements: Record<string, string | undefined>;
  /** Ours, beside those of `pg`: how the rows of the statements are read that it has prepared, by their names. */
  readers?: Map<string, RowReader>;
  stream: { cork(): void; uncork(): void };
  close(message: { type: 'S'; name: string }): void;
  parse(statement: { name?: string; text: string }): void;
  bind(message: { statement?: string; values: unknown[] }): void;
  describe(message: { type: 'P'; name: string }): void;
  execute(message: object): void;
  flush(): void;
  sync(): void;
}

/**
 * Statements that go to Postgres in one message and come back in one. Each sees what those before it have done; after one
 * that fails none is run. For a client of `pg`, as its own cursors are.
 */
export class Batch {
  private readonly readers: (RowReader | undefined)[] = [];
  private readonly rows: unknown[][];
  private place = 0;
  private wire?: Wire;
  private failure?: Error;

  private constructor(
    /** Public for whoever counts what is run. */
    readonly statements: readonly Statement[],
    private readonly done: (failure: Error | undefined, rows: unknown[][]) => void,
    private readonly arrive?: (place: number, rows: unknown[]) => void,
  ) {
    this.rows = statements.map(() => []);
  }

  /**
   * Runs statements one after another and answers the rows of each.
   * @param arrive is told the rows of each as soon as they are there; only where no later failure undoes what it says
   */
  static run(
    client: ClientBase,
    statements: readonly Statement[],
    arrive?: (place: number, rows: unknown[]) => void,
  ): Promise<unknown[][]> {
    return new Promise((resolve, reject) => {
      const done = (failure: Error | undefined, rows: unknown[][]) => (failure ? reject(failure) : resolve(rows));
      client.query(new Batch(statements, done, arrive));
    });
  }

  /** @returns why it cannot be sent; nothing of it is, then */
  submit(connection: Connection): Error | null {
    const wire = (this.wire = connection as unknown as Wire);
    let values: unknown[][];
    try {
      values = this.statements.map((statement) => statement.values.map((value) => utils.prepareValue(value)));
    } catch (error) {
      return error as Error;
    }
    const readers = (wire.readers ??= new Map<string, RowReader>());
    const prepared = new Set<string>();
    wire.stream.cork();
    this.statements.forEach(({ name, text }, place) => {
      const known = name !== undefined && wire.parsedStatements[name] !== undefined;
      if (!known && !(name && prepared.has(name))) {
        // Of a batch that failed Postgres may know more than we do.
        if (name) wire.close({ type: 'S', name });
        wire.parse({ name, text });
      }
      if (name) prepared.add(name);
      wire.bind({ statement: name, values: values[place] });
      this.readers[place] = known ? readers.get(name) : undefined;
      if (!this.readers[place]) wire.describe({ type: 'P', name: '' });
      wire.execute({});
      if (this.arrive && place + 1 < this.statements.length) wire.flush();
    });
    wire.sync();
    wire.stream.uncork();
    return null;
  }

  handleRowDescription({ fields }: { fields: readonly Field[] }): void {
    this.readers[this.place] = new RowReader(fields);
  }

  handleDataRow({ fields }: { fields: readonly (string | null)[] }): void {
    try {
      this.rows[this.place].push(this.readers[this.place]!.read(fields));
    } catch (error) {
      this.failure ??= error as Error;
    }
  }

  handleCommandComplete(done?: { text: string }): void {
    const reader = (this.readers[this.place] ??= new RowReader([]));
    const place = this.place++;
    const { name, text } = this.statements[place];
    if (name) {
      this.wire!.parsedStatements[name] = text;
      this.wire!.readers!.set(name, reader);
    }
    if (text === 'commit' && done?.text === 'ROLLBACK')
      this.failure ??= new Error('The transaction was undone: one of its statements has failed.');
    if (!this.failure) this.arrive?.(place, this.rows[place]);
  }

  handleEmptyQuery(): void {
    this.handleCommandComplete();
  }

  handleError(error: Error): void {
    this.done(error, this.rows);
  }

  handleReadyForQuery(): void {
    this.done(this.failure, this.rows);
  }
}
