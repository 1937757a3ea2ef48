import { createHash } from 'node:crypto';
import type { EntityTarget, ObjectLiteral } from 'typeorm';
import type { Statement } from './batch';
import { Fragment, Part } from './sql-part';

export type Table = EntityTarget<ObjectLiteral>;

/** What is known of a statement by its text. */
interface Known {
  /** What it is called in Postgres. */
  name: string;
  /** Who wants to know that it was run. */
  watchers: (() => void)[];
}

/** From templates to statements as Postgres takes them. */
export class Statements {
  /** Every statement by its text. Texts are written in the code, so there are few. */
  private readonly known = new Map<string, Known>();
  private readonly watchers: { entity: Table; tell: () => void }[] = [];

  /** @param table the quoted name of an entity's table */
  constructor(private readonly table: (entity: Table) => string) {}

  /** Has `tell` be among the watchers of every statement that inserts into an entity's table. */
  watch(entity: Table, tell: () => void): void {
    this.watchers.push({ entity, tell });
    this.known.clear();
  }

  /** A template with its name, its parameters, and who is to be told once it was run. */
  of(whole: Part): Statement & Pick<Known, 'watchers'> {
    const values: unknown[] = [];
    const text = this.write(whole, values);
    return { ...this.knownOf(text), text, values };
  }

  private write({ template, values }: Part, parameters: unknown[]): string {
    const parts = values.map((value) => {
      if (value instanceof Fragment) return value.text;
      if (value instanceof Part) return this.write(value, parameters);
      return typeof value === 'function' ? this.table(value) : `$${parameters.push(value)}`;
    });
    return String.raw({ raw: template }, ...parts);
  }

  private knownOf(text: string): Known {
    const known = this.known.get(text);
    if (known) return known;
    const watching = this.watchers.filter(({ entity }) => text.includes(`insert into ${this.table(entity)} `));
    const made = {
      name: `bmad_${createHash('sha256').update(text).digest('hex').slice(0, 24)}`,
      watchers: watching.map(({ tell }) => tell),
    };
    this.known.set(text, made);
    return made;
  }
}
