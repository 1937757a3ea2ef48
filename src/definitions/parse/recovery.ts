import type { ProblemList } from './parsed';
import { isMap, type Plain, type PlainMap } from './values';
import { MAX_YAML_DEPTH, readYaml, type YamlBudget, type YamlFault } from './yaml';

/** A list entry or a key with everything below it. */
interface Piece {
  readonly line: number;
  readonly lines: string[];
}

/**
 * Reads broken YAML by its indentation: every entry is parsed by itself, and one that cannot be is entered in turn, so that
 * a slip costs the value it stands in and nothing else. Such a value is kept as text.
 */
export class Recovery {
  constructor(
    private readonly problems: ProblemList,
    private readonly budget: YamlBudget,
  ) {}

  read(text: string, firstLine: number): Plain {
    return this.block(text.split('\n'), firstLine, 0);
  }

  private block(lines: readonly string[], firstLine: number, depth: number): Plain {
    const first = lines.findIndex(isContent);
    const start = lines[first];
    if (start === undefined) return null;
    const isList = isItem(start);
    if (depth > MAX_YAML_DEPTH || (!isList && splitKey(start) === null)) return this.asText(lines, firstLine + first);
    const pieces = split(lines.slice(first), firstLine + first, isList);
    return isList ? pieces.map((piece) => this.item(piece, depth)) : this.map(pieces, depth);
  }

  private map(pieces: readonly Piece[], depth: number): PlainMap {
    return Object.fromEntries(pieces.flatMap((piece) => this.entries(piece, depth)));
  }

  private entries(piece: Piece, depth: number): [string, Plain][] {
    const data = this.strict(piece.lines, piece.line);
    if (isMap(data)) return Object.entries(data);
    const [key, value] = splitKey(piece.lines[0] ?? '') ?? ['', ''];
    const below = piece.lines.slice(1);
    if (value === '' && below.some(isContent)) return [[key, this.block(below, piece.line + 1, depth + 1)]];
    if (/^[|>][-+\d]*$/.test(value)) {
      this.problems.warning(`the text of "${key}" is not indented evenly`, piece.line, 5);
      return [[key, dedent(below)]];
    }
    return [[key, this.asText([value, ...below], piece.line)]];
  }

  private item(piece: Piece, depth: number): Plain {
    const data = this.strict(piece.lines, piece.line);
    if (Array.isArray(data)) return data[0] ?? null;
    const [head = '', ...below] = piece.lines;
    return this.block([head.replace('-', ' '), ...below], piece.line, depth + 1);
  }

  /** The piece's data when it is valid by itself, else undefined. */
  private strict(lines: readonly string[], line: number): Plain | undefined {
    const reading = readYaml(lines.join('\n'), line, this.budget);
    if (reading.faults.length) return undefined;
    reading.oddities.forEach((oddity: YamlFault) => this.problems.warning(oddity.message, oddity.line, 5));
    return reading.data;
  }

  private asText(lines: readonly string[], line: number): string {
    const text = dedent(lines);
    if (text.includes('\n')) this.problems.error('cannot be read as YAML; kept as text', line, 5);
    else this.problems.warning('cannot be read as YAML (quote it); kept as text', line, 5);
    return text;
  }
}

/** Cuts a block into its entries: each begins where the first one's indentation returns. */
function split(lines: readonly string[], firstLine: number, isList: boolean): Piece[] {
  const indent = indentOf(lines[0] ?? '');
  const pieces: Piece[] = [];
  lines.forEach((line, index) => {
    const begins = isContent(line) && indentOf(line) === indent && (isList ? isItem(line) : splitKey(line) !== null);
    const current = pieces.at(-1);
    if (begins || !current) pieces.push({ line: firstLine + index, lines: [line] });
    else current.lines.push(line);
  });
  return pieces;
}

/** `key: value` → [key, value]; null for a line that is no map entry. */
function splitKey(line: string): [string, string] | null {
  const entry = line.trim();
  const colon = entry.search(/:(?:\s|$)/);
  if (colon < 1 || isItem(entry) || entry.startsWith('#')) return null;
  const key = entry.slice(0, colon).trim();
  return [/^(["']).*\1$/.test(key) ? key.slice(1, -1) : key, entry.slice(colon + 1).trim()];
}

function isItem(line: string): boolean {
  const entry = line.trim();
  return entry === '-' || entry.startsWith('- ');
}

function isContent(line: string): boolean {
  const entry = line.trim();
  return entry !== '' && !entry.startsWith('#');
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

function dedent(lines: readonly string[]): string {
  const indents = lines
    .slice(lines[0] === lines[0]?.trimStart() ? 1 : 0)
    .filter((line) => line.trim() !== '')
    .map(indentOf);
  const margin = indents.reduce((least, indent) => Math.min(least, indent), Infinity);
  return lines
    .map((line) => line.slice(Math.min(indentOf(line), margin)))
    .join('\n')
    .trimEnd();
}
