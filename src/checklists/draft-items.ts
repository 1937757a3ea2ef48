import type { ChecklistBody, ChecklistSection } from '../definitions/parse/checklist';
import type { ChecklistItem } from './checklist-item.entity';
import { distinctConditions, missingConditions } from './conditions';

/** The actor of what the server settles by itself. */
const SERVER = 'server';

export type ItemDraft = Pick<
  ChecklistItem,
  'position' | 'section' | 'text' | 'condition' | 'status' | 'evidence' | 'settledBy' | 'settledAt'
>;

/**
 * The items of a new checklist, in order.
 * @param given the conditions that hold; an item that needs another one does not apply. Undefined leaves that to people.
 */
export function draftItems({ sections }: ChecklistBody, given?: readonly string[]): ItemDraft[] {
  const settledAt = new Date();
  return sections.flatMap(tagged).map(({ section, text, tags }, index) => {
    const missing = given ? missingConditions(tags, given) : [];
    const item = { position: index + 1, section, text, condition: tags.join(', ') || null };
    if (!missing.length) return { ...item, status: 'NOT_DONE', evidence: null, settledBy: null, settledAt: null };
    const evidence = `Only for ${missing.join(' and ')}, which the conditions of this checklist do not name.`;
    return { ...item, status: 'NOT_APPLICABLE', evidence, settledBy: SERVER, settledAt };
  });
}

interface TaggedItem {
  section: string[];
  text: string;
  /** Its own condition and those of all that it stands under. */
  tags: string[];
}

function tagged({ title, condition, items }: ChecklistSection): TaggedItem[] {
  const section = title === null ? [] : [title];
  const above = condition === null ? [] : [condition];
  const open: { indent: number; tags: string[] }[] = [];
  return items.map(({ text, indent, condition: own }) => {
    while ((open.at(-1)?.indent ?? -1) >= indent) open.pop();
    const inherited = open.at(-1)?.tags ?? above;
    const tags = own === null ? inherited : distinctConditions([...inherited, own]);
    open.push({ indent, tags });
    return { section, text, tags };
  });
}
