import { type Part, part } from './database';

/**
 * A table of numbers that comes as one text: where a statement answers hundreds of rows, reading them one by one costs
 * more than finding them.
 */
export class NumberTable<Row> {
  /** All rows of a statement as one value: null when there are none. */
  readonly text: Part;

  /**
   * @param columns an expression for each, of integers or finite floats, never null
   * @param rowAt makes a row of as many numbers, from a place on
   */
  constructor(
    private readonly columns: readonly Part[],
    private readonly rowAt: (numbers: readonly number[], at: number) => Row,
  ) {
    const all = columns.reduce((some, column) => part`${some}, ${column}`);
    this.text = part`string_agg(concat_ws(',', ${all}), ',')`;
  }

  /** The rows of that value. */
  read(text: string | null): Row[] {
    const numbers = JSON.parse(`[${text ?? ''}]`) as number[];
    const rows: Row[] = [];
    for (let at = 0; at < numbers.length; at += this.columns.length) rows.push(this.rowAt(numbers, at));
    return rows;
  }
}
