import { wordsOf } from '../terms/words';

/** Words with which people say that something is over, and nothing about it. */
const FILLER = new Set(
  `a all am an and are as at be been by can did do done end ended everything expected fail failed failure false fine finish
  finished fix fixed for get go good great have i in is it its just looks lgtm my na nice no none not nothing now null of ok
  okay on our pass passed complete completed perfect please ready resolved see so some success successful successfully sure
  task tbd that the them there these they thing things this to todo true undefined up us was we well were will with work
  working works yes you`.split(/\s+/),
);
/** How much of a text is looked at. */
const READ = 20_000;

/**
 * Whether a text tells somebody something later: it has at least so many different words beside those that every report
 * has. "Done, works as expected" does not, "Retry needs the same key" does.
 */
export function says(text: string | null | undefined, least = 2): boolean {
  if (!text) return false;
  const words = wordsOf(text.slice(0, READ)).filter((word) => /\p{L}/u.test(word) && !FILLER.has(word));
  return new Set(words).size >= least;
}

/** Whether anything in a structure says more than yes or no. */
export function tells(value: unknown): boolean {
  if (typeof value === 'number') return true;
  if (typeof value === 'string') return says(value, 1);
  return typeof value === 'object' && value !== null && Object.values(value).some(tells);
}
