import { types } from 'pg';

/** What Postgres says of a column of a result. */
export interface Field {
  name: string;
  dataTypeID: number;
}

/** Makes objects of the rows of one statement. */
export class RowReader {
  private readonly names: string[];
  private readonly parsers: ((text: string) => unknown)[];

  constructor(fields: readonly Field[]) {
    this.names = fields.map(({ name }) => name);
    this.parsers = fields.map(({ dataTypeID }) => types.getTypeParser(dataTypeID, 'text') as (text: string) => unknown);
  }

  read(values: readonly (string | null)[]): Record<string, unknown> {
    const row: Record<string, unknown> = {};
    for (let n = 0; n < this.names.length; n++) {
      const value = values[n];
      row[this.names[n]] = value === null ? null : this.parsers[n](value);
    }
    return row;
  }
}
