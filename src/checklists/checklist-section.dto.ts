import { ChecklistItemView } from './checklist-item.dto';
import type { ChecklistItem } from './checklist-item.entity';
import { isComplete, percentageOf, type Tally, tallyOf } from './tally';

/** How many items there are of each status. */
export class TallyView {
  /** All of them. */
  total: number;
  /** All but those that are NOT_APPLICABLE. */
  applicable: number;
  /** How many are DONE. */
  done: number;
  /** How many are NOT_DONE. */
  not_done: number;
  /** How many are NOT_APPLICABLE. */
  not_applicable: number;

  static of({ total, done, notDone, notApplicable }: Tally): TallyView {
    return { total, applicable: total - notApplicable, done, not_done: notDone, not_applicable: notApplicable };
  }
}

/** The items under one heading. */
export class ChecklistSectionView {
  /** The heading; null for items that stand under none. */
  title: string | null;
  /** Whether every item is DONE or NOT_APPLICABLE. */
  complete: boolean;
  /**
   * How many of the applicable items are done, 0 to 100.
   * @example 42
   */
  percentage: number;
  /** How many items there are of each status. */
  counts: TallyView;
  /** In order. */
  items: ChecklistItemView[];

  /** The sections of a checklist: runs of items that stand under the same headings. */
  static ofAll(items: readonly ChecklistItem[]): ChecklistSectionView[] {
    return bySection(items).map(ChecklistSectionView.of);
  }

  static of(items: ChecklistItem[]): ChecklistSectionView {
    const tally = tallyOf(items);
    return {
      title: items[0].section.join(' / ') || null,
      complete: isComplete(tally),
      percentage: percentageOf(tally),
      counts: TallyView.of(tally),
      items: items.map(ChecklistItemView.of),
    };
  }
}

function bySection(items: readonly ChecklistItem[]): ChecklistItem[][] {
  const runs: ChecklistItem[][] = [];
  for (const item of items) {
    const run = runs.at(-1);
    if (run && sameSection(run[0], item)) run.push(item);
    else runs.push([item]);
  }
  return runs;
}

const sameSection = ({ section: a }: ChecklistItem, { section: b }: ChecklistItem) =>
  a.length === b.length && a.every((heading, depth) => heading === b[depth]);
