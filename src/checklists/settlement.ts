import { isUuid } from '../database/identify';
import { Problem, unacceptable } from '../problems/problem';
import type { ChecklistItem, ItemStatus } from './checklist-item.entity';

/** What somebody says of one item. */
export interface ItemChange {
  /** The item, by its position or its UUID. */
  readonly item: string;
  readonly status: ItemStatus;
  /** Left out, that of before stays as long as the status does. */
  readonly evidence?: string | null;
  /** The version of the item that the change was decided on. */
  readonly version?: number;
  /** Where it stands in the input, for errors: `items.3.`. */
  readonly field?: string;
}

/** What becomes of one item. */
export interface Settlement {
  readonly item: ChecklistItem;
  readonly status: ItemStatus;
  readonly evidence: string | null;
}

/**
 * What the changes do to the items; those that change nothing are left out.
 * @throws Problem 404 for an item that is not there, 409 for a version that is past, 422 without evidence where it is needed
 */
export function settlementsOf(items: readonly ChecklistItem[], changes: readonly ItemChange[]): Settlement[] {
  const seen = new Set<ChecklistItem>();
  const settlements = changes.map((change) => {
    const item = itemOf(items, change.item);
    if (seen.has(item)) throw unacceptable(`${change.field}position`, `Item ${item.position} is named twice.`);
    seen.add(item);
    return settlementOf(item, change);
  });
  return settlements.filter(({ item, status, evidence }) => item.status !== status || item.evidence !== evidence);
}

function settlementOf(item: ChecklistItem, { status, evidence: given, version, field = '' }: ItemChange): Settlement {
  if (version !== undefined && version !== item.version) throw stale(item, version);
  const before = item.status === status ? item.evidence : null;
  const evidence = given === undefined ? before : given?.trim() || null;
  if (status === 'NOT_APPLICABLE' && !evidence)
    throw unacceptable(`${field}evidence`, `Say why item ${item.position} does not apply.`);
  return { item, status, evidence };
}

/** @throws Problem 404 when no item has this position or UUID */
export function itemOf(items: readonly ChecklistItem[], name: string): ChecklistItem {
  const found = items.find(({ id, position }) =>
    isUuid(name) ? id === name.toLowerCase() : String(position) === name,
  );
  if (found) return found;
  throw new Problem('checklist-item-not-found', 404, 'No such checklist item', {
    detail: `The checklist has no item '${name}'; its items are 1 to ${items.length}.`,
  });
}

const stale = ({ position, version, status }: ChecklistItem, seen: number) =>
  new Problem('stale-version', 409, 'It was changed meanwhile', {
    detail: `Item ${position} is at version ${version} and ${status}, no longer at version ${seen}; read it again.`,
  });
