import { baseForm } from './irregular-forms';

/** A run of letters, marks and digits; a dot or comma inside a number belongs to it. */
const TOKEN = /\p{N}+(?:[.,:]\p{N}+)+|[\p{L}\p{M}\p{N}]+(?:_+[\p{L}\p{M}\p{N}]+)*/gu;
/** Where a part of an identifier ends: `get|User`, `HTTP|Server`. */
const HUMP = /(?<=[\p{Ll}\p{N}])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})|_+/u;
/** Scripts that put no spaces between words. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]+/gu;
/** Longer than any word that somebody would look for. */
const LONGEST = 200;

/** The same letters whatever the keyboard: compatibility forms and the accents of Latin letters are taken away. */
const plain = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/(?<=\p{Script=Latin})\p{M}+/gu, '')
    .normalize('NFKC');

/**
 * The words of a text in small letters, ready to be stemmed. An identifier counts as a whole and by its parts, however it
 * is spelled: `getUser` and `get_user` are both `getuser`, `get`, `user`; a path is its parts. Text in a script without
 * spaces is cut into pairs of characters, so that every word in it is found.
 */
export function wordsOf(text: string): string[] {
  return (plain(text).match(TOKEN) ?? []).flatMap((token) => (token.length > LONGEST ? [] : partsOf(token)));
}

function partsOf(token: string): string[] {
  const unspaced = token.match(UNSPACED);
  if (unspaced) return [...unspaced.flatMap(pairs), ...token.split(UNSPACED).filter(Boolean).map(lower)];
  const parts = token.split(HUMP).filter(Boolean).map(lower);
  return parts.length > 1 ? [parts.join(''), ...parts] : parts;
}

const lower = (word: string): string => baseForm(word.toLowerCase());

function pairs(run: string): string[] {
  const characters = [...run];
  if (characters.length < 3) return [run];
  return characters.slice(1).map((character, n) => characters[n] + character);
}

/** How an entity is known, however it is written: `Payment Service`, `payment-service` and `PaymentService` are the same. */
export const entityKey = (name: string): string =>
  plain(name)
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '');

/** The term under which the memories about an entity are found; no word begins like it. */
export const entityTerm = (key: string): string => `@${key}`;
