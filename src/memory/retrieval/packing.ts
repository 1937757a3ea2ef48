/**
 * The items whose texts fit a budget together, taken in their order: one that is too long is passed over for those after it.
 * @param budget in characters
 */
export function packed<T>(items: readonly T[], lengthOf: (item: T) => number, budget: number): T[] {
  let left = budget;
  return items.filter((item) => {
    const length = lengthOf(item);
    if (length > left) return false;
    left -= length;
    return true;
  });
}
