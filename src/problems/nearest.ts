import { distance } from 'fastest-levenshtein';

/** Up to three of `names` that look like `word`, the closest first: for "did you mean". */
export function nearest(word: string, names: readonly string[]): string[] {
  const wanted = word.slice(0, 100).toLowerCase();
  const limit = Math.max(2, Math.floor(wanted.length / 3));
  return [...new Set(names)]
    .map((name) => ({ name, away: closeness(wanted, name.toLowerCase()) }))
    .filter(({ away }) => away <= limit)
    .sort((a, b) => a.away - b.away || a.name.localeCompare(b.name))
    .slice(0, 3)
    .map(({ name }) => name);
}

/** Edit distance, where a name that contains the word (or is contained in it) counts as near. */
const closeness = (word: string, name: string) =>
  word.length > 2 && name.length > 2 && (name.includes(word) || word.includes(name)) ? 1 : distance(word, name);
