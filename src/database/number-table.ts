import { type Part, part } from './database';

/** A row of a table of numbers, by the names of its columns. */
export type Numbers<Name extends string> = Record<Name, number>;

/**
 * A table of numbers that comes as one text: where a statement answers hundreds of rows, reading them one by one costs
 * more than finding them. None of the columns may be null.
 */
export class NumberTable<Name extends string> {
  /** All rows of a statement as one value: null when there are none. */
  readonly text: Part;
  private readonly names: Name[];

  /** @param columns the expression for each column, of integers or finite floats */
  constructor(columns: Record<Name, Part>) {
    this.names = Object.keys(columns) as Name[];
    const all = Object.values<Part>(columns).reduce((some, column) => part`${some}, ${column}`);
    this.text = part`string_agg(concat_ws(',', ${all}), ',')`;
  }

  /** The rows of that value. */
  read(text: string | null): Numbers<Name>[] {
    const numbers = JSON.parse(`[${text ?? ''}]`) as number[];
    const { names } = this;
    const rows: Numbers<Name>[] = [];
    for (let at = 0; at < numbers.length;) {
      const row = {} as Numbers<Name>;
      for (const name of names) row[name] = numbers[at++];
      rows.push(row);
    }
    return rows;
  }
}
