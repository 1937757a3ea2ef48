import type { ChecklistItem } from './checklist-item.entity';

/** How many items there are of each status. */
export interface Tally {
  readonly total: number;
  readonly done: number;
  readonly notDone: number;
  readonly notApplicable: number;
}

export function tallyOf(items: readonly Pick<ChecklistItem, 'status'>[]): Tally {
  const count = (wanted: ChecklistItem['status']) => items.filter(({ status }) => status === wanted).length;
  return {
    total: items.length,
    done: count('DONE'),
    notDone: count('NOT_DONE'),
    notApplicable: count('NOT_APPLICABLE'),
  };
}

/** Whether every item is settled. */
export const isComplete = ({ notDone }: Tally): boolean => notDone === 0;

/** How many of the items that apply are done, in whole percent; 100 only when every item is settled. */
export function percentageOf({ total, done, notApplicable }: Tally): number {
  const applicable = total - notApplicable;
  return applicable ? Math.floor((done * 100) / applicable) : 100;
}
