import { createHash } from 'node:crypto';
import type { EntityTarget, ObjectLiteral } from 'typeorm';
import type { Statement } from './batch';
import { Fragment, Part } from './sql-part';

export type Table = EntityTarget<ObjectLiteral>;

/** What is known of a statement. */
interface Known {
  /** What it is called in Postgres. */
  name: string;
  text: string;
  /** Who wants to know that it was run. */
  watchers: (() => void)[];
}

/** Stands for any parameter in what a statement is made of. */
const PARAMETER = {};

/** What is known of the statements that are made of the same pieces up to here. */
class Made {
  known?: Known;
  private readonly byObject = new WeakMap<object, Made>();
  private readonly byText = new Map<string, Made>();

  /** One piece further: a template, an entity class, the text of a fragment, or a parameter. */
  with(piece: object | string): Made {
    const of = (typeof piece === 'string' ? this.byText : this.byObject) as Map<unknown, Made>;
    const known = of.get(piece);
    if (known) return known;
    const made = new Made();
    of.set(piece, made);
    return made;
  }
}

/** From templates to statements as Postgres takes them. */
export class Statements {
  /** Every statement by what it is made of, so that none is written out twice. */
  private made = new Made();
  /** Every statement by its text, for those that are put together anew each time. Texts are written in the code, so there are few. */
  private readonly known = new Map<string, Known>();
  private readonly watchers: { entity: Table; tell: () => void }[] = [];

  /** @param table the quoted name of an entity's table */
  constructor(private readonly table: (entity: Table) => string) {}

  /** Has `tell` be among the watchers of every statement that inserts into an entity's table. */
  watch(entity: Table, tell: () => void): void {
    this.watchers.push({ entity, tell });
    this.made = new Made();
    this.known.clear();
  }

  /** A template with its name, its parameters, and who is to be told once it was run. */
  of(whole: Part): Statement & Pick<Known, 'watchers'> {
    const values: unknown[] = [];
    const made = this.find(whole, this.made, values);
    const { name, text, watchers } = (made.known ??= this.knownOf(this.write(whole, { count: 0 })));
    return { name, text, watchers, values };
  }

  /** A template has as many values each time, so the order of the pieces says how they are put together. */
  private find({ template, values }: Part, from: Made, parameters: unknown[]): Made {
    let made = from.with(template);
    for (const value of values) {
      if (value instanceof Part) made = this.find(value, made, parameters);
      else if (value instanceof Fragment) made = made.with(value.text);
      else if (typeof value === 'function') made = made.with(value);
      else {
        made = made.with(PARAMETER);
        parameters.push(value);
      }
    }
    return made;
  }

  private write({ template, values }: Part, parameters: { count: number }): string {
    const parts = values.map((value) => {
      if (value instanceof Fragment) return value.text;
      if (value instanceof Part) return this.write(value, parameters);
      return typeof value === 'function' ? this.table(value) : `$${++parameters.count}`;
    });
    return String.raw({ raw: template }, ...parts);
  }

  private knownOf(text: string): Known {
    const known = this.known.get(text);
    if (known) return known;
    const watching = this.watchers.filter(({ entity }) => text.includes(`insert into ${this.table(entity)} `));
    const made = {
      name: `bmad_${createHash('sha256').update(text).digest('hex').slice(0, 24)}`,
      text,
      watchers: watching.map(({ tell }) => tell),
    };
    this.known.set(text, made);
    return made;
  }
}
