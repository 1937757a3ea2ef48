import { Client, type QueryConfig } from 'pg';

type Query = (...parts: unknown[]) => unknown;

/** In what servers run by themselves: to sweep, to count, to put events in order, to tell, to watch. */
const BY_ITSELF =
  /with (?:overdue|due|waiting) as|lease_token is not null and t\.tied|activity_readers|event_cursors|position is null|alert_turns|rule\.id as rule_uuid|request_latencies/;

const byItself = (text: string): boolean => BY_ITSELF.test(text);

/** What ends a transaction. Alone it ends one that began before. */
const ENDS = /^(?:commit|rollback)/;

/** Statements that belong together: those of a transaction, or one alone. */
type Group = QueryConfig[];

/**
 * The statements that `work` runs, as the driver gets them. What servers do by themselves meanwhile is left out, with all
 * of its transaction. A commit that nobody waits for is there too.
 * @param work answers values that stand for something else the next time, by name; in the result they read `{{name}}`
 * @param leftOut whether a statement is one that a server runs by itself
 */
export async function capture(work: () => Promise<Record<string, string>>, leftOut = byItself): Promise<QueryConfig[]> {
  const groups: Group[] = [];
  const open = new Map<unknown, Group>();
  const see = (client: unknown, { text, name, values }: QueryConfig) => {
    const group = open.get(client) ?? [];
    if (!open.has(client)) groups.push(group);
    group.push({ text, name, values: Array.isArray(values) ? values : undefined });
    if (text.startsWith('begin')) open.set(client, group);
    if (ENDS.test(text)) open.delete(client);
  };
  const prototype = Client.prototype as unknown as { query: Query };
  const { query } = prototype;
  prototype.query = function (this: unknown, ...parts: unknown[]) {
    const [config, values] = parts as [string | QueryConfig | { statements: QueryConfig[] }, unknown[]?];
    const one = typeof config === 'string' ? { text: config, values } : config;
    for (const statement of 'statements' in one ? one.statements : [one]) see(this, statement);
    return query.apply(this, parts);
  };
  const known = await work().finally(() => (prototype.query = query));
  for (const group of open.values()) group.push({ text: 'commit' });
  const ours = groups.filter((group) => !ENDS.test(group[0].text) && !group.some(({ text }) => leftOut(text)));
  return hide(ours.flat(), known);
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
