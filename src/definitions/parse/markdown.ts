/** A Markdown heading. */
export interface Heading {
  /** 1 for `#`. */
  readonly level: number;
  readonly title: string;
}

/** The heading that stands on a line, or null. Rules made of dashes (`# -----`) are no headings. */
export function headingOf(line: string): Heading | null {
  const marks = /^(#{1,6})[ \t]+(\S.*)$/.exec(line);
  const title = marks?.[2]?.trim() ?? '';
  return marks?.[1] && !/^[-=#*_\s]*$/.test(title) && !title.startsWith('<!--')
    ? { level: marks[1].length, title }
    : null;
}

/** The title of a document: its first heading of the first level. */
export function titleOf(lines: readonly string[]): string | null {
  const title = lines.map(headingOf).find((heading) => heading?.level === 1);
  return title?.title ?? null;
}

/** `name: text` on a line of its own, as in the headers of files whose YAML a formatter has flattened. */
export function fieldOf(lines: readonly string[], name: string): string | null {
  const line = lines.find((text) => text.trimStart().startsWith(`${name}:`));
  return (
    line
      ?.trimStart()
      .slice(name.length + 1)
      .trim()
      .replace(/^(["'])(.*)\1$/, '$2') || null
  );
}

/** The flattened YAML header that follows a `task:` or `checklist:` line; null when there is none. */
export function flatHeader(lines: readonly string[], kind: string): readonly string[] | null {
  const start = lines.findIndex((line) => line.trim() === `${kind}:`);
  return start < 0 || lines.slice(0, start).every((line) => line.trim() !== '---') ? null : lines.slice(start + 1);
}
