import { Client, type QueryConfig } from 'pg';

type Query = (...parts: unknown[]) => unknown;

/**
 * The statements that `work` runs, as the driver gets them. What servers do by themselves meanwhile is left out.
 * @param names values that stand for something else the next time, by name; in the result they read `{{name}}`
 */
export async function capture(
  work: () => Promise<Record<string, string>>,
  byItself: (text: string) => boolean,
): Promise<QueryConfig[]> {
  const seen: QueryConfig[] = [];
  const prototype = Client.prototype as unknown as { query: Query };
  const { query } = prototype;
  prototype.query = function (this: unknown, ...parts: unknown[]) {
    const [config, values] = parts as [string | QueryConfig | { statements: QueryConfig[] }, unknown[]?];
    const one = typeof config === 'string' ? { text: config, values } : config;
    for (const { text, name, values: own } of 'statements' in one ? one.statements : [one]) {
      if (!byItself(text)) seen.push({ text, name, values: Array.isArray(own) ? own : undefined });
    }
    return query.apply(this, parts);
  };
  const known = await work().finally(() => (prototype.query = query));
  return hide(seen, known);
}

/** The same statements, with values that stand for something else the next time left open: they read `{{name}}`. */
export function hide(statements: readonly QueryConfig[], known: Record<string, string>): QueryConfig[] {
  // The longest first: it may hold a shorter one.
  const names = Object.entries(known).sort(([, a], [, b]) => b.length - a.length);
  const open = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(open);
    if (typeof value !== 'string') return value;
    return names.reduce((text, [name, old]) => text.replaceAll(old, `{{${name}}}`), value);
  };
  return statements.map(({ text, name, values }) => ({ text, name, values: values?.map(open) }));
}

/** The same statements with the values of one more time. */
export function fill(statements: readonly QueryConfig[], names: Record<string, string>): QueryConfig[] {
  const put = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(put);
    return typeof value === 'string' ? value.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => names[name]) : value;
  };
  return statements.map(({ text, name, values }) => ({ text, name, values: values?.map(put) }));
}
