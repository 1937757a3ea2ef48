import { nearest } from '../../problems/nearest';
import { unacceptable } from '../../problems/problem';

/** The word that is meant, in any letter case. @throws Problem 422 that lists what is taken */
export function wordOf<Word extends string>(field: string, given: string, words: readonly Word[]): Word {
  const word = words.find((one) => one.toLowerCase() === given.trim().toLowerCase());
  if (word) return word;
  const suggestions = nearest(given, words);
  throw unacceptable(field, `must be one of ${words.join(', ')} here.`, { allowed: words, suggestions });
}
