/** A tag that names no condition, but leaves the choice to whoever works through the list. */
const LEFT_OPEN = 'IFAPPLICABLE';

/** What two spellings of a condition have in common: `UI/UX ONLY`, `ui ux` and `Ui / Ux` are all `UIUX`. */
const essence = (condition: string): string =>
  condition
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .replace(/(^| )ONLY$/, '')
    .replaceAll(' ', '');

/** The name of a condition for people: `UI/UX` of the tag `[[UI/UX ONLY]]`. */
export const conditionName = (tag: string): string =>
  tag
    .toUpperCase()
    .replace(/^[\s[]+|[\s\]]+$/g, '')
    .replace(/[\s_-]+ONLY$/, '');

/** The conditions with each named once, however it is spelt. */
export function distinctConditions(conditions: readonly string[]): string[] {
  return [...new Map(conditions.toReversed().map((one) => [essence(one), one])).values()].toReversed();
}

/** Those of the tags whose conditions are not among the given ones, which hold. */
export function missingConditions(tags: readonly string[], given: readonly string[]): string[] {
  const holding = new Set([LEFT_OPEN, ...given.map(essence)]);
  return tags.filter((tag) => !holding.has(essence(tag))).map(conditionName);
}
