import type { Operation } from '../api-document';
import type { Attempt } from '../attempts';
import type { Answer, Shot } from '../wire';
import type { Random } from './random';

/** How many values of one name are kept: the newest, so that what is named is still there. */
const KEPT = 40;

const NAMING = /^(key|by|depends_on|dependencies|duplicates|name|value|.*_id|.*_token|.*_session)$/;
/** What names one of the rows that the route's own collection has. */
const ALIKE = ['by', 'depends_on', 'dependencies', 'duplicates'];
/** What is made up by whoever makes a row. */
const NEW = ['story_id', 'epic_id', 'key', 'session_id'];

type Row = Record<string, unknown>;

/** The rows of a collection, by its address. */
export type Look = (path: string) => Promise<Row[]>;

/** The names of things that answers have shown, to be used in requests. */
export class Dictionary {
  private readonly values = new Map<string, string[]>();
  private readonly tokens = new Map<string, string>();
  private readonly tags: string[] = ['"stale"', '*', 'x'];
  private made = 0;

  constructor(
    private readonly random: Random,
    private readonly look: Look,
    private readonly keys: readonly string[],
  ) {}

  /** Takes in what an answer shows. */
  learn({ status, json, headers }: Answer): void {
    if (status >= 300 || !json) return;
    if (headers.etag) keep(this.tags, headers.etag);
    walk(json, (name, value) => keep(this.listOf(name), value));
    const { task = json, lease_token: token } = json as { task?: Row; lease_token?: string };
    if (token) for (const id of [task.id, task.task_id]) this.tokens.set(String(id), token);
  }

  /** The attempt with names that mean something in the place of its parameters and of some of its members. */
  async fill(operation: Operation, attempt: Attempt): Promise<Attempt> {
    const [path, ids] = await this.fillPath(operation, attempt.shot.path);
    const body = await this.fillBody(operation, attempt, ids.at(-1));
    const shot: Shot = { ...attempt.shot, path, body, headers: { ...attempt.shot.headers, ...this.headers() } };
    // What was learned may not suit the place: only what is certain to be wrong must still be refused.
    return { ...attempt, shot, refuse: attempt.refuse === true && body === attempt.shot.body ? true : undefined };
  }

  /** @returns the address with a row of each collection on its way, and the names of these rows */
  private async fillPath({ path, parameters }: Operation, wanted: string): Promise<[string, string[]]> {
    const ids: string[] = [];
    let [prefix, filled] = ['', wanted];
    for (const segment of path.split('/').slice(1)) {
      const [, name] = /^\{(\w+)\}$/.exec(segment) ?? [];
      const id = name && this.nameOf(await this.look(prefix), name, parameters);
      if (name && filled.includes(segment)) filled = filled.replace(segment, encodeURIComponent(id));
      if (id !== undefined) ids.push(id);
      prefix += `/${id === undefined ? segment : encodeURIComponent(id)}`;
    }
    return [filled, ids];
  }

  private nameOf(rows: readonly Row[], name: string, parameters: Operation['parameters']): string {
    const row = rows.length ? this.random.pick(rows) : {};
    const own = name === 'id' ? undefined : row[name];
    const names = (own ? [own] : [row.id, row.key, row.definition_id]).filter((one) => typeof one === 'string');
    const example = String(parameters.find((one) => one.name === name)?.schema.example);
    return this.random.pick<unknown>(names.length ? names : [example]) as string;
  }

  private headers(): Record<string, string> {
    const { random } = this;
    return {
      ...(random.chance(0.15) && { 'idempotency-key': random.pick(this.keys) }),
      ...(random.chance(0.1) && { 'if-match': random.pick(this.tags) }),
      ...(random.chance(0.1) && { 'if-none-match': random.pick(this.tags) }),
      ...(random.chance(0.02) && { 'x-bmad-project': random.pick(['nobody', 'x'.repeat(80), 'default']) }),
    };
  }

  private async fillBody(operation: Operation, { shot, refuse }: Attempt, id = ''): Promise<Shot['body']> {
    if (typeof shot.body !== 'string' || (refuse && this.random.chance(0.5))) return shot.body;
    const collection = operation.path.replace(/\/\{.*/, '');
    const rows = await this.look(collection);
    try {
      return JSON.stringify(this.fillMembers(JSON.parse(shot.body), { id, rows }));
    } catch {
      return shot.body;
    }
  }

  private fillMembers(value: unknown, around: { id: string; rows: readonly Row[] }, member = ''): unknown {
    if (Array.isArray(value)) return value.map((one) => this.fillMembers(one, around, member));
    if (typeof value === 'string' && NAMING.test(member) && this.random.chance(0.8)) {
      if (member === 'lease_token') return this.tokens.get(around.id) ?? value;
      if (NEW.includes(member) && this.random.chance(0.3)) return `new-${++this.made}`;
      if (ALIKE.includes(member) && around.rows.length) return this.nameOf(around.rows, 'id', []);
      const list = this.values.get(member.replace(/^(from|to)_/, '')) ?? [];
      return list.length ? this.random.pick(list) : value;
    }
    if (typeof value !== 'object' || value === null) return value;
    const members = Object.entries(value).map(([name, one]) => [name, this.fillMembers(one, around, name)]);
    return Object.fromEntries(members) as object;
  }

  private listOf(name: string): string[] {
    const list = this.values.get(name) ?? [];
    this.values.set(name, list);
    return list;
  }
}

/** Shows every name in a value. */
function walk(value: unknown, see: (name: string, value: string) => void, member = ''): void {
  if (Array.isArray(value)) for (const one of value) walk(one, see, member);
  else if (typeof value === 'string' && NAMING.test(member) && value.length <= 200) see(member, value);
  else if (typeof value === 'object' && value !== null)
    for (const [name, one] of Object.entries(value)) walk(one, see, name);
}

function keep(list: string[], value: string): void {
  if (list.includes(value)) return;
  list.push(value);
  if (list.length > KEPT) list.shift();
}
