import { stemOf, type ProblemList } from './parsed';

/** Data as JSON knows it. */
export type Plain = string | number | boolean | null | Plain[] | PlainMap;
export interface PlainMap {
  [key: string]: Plain;
}

/** Ids stand in an index, whose rows Postgres limits to about 2 700 bytes. */
export const MAX_ID_LENGTH = 200;

export function isMap(value: Plain | undefined): value is PlainMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value when it is a map, else an empty one. */
export function mapOf(value: Plain | undefined): PlainMap {
  return isMap(value) ? value : {};
}

/** Any value as prose: lists become lines, `{ "STEP 1": "Read" }` becomes `STEP 1: Read`; null when there is nothing to say. */
export function textOf(value: Plain | undefined): string | null {
  if (value === null || value === undefined) return null;
  if (Array.isArray(value)) return joined(value.map(textOf));
  if (typeof value === 'object') return joined(Object.entries(value).map(([key, item]) => entryText(key, item)));
  return String(value).trim() || null;
}

/** One text per list entry; a single value counts as a list of one. */
export function listOf(value: Plain | undefined): string[] {
  const items = Array.isArray(value)
    ? value
    : isMap(value)
      ? Object.entries(value).map(([key, item]) => entryText(key, item))
      : [value];
  return items.map(textOf).filter((text) => text !== null);
}

/** True for `true` and for the words that people write instead. */
export function flagOf(value: Plain | undefined): boolean {
  return value === true || (typeof value === 'string' && /^(true|yes|on)$/i.test(value.trim()));
}

/** The id that a file carries, or its file name when it carries none that can be used (which is noted). */
export function idOf(value: Plain | undefined, file: string, problems: ProblemList): string {
  const id = textOf(value);
  if (id && id.length <= MAX_ID_LENGTH && !id.includes('\n')) return id;
  const stem = stemOf(file).slice(0, MAX_ID_LENGTH);
  problems.warning(
    id
      ? `the id is not a single line of at most ${MAX_ID_LENGTH} characters; "${stem}" is used`
      : `no id; "${stem}" is used`,
  );
  return stem;
}

/** The entries whose keys are not among `known`, so that nothing that an author wrote is lost. */
export function extraOf(map: PlainMap, known: readonly string[]): PlainMap {
  return Object.fromEntries(Object.entries(map).filter(([key]) => !known.includes(key)));
}

function entryText(key: string, value: Plain): string {
  const text = textOf(value);
  return text === null ? key : `${key}: ${text}`;
}

function joined(lines: readonly (string | null)[]): string | null {
  return lines.filter((line) => line !== null).join('\n') || null;
}
