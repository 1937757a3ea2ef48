import * as driver from 'pg';
import type { ClientBase, Connection } from 'pg';

/** How `pg` reads the rows of one statement. */
interface Result {
  rows: unknown[];
  addFields(fields: unknown): void;
  parseRow(fields: unknown): unknown;
  addRow(row: unknown): void;
}

/** What `pg` has beside its types. */
const { Result, utils } = driver as unknown as {
  Result: new () => Result;
  utils: { prepareValue(value: unknown): unknown };
};

/** One statement for Postgres. With a name it is prepared once per connection. */
export interface Statement {
  name?: string;
  text: string;
  values: readonly unknown[];
}

/** A connection as statements are written to it. */
interface Wire {
  parsedStatements: Record<string, string | undefined>;
  stream: { cork(): void; uncork(): void };
  close(message: { type: 'S'; name: string }): void;
  parse(statement: { name?: string; text: string }): void;
  bind(message: { statement?: string; values: unknown[] }): void;
  describe(message: { type: 'P'; name: string }): void;
  execute(message: object): void;
  sync(): void;
}

/**
 * Statements that go to Postgres in one message and come back in one. Each sees what those before it have done; after one
 * that fails none is run. For a client of `pg`, as its own cursors are.
 */
export class Batch {
  private readonly results: Result[];
  private place = 0;
  private wire?: Wire;
  private failure?: Error;

  private constructor(
    /** Public for whoever counts what is run. */
    readonly statements: readonly Statement[],
    private readonly done: (failure: Error | undefined, results: Result[]) => void,
  ) {
    this.results = statements.map(() => new Result());
  }

  /** Runs statements one after another and answers the rows of each. */
  static run(client: ClientBase, statements: readonly Statement[]): Promise<unknown[][]> {
    return new Promise((resolve, reject) => {
      const done = (failure: Error | undefined, results: Result[]) =>
        failure ? reject(failure) : resolve(results.map(({ rows }) => rows));
      client.query(new Batch(statements, done));
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
    const prepared = new Set<string>();
    wire.stream.cork();
    this.statements.forEach(({ name, text }, place) => {
      if (!name || (wire.parsedStatements[name] === undefined && !prepared.has(name))) {
        // Of a batch that failed Postgres may know more than we do.
        if (name) wire.close({ type: 'S', name });
        wire.parse({ name, text });
      }
      if (name) prepared.add(name);
      wire.bind({ statement: name, values: values[place] });
      wire.describe({ type: 'P', name: '' });
      wire.execute({});
    });
    wire.sync();
    wire.stream.uncork();
    return null;
  }

  handleRowDescription({ fields }: { fields: unknown }): void {
    this.results[this.place].addFields(fields);
  }

  handleDataRow({ fields }: { fields: unknown }): void {
    const result = this.results[this.place];
    try {
      result.addRow(result.parseRow(fields));
    } catch (error) {
      this.failure ??= error as Error;
    }
  }

  handleCommandComplete(done?: { text: string }): void {
    const { name, text } = this.statements[this.place++];
    if (name) this.wire!.parsedStatements[name] = text;
    if (text === 'commit' && done?.text === 'ROLLBACK')
      this.failure ??= new Error('The transaction was undone: one of its statements has failed.');
  }

  handleEmptyQuery(): void {
    this.handleCommandComplete();
  }

  handleError(error: Error): void {
    this.done(error, this.results);
  }

  handleReadyForQuery(): void {
    this.done(this.failure, this.results);
  }
}
