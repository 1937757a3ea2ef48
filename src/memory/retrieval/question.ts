import { entityKey, wordsOf } from '../terms/words';
import { datesIn, type PartialDate } from './dates';

/** How many different words of a question are looked at. */
const WORDS = 64;
/** How many characters of a question are read. */
const CHARACTERS = 20_000;
/** How many words the name of an entity has at most. */
const NAME_WORDS = 3;

/** What somebody wants to know, made ready for searching. */
export interface Question {
  /** Its words, each once, to be stemmed by Postgres. */
  words: string[];
  /** What may be the name of an entity in it, as keys. Some are known in the caller's places, most are not. */
  names: Name[];
  dates: PartialDate[];
  /** Whether it asks for a time. */
  asksWhen: boolean;
}

/** A run of words that may name an entity. */
export interface Name {
  key: string;
  /** The words that it is made of: they are not searched for when the name is known. */
  words: string[];
}

const ASKS_WHEN =
  /\b(?:when|what (?:day|date|month|year|time)|which (?:day|date|month|year)|how long ago|since when)\b/i;

/** @param entities names that the caller says the question is about */
export function questionOf(text: string, entities: readonly string[] = []): Question {
  const read = text.slice(0, CHARACTERS);
  const names = [...namesIn(read), ...entities.map(nameOf)].filter(({ key }) => key.length > 1);
  return {
    words: [...new Set(wordsOf(read))].slice(0, WORDS),
    names: [...new Map(names.map((name) => [name.key, name])).values()],
    dates: datesIn(read),
    asksWhen: ASKS_WHEN.test(read),
  };
}

const nameOf = (text: string): Name => ({ key: entityKey(text), words: wordsOf(text) });

/** Every run of one to three words. */
function namesIn(text: string): Name[] {
  const words = (text.match(/[\p{L}\p{M}\p{N}_.-]+/gu) ?? [])
    .slice(0, WORDS)
    .map((word) => nameOf(word.replace(/^[_.-]+|[_.-]+$/g, '')));
  return words.flatMap((_, start) =>
    Array.from({ length: Math.min(NAME_WORDS, words.length - start) }, (_, n) => {
      const run = words.slice(start, start + n + 1);
      return { key: run.map(({ key }) => key).join(''), words: run.flatMap((one) => one.words) };
    }),
  );
}
