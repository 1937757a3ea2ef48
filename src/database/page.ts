import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';

/** One page of a list, oldest first. */
export interface Page<T> {
  items: T[];
  /** What to pass as `after` for the next page; null on the last one. */
  next: string | null;
}

export interface PageRequest {
  /** The `next` of the page before. */
  after?: string;
  /** How many items at most. */
  limit?: number;
}

/** How many items a page has unless it is told. */
export const USUAL_LIMIT = 50;

/** The text of a query as the whole number that it is; anything else stays as it is, for validation to refuse. */
export const wholeNumber = ({ value }: { value: unknown }): unknown =>
  typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value;

/** The rows after `after`, by their time-ordered id. */
export async function page<T extends ObjectLiteral & { id: string }>(
  query: SelectQueryBuilder<T>,
  { after, limit = USUAL_LIMIT }: PageRequest,
): Promise<Page<T>> {
  const id = `${query.alias}.id`;
  if (after) query.andWhere(`${id} > :after`, { after });
  const rows = await query
    .orderBy(id)
    .limit(limit + 1)
    .getMany();
  return cut(rows, limit);
}

/** The page that begins a list of which one row more than it holds was read, if there is one. */
export function cut<T extends { id: string }>(rows: readonly T[], limit: number): Page<T> {
  const items = rows.slice(0, limit);
  return { items, next: rows.length > limit ? items[limit - 1].id : null };
}

/** The same page with each item changed. */
export const mapPage = <A, B>({ items, next }: Page<A>, view: (item: A) => B): Page<B> => ({
  items: items.map(view),
  next,
});
