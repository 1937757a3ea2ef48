import { createHash } from 'node:crypto';
import { Problem } from '../../problems/problem';

/** The tag of a representation: it changes whenever what is shown does, and with nothing else. */
export const tagOf = (text: string): string =>
  `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`;

const UNTAGGED = 'nest-bmad:untagged';

/** A member of a view that its tag does not tell of: it changes without anybody having changed the row. */
export const Untagged = (): PropertyDecorator => (prototype, name) =>
  Reflect.defineMetadata(UNTAGGED, [...untaggedIn(prototype.constructor), name], prototype.constructor);

/** The members of a view that its tag does not tell of. */
export const untaggedIn = (view: Function): readonly string[] =>
  (Reflect.getMetadata(UNTAGGED, view) as string[] | undefined) ?? [];

/** Whether a view has members of its own that its tag does not tell of. */
export const hasUntagged = (view: Function): boolean => Reflect.hasOwnMetadata(UNTAGGED, view);

/** The tag of a view as a route shows it. @param text the same as it is sent */
export function tagOfView(view: unknown, { untagged }: { untagged: readonly string[] }, text: string): string {
  if (!untagged.length) return tagOf(text);
  return tagOf(
    JSON.stringify({ ...(view as object), ...Object.fromEntries(untagged.map((name) => [name, undefined])) }),
  );
}

/** What a caller says of the tags that it knows: some of them, or `*` for any. */
export type Tags = readonly string[] | '*';

const LIST = /^\s*(W\/)?"[\x21\x23-\x7e]*"(\s*,\s*(W\/)?"[\x21\x23-\x7e]*")*\s*$/;

/** The tags of an `If-Match`. @throws Problem 400 when they are not written as RFC 9110 says */
export function tagsIn(header: string): Tags {
  if (header.trim() === '*') return '*';
  if (LIST.test(header)) return header.split(/\s*,\s*(?=W\/|")/).map((tag) => tag.trim());
  throw new Problem('invalid-request', 400, 'The request is not valid', {
    detail: 'The header If-Match must be the ETag of an earlier answer, in its quotes, several with commas, or *.',
  });
}

/** Whether an `If-Match` holds. A weak tag never does. */
export const holds = (tags: Tags, tag: string): boolean => tags === '*' || tags.includes(tag);

/** Whether the caller of a GET has this representation already. What is no tag is none of the caller's. */
export const isKnown = (header: string, tag: string): boolean =>
  header.trim() === '*' || header.split(',').some((known) => known.trim().replace(/^W\//, '') === tag);
