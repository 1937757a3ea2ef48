import { fieldOf, flatHeader, headingOf, titleOf } from './markdown';
import { cleanText, ProblemList, stemOf, type Parsed, type Source } from './parsed';

/** A task: instructions in prose, of which only the title and the purpose are read. */
export interface TaskBody {
  readonly title: string;
  /** The text under `## Purpose`, else the file's description or its first paragraph. */
  readonly purpose: string | null;
  /** The whole file. */
  readonly text: string;
}

/** Reads a task file. YAML in its fences is example, never data. Never throws on content. */
export function parseTask({ file, text: raw }: Source): Parsed<TaskBody> {
  const problems = new ProblemList(file);
  const text = cleanText(raw);
  if (text.trim() === '') {
    problems.error('the file is empty');
    return { body: null, problems: problems.all, tier: 1 };
  }
  const lines = text.split('\n');
  const header = flatHeader(lines, 'task') ?? [];
  const title = fieldOf(header, 'name') ?? titleOf(lines) ?? stemOf(file);
  const purpose = sectionText(lines, 'purpose') ?? fieldOf(header, 'description') ?? firstParagraph(lines);
  return { body: { title, purpose, text }, problems: problems.all, tier: 1 };
}

function sectionText(lines: readonly string[], title: string): string | null {
  const start = lines.findIndex((line) => headingOf(line)?.title.toLowerCase() === title);
  if (start < 0) return null;
  const below = lines.slice(start + 1);
  const end = below.findIndex((line) => headingOf(line) !== null);
  return (end < 0 ? below : below.slice(0, end)).join('\n').trim() || null;
}

function firstParagraph(lines: readonly string[]): string | null {
  const start = lines.findIndex((line) => /^[\p{L}\d*_`]/u.test(line));
  if (start < 0) return null;
  const end = lines.findIndex((line, index) => index > start && line.trim() === '');
  return lines
    .slice(start, end < 0 ? undefined : end)
    .join('\n')
    .trim();
}
