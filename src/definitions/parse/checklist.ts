import { fieldOf, flatHeader, headingOf, titleOf } from './markdown';
import { cleanText, ProblemList, stemOf, type Parsed, type Source } from './parsed';

/** A checklist as its file has it, without the blocks that speak to the model. */
export interface ChecklistBody {
  readonly title: string;
  readonly description: string | null;
  readonly sections: readonly ChecklistSection[];
  readonly item_count: number;
  /** The whole file, instructions for the model included. */
  readonly text: string;
}

export interface ChecklistSection {
  /** Null for items that stand before any heading. */
  readonly title: string | null;
  /** Depth of the heading: 2 for `##`, and for the numbered bold lines that some files use instead. */
  readonly level: number;
  /** When the section applies: `BROWNFIELD ONLY`; null for always. Holds for the sections below it too. */
  readonly condition: string | null;
  readonly items: readonly ChecklistItem[];
}

export interface ChecklistItem {
  readonly text: string;
  /** Columns that the item is moved to the right; items below another one are moved further. */
  readonly indent: number;
  readonly condition: string | null;
  /** How the item is marked in the file; templates are OPEN throughout. */
  readonly mark: 'OPEN' | 'DONE' | 'NOT_APPLICABLE';
}

interface Section extends ChecklistSection {
  readonly items: ChecklistItem[];
}

const ITEM = /^([ \t]*)[-*+][ \t]+"?\[( |x|X|N\/A)\](.*)$/;
const TAG = /\[\[([^[\]:]+)\]\]/;

/** Reads a checklist: Markdown task items, or the list of quoted strings that one pack uses. Never throws on content. */
export function parseChecklist({ file, text: raw }: Source): Parsed<ChecklistBody> {
  const problems = new ProblemList(file);
  const text = cleanText(raw);
  const lines = withoutInstructions(text, problems).split('\n');
  const header = flatHeader(lines, 'checklist') ?? [];
  const sections = sectionsOf(lines);
  const item_count = sections.reduce((sum, section) => sum + section.items.length, 0);
  if (!item_count) {
    problems.error('no checklist: not one "- [ ]" item');
    return { body: null, problems: problems.all, tier: 1 };
  }
  const title = fieldOf(header, 'name') ?? titleOf(lines) ?? stemOf(file);
  return {
    body: { title, description: fieldOf(header, 'description'), sections, item_count, text },
    problems: problems.all,
    tier: 1,
  };
}

function sectionsOf(lines: readonly string[]): Section[] {
  const sections: Section[] = [{ title: null, level: 1, condition: null, items: [] }];
  const around: Section[] = [];
  for (const line of lines) {
    const opened = sectionOn(line);
    const item = itemOn(line);
    if (opened) {
      while (around.length && around[around.length - 1].level >= opened.level) around.pop();
      const section = { ...opened, condition: opened.condition ?? around.at(-1)?.condition ?? null, items: [] };
      around.push(section);
      sections.push(section);
    } else if (item) sections.at(-1)?.items.push(item);
  }
  return sections.filter((section) => section.items.length > 0);
}

function sectionOn(line: string): Omit<Section, 'items'> | null {
  const heading = headingOf(line);
  const bold = /^\d+\.[ \t]+\*\*([^*]+)\*\*/.exec(line);
  const title = heading?.title ?? bold?.[1];
  if (!title || heading?.level === 1) return null;
  const { text, condition } = untagged(title);
  return { title: text.replace(/:$/, ''), level: heading?.level ?? 2, condition };
}

function itemOn(line: string): ChecklistItem | null {
  const match = ITEM.exec(line);
  if (!match) return null;
  const [, indent = '', mark = ' ', rest = ''] = match;
  const quoted = /^[ \t]*[-*+][ \t]+"/.test(line) && rest.trimEnd().endsWith('"');
  const { text, condition } = untagged(quoted ? rest.trimEnd().slice(0, -1) : rest);
  return {
    text,
    indent: indent.length,
    condition,
    mark: mark === ' ' ? 'OPEN' : mark === 'N/A' ? 'NOT_APPLICABLE' : 'DONE',
  };
}

function untagged(text: string): { text: string; condition: string | null } {
  const condition = TAG.exec(text)?.[1]?.trim() ?? null;
  return { text: text.replace(TAG, '').trim(), condition };
}

/**
 * The text without its `[[LLM: …]]` blocks, which hold bullets and tags that are no items. They nest. One that is never
 * closed ends with its paragraph, for it would swallow the list.
 */
function withoutInstructions(text: string, problems: ProblemList): string {
  const kept: string[] = [];
  const ends = endsOfBlocks(text);
  let from = 0;
  let line = 1;
  for (let open = text.indexOf('[[LLM:'); open >= 0; open = text.indexOf('[[LLM:', from)) {
    const before = text.slice(from, open);
    line += linesIn(before);
    const end = ends.get(open);
    if (end === undefined) problems.warning('a [[LLM: block is never closed; taken to end with its paragraph', line);
    kept.push(before);
    from = end ?? endOfParagraph(text, open);
    line += linesIn(text.slice(open, from));
  }
  return kept.join('') + text.slice(from);
}

function endOfParagraph(text: string, from: number): number {
  const end = text.indexOf('\n\n', from);
  return end < 0 ? text.length : end;
}

const linesIn = (text: string): number => text.split('\n').length - 1;

/** Where each pair of brackets that is closed ends, by where it opens. One pass, for a hostile file opens thousands. */
function endsOfBlocks(text: string): Map<number, number> {
  const ends = new Map<number, number>();
  const open: number[] = [];
  for (const { 0: bracket, index } of text.matchAll(/\[\[LLM:|\[\[(?!\[LLM:)|\]\]/g)) {
    if (bracket !== ']]') open.push(index);
    else if (open.length) ends.set(open.pop()!, index + 2);
  }
  return ends;
}
