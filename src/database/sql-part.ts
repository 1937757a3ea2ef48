/** A piece of SQL that goes into a template as it is. */
export class Fragment {
  constructor(readonly text: string) {}
}

/** A part of a statement with values of its own: a condition that is there only sometimes. Made by `part`. */
export class Part {
  constructor(
    readonly template: TemplateStringsArray,
    readonly values: readonly unknown[],
  ) {}
}

/** A part of a statement, written as `sql` is. The statement's text differs with it, so each mix is prepared by itself. */
export const part = (template: TemplateStringsArray, ...values: unknown[]): Part => new Part(template, values);

/** An SQL identifier, quoted. */
export const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;
