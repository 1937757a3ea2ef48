import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** What a key looks like: a part that finds its row and may be shown, and 256 bits that nobody keeps but its holder. */
const FORM = /^(bmad_[0-9a-f]{12})_[A-Za-z0-9_-]{43}$/;

/** A new key. What is kept of it are the prefix and the hash. */
export interface Secret {
  /** The whole key: `bmad_1f2e3d4c5b6a_…`. */
  key: string;
  /** Finds the key, and may be shown and logged: `bmad_1f2e3d4c5b6a`. */
  prefix: string;
  hash: string;
}

export function newSecret(): Secret {
  const prefix = `bmad_${randomBytes(6).toString('hex')}`;
  return secretOf(`${prefix}_${randomBytes(32).toString('base64url')}`)!;
}

/** A key that somebody else has made, if it has the form of one. */
export function secretOf(key: string): Secret | undefined {
  const prefix = prefixOf(key);
  return prefix === undefined ? undefined : { key, prefix, hash: hashOf(key).toString('hex') };
}

/** What finds the row of a key; undefined for what cannot be one. */
export const prefixOf = (key: string): string | undefined => FORM.exec(key)?.[1];

/** A plain hash is enough: a key is too long to be guessed, unlike a password. */
export const hashOf = (key: string): Buffer => createHash('sha256').update(key).digest();

/** Whether two hashes are equal, in a time that does not tell where they differ. */
export const isSame = (one: Buffer, other: Buffer): boolean =>
  one.length === other.length && timingSafeEqual(one, other);
