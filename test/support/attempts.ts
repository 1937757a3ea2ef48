import { gzipSync } from 'node:zlib';
import { fits, type Operation, type Parameter, sampleOf, type Schema } from './api-document';
import {
  oddValues,
  strangeBodies,
  strangeIds,
  strangeMembers,
  strangeParameters,
  strangeProjects,
  strangeTexts,
  strangeTypes,
  strangeValues,
} from './strange';
import type { Shot } from './wire';

/** A request, and what its answer must be. */
export interface Attempt {
  what: string;
  /** Its path may hold `{parameters}`. */
  shot: Shot;
  /** True when it must be refused; false when the input is as documented, so that no 400, 413 or 415 is right. */
  refuse?: boolean;
  /** What a refusal has to name. */
  naming?: string;
}

/** Every which attempt is made: what one route misses meets the same rules at others. `EVERY=1` leaves nothing out. */
const EVERY = Number(process.env.EVERY ?? 6);

/** The attempts whose turn it is. */
export const shareOf = <T>(attempts: readonly T[], turn: number): T[] =>
  attempts.filter((_, place) => place % EVERY === turn % EVERY);

const JSON_TYPE = { 'content-type': 'application/json' };

/** A request that keeps to the document, with one path parameter given. */
export function plainShot({ method, path, examples: [example] }: Operation, name = '', id = ''): Shot {
  const sent = example && { headers: JSON_TYPE, body: JSON.stringify(example) };
  return { method, path: path.replace(`{${name}}`, () => id), ...sent };
}

/** All that is tried on one route. */
export const attemptsOn = (operation: Operation): Attempt[] =>
  [onPath, onQuery, onHeaders, onMembers, onBody].flatMap((attempts) => attempts(operation));

function onPath(operation: Operation): Attempt[] {
  return operation.parameters
    .filter((parameter) => parameter.in === 'path')
    .flatMap(({ name }) =>
      strangeIds.map((id) => ({
        what: `${name} ${id.slice(0, 50)}`,
        shot: plainShot(operation, name, id),
        refuse: true,
      })),
    );
}

function onQuery(operation: Operation): Attempt[] {
  const shot = plainShot(operation);
  const ask = (query: string, refuse: boolean, naming?: string): Attempt => ({
    what: `?${query.slice(0, 60)}`,
    shot: { ...shot, path: `${shot.path}?${query}` },
    refuse,
    naming,
  });
  return [
    ...strangeParameters.map((name) => ask(`${name}=1`, true, name.includes('%') ? undefined : name)),
    ...['', '&&&'].map((query) => ask(query, false)),
    ask(Array.from({ length: 900 }, (_, index) => `p${index}=1`).join('&'), true, 'p0'),
    ...queriesOf(operation).flatMap(({ name, schema }) => [
      ...strangeTexts.map((text) => ask(`${name}=${text}`, !fitsQuery(schema, text))),
      ask(name, !fitsQuery(schema, '')),
      ...[`${name}=1&${name}=1`, `${name}[]=1`, `${name}[a]=1`].map((query) => ask(query, true, name)),
    ]),
  ];
}

export const queriesOf = ({ parameters }: Operation): Parameter[] =>
  parameters.filter((parameter) => parameter.in === 'query');

/** Whether the text of a query, as it stands in an address, keeps to a schema. */
export function fitsQuery(schema: Schema, text: string): boolean {
  try {
    const decoded = decodeURIComponent(text.replaceAll('+', ' '));
    const written: Record<string, RegExp> = { integer: /^\d+$/, boolean: /^(true|false)$/ };
    const isJson = written[schema.type ?? '']?.test(decoded);
    return !decoded.includes('\0') && fits(schema, isJson ? JSON.parse(decoded) : decoded);
  } catch {
    return false;
  }
}

function onHeaders(operation: Operation): Attempt[] {
  const shot = plainShot(operation);
  const send = (headers: Shot['headers'], refuse: boolean): Attempt => ({
    what: `headers ${JSON.stringify(headers).slice(0, 60)}`,
    shot: { ...shot, headers: { ...shot.headers, ...headers } },
    refuse,
  });
  const scoped = operation.parameters.some(({ name }) => name === 'X-BMAD-Project');
  return [
    ...strangeProjects.map((key) => send({ 'x-bmad-project': key }, scoped)),
    send({ accept: 'text/html', range: 'bytes=0-1', 'if-none-match': '*', cookie: 'a=%00', te: 'x' }, false),
    send({ 'x-http-method-override': 'DELETE', 'x-forwarded-for': "'", 'content-language': '*' }, false),
  ];
}

/** The valid body with one member at a time replaced, left out or added. */
function onMembers(operation: Operation): Attempt[] {
  const { body, examples } = operation;
  if (!body) return [];
  const [example] = examples;
  const send = (what: string, text: string, naming?: string): Attempt => ({
    what: what.slice(0, 60),
    shot: { ...plainShot(operation), body: text },
    refuse: !fitsText(body, text),
    naming,
  });
  return [
    ...Object.entries(body.properties ?? {}).flatMap(([name, schema]) => [
      send(`without ${name}`, put(example, name)),
      ...[...strangeValues, ...tooLong(schema), ...inside(schema)].map((value) =>
        send(`${name}: ${value}`, put(example, name, value)),
      ),
    ]),
    ...strangeMembers.map((name) => send(`with '${name}'`, put(example, name, '1'), name)),
  ];
}

/** A text with one character too many. */
const tooLong = ({ maxLength }: Schema): string[] =>
  maxLength === undefined ? [] : [JSON.stringify('x'.repeat(maxLength + 1))];

/** Values that a schema takes, each with something strange in one place inside. */
function inside(schema: Schema): string[] {
  const { oneOf, items, properties } = schema;
  const valuesFor = (one: Schema) => [...oddValues, ...tooLong(one), ...inside(one)];
  if (oneOf) return oneOf.flatMap(inside);
  if (items) return valuesFor(items).map((value) => `[${value}]`);
  if (!properties) return [];
  const sample = sampleOf(schema) as object;
  const changed = Object.entries(properties).flatMap(([name, one]) =>
    valuesFor(one).map((value) => put(sample, name, value)),
  );
  return [`[${JSON.stringify(sample)}]`, ...changed];
}

/** An object as JSON text, with one member put in as text, or left out. */
export function put(object: object, name: string, value?: string): string {
  const { [name as never]: _, ...others } = object;
  const members = Object.entries(others).map(([key, other]) => `${JSON.stringify(key)}:${JSON.stringify(other)}`);
  return `{${[...(value === undefined ? [] : [`${JSON.stringify(name)}:${value}`]), ...members].join()}}`;
}

/** Whether a text is JSON that keeps to a schema and holds nothing that is not to be stored. */
export function fitsText(schema: Schema, text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return isStorable(value) && fits(schema, value);
  } catch {
    return false;
  }
}

function isStorable(value: unknown, depth = 0): boolean {
  if (typeof value === 'string') return !/\0|\p{Surrogate}/u.test(value);
  if (typeof value === 'number') return Math.abs(value) < Infinity;
  if (typeof value !== 'object' || value === null) return true;
  const inherited = Object.keys(value).some((name) => name in {});
  return (
    depth < 32 &&
    !inherited &&
    (Array.isArray(value) || Object.keys(value).length <= 1_000) &&
    Object.entries(value)
      .flat()
      .every((part) => isStorable(part, depth + 1))
  );
}

/** Bodies that are wrong as a whole. Routes that take none have to refuse them too. */
function onBody(operation: Operation): Attempt[] {
  const { method, body, examples } = operation;
  if (method === 'GET') return [];
  const sample = JSON.stringify(examples[0] ?? {});
  const send = (
    what: string,
    text?: string | Buffer,
    headers: Shot['headers'] = JSON_TYPE,
    refuse = true,
  ): Attempt => ({
    what: `body ${what}`,
    shot: { ...plainShot(operation), body: text, headers },
    refuse,
  });
  const needed = body !== undefined && !fits(body, {});
  const gzip = { ...JSON_TYPE, 'content-encoding': 'gzip' };
  return [
    send('none', undefined, {}, needed),
    send('empty', '', JSON_TYPE, needed),
    ...strangeBodies.map((text) => send(text.slice(0, 40), text)),
    send('a lone byte', Buffer.from([0xff])),
    send('broken UTF-8', Buffer.from('{"reason":"\xc3\x28"}', 'latin1')),
    send('UTF-16', Buffer.from(`\ufeff${sample}`, 'utf16le')),
    send('gzip', gzipSync(sample), gzip),
    send('said to be gzip', sample, gzip),
    send('3 MB', Buffer.alloc(3_000_000, 'x')),
    ...strangeTypes.map((type) => send(`as '${type}'`, sample, { 'content-type': type })),
    send('without a type', sample, {}),
    send('a form', 'reason=%00&__proto__=1', { 'content-type': 'application/x-www-form-urlencoded' }),
    send('with its character set', sample, { 'content-type': 'application/json; charset=UTF-8' }, false),
    send('a member twice', put({}, 'a', '1').replace('}', ',"a":2}')),
  ];
}
