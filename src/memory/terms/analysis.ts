import { createHash } from 'node:crypto';
import { entityKey, entityTerm, wordsOf } from './words';

/** What a text is like, as bits of a number. */
export enum Trait {
  /** It ends by asking something. */
  Asks = 1,
  /** It says when something was: `yesterday`, `last week`, a month. */
  TellsTime = 2,
}

const TELLS_TIME = new RegExp(
  [
    String.raw`\b(?:yesterday|today|tonight|tomorrow|recently|ago|since)\b`,
    String.raw`\b(?:last|next|this|past|previous)\s+(?:\w+\s+)?(?:night|week|weekend|month|year|summer|winter|spring|fall|autumn|mon|tues|wednes|thurs|fri|satur|sun)`,
    String.raw`\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b`,
    String.raw`\b(?:january|february|march|april|june|july|august|september|october|november|december)\b`,
    String.raw`\b(?:in|on|by|until)\s+may\b|\b\d{1,2}(?:st|nd|rd|th)\b|\b(?:19|20)\d\d\b|\b\d{1,2}:\d\d\b`,
    String.raw`\b(?:(?:a|two|three|four|five|few|couple|\d+)\s+(?:of\s+)?(?:day|week|month|year)s?)\b`,
  ].join('|'),
  'i',
);

/** All that retrieval needs to know of a memory's text. */
export interface Analysis {
  /** To be stemmed by Postgres. */
  words: string;
  /** Terms that are taken as they are: its entities. */
  marks: string[];
  /** Bits of `Trait`. */
  traits: number;
  /** A UUID that texts of the same words share. */
  fingerprint: string;
}

interface Text {
  content: string;
  tags: readonly string[];
  entities: readonly string[];
}

/** The words of tags are found like those of the content. */
export function analyse({ content, tags, entities }: Text): Analysis {
  const words = wordsOf(content);
  const keys = entities.map(entityKey).filter(Boolean);
  return {
    words: [...words, ...wordsOf(tags.join(' '))].join(' '),
    marks: [...new Set(keys.map(entityTerm))],
    traits: (/\?\s*$/.test(content) ? Trait.Asks : 0) | (TELLS_TIME.test(content) ? Trait.TellsTime : 0),
    fingerprint: fingerprintOf(words.length ? words.join(' ') : content),
  };
}

const fingerprintOf = (text: string): string =>
  createHash('sha256')
    .update(text)
    .digest('hex')
    .slice(0, 32)
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
