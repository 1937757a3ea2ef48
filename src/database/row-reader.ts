import { types } from 'pg';

/** What Postgres says of a column of a result. */
export interface Field {
  name: string;
  dataTypeID: number;
}

/** Makes objects of the rows of one statement. */
export class RowReader {
  private readonly names: string[];
  /** A row with all columns, to copy: an object that grows name by name becomes a dictionary, slower to fill and to read. */
  private readonly blank: Readonly<Record<string, unknown>>;
  private readonly parsers: ((text: string) => unknown)[];

  constructor(fields: readonly Field[]) {
    this.names = fields.map(({ name }) => name);
    this.blank = Object.fromEntries(this.names.map((name) => [name, null]));
    this.parsers = fields.map(({ dataTypeID }) => types.getTypeParser(dataTypeID, 'text') as (text: string) => unknown);
  }

  read(values: readonly (string | null)[]): Record<string, unknown> {
    const row: Record<string, unknown> = { ...this.blank };
    for (let n = 0; n < this.names.length; n++) {
      const value = values[n];
      if (value !== null) row[this.names[n]] = this.parsers[n](value);
    }
    return row;
  }
}
