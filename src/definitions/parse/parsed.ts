/**
 * How far a reader had to bend to make sense of a file's YAML: 1 as it stands, 2 command lines repaired, 3 quotes repaired,
 * 4 repeated keys accepted, 5 read piece by piece. Files without YAML are 1.
 */
export type Tier = 1 | 2 | 3 | 4 | 5;

/** What is wrong with a definition file. `error`: a part of the file is not used; `warning`: all of it is, but its author should look. */
export interface DefinitionProblem {
  /** Path relative to the pack's folder. */
  readonly file: string;
  /** Counted from 1; absent where the whole file is meant. */
  readonly line?: number;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  /** How far the reader had to bend here; absent where it did not. */
  readonly tier?: Tier;
}

/** A definition file's name and its text. */
export interface Source {
  /** Path relative to the pack's folder; its last part, without extension, is the id of files that carry none. */
  readonly file: string;
  readonly text: string;
}

/** What every parser answers. `body` is null when the file holds no definition that could be used. */
export interface Parsed<Body> {
  readonly body: Body | null;
  readonly problems: readonly DefinitionProblem[];
  readonly tier: Tier;
}

/** The problems of one file, gathered while it is read. */
export class ProblemList {
  readonly all: DefinitionProblem[] = [];

  constructor(private readonly file: string) {}

  /** Notes that a part of the file is not used. */
  error(message: string, line?: number, tier?: Tier): void {
    this.add('error', message, line, tier);
  }

  /** Notes something odd that was read all the same. */
  warning(message: string, line?: number, tier?: Tier): void {
    this.add('warning', message, line, tier);
  }

  private add(severity: DefinitionProblem['severity'], message: string, line?: number, tier?: Tier): void {
    this.all.push({ file: this.file, ...(line && { line }), severity, message, ...(tier && { tier }) });
  }
}

/** The file's name without folders and extension: `agents/dev.md` → `dev`. */
export function stemOf(file: string): string {
  const name = file.slice(file.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(0, dot) : name;
}

/** Postgres stores neither NUL nor half a surrogate pair; YAML escapes can make both. */
const UNSTORABLE = /[\0\p{Surrogate}]/gu;

/** Replaces the characters that Postgres refuses by U+FFFD. */
export function storable(text: string): string {
  return text.replace(UNSTORABLE, '\uFFFD');
}

/** Text without byte order mark, carriage returns and characters that Postgres refuses. */
export function cleanText(text: string): string {
  const body = text.startsWith('\uFEFF') ? text.slice(1) : text;
  return storable(body.replace(/\r\n?/g, '\n'));
}
