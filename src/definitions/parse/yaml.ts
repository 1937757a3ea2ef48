import {
  Lexer,
  LineCounter,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  parseDocument,
  type Document,
  type ParsedNode,
  type YAMLMap,
} from 'yaml';
import { storable } from './parsed';
import type { Plain } from './values';

/** The longest YAML of BMAD's releases has 46 000 characters. Long scalars are slow to fold, and broken files are read more than once. */
export const MAX_YAML_LENGTH = 262_144;

/** The fullest has 4 200 tokens; reading this many takes at most about a quarter of a second. */
export const MAX_YAML_TOKENS = 20_000;

/** All attempts at one file together, so that a hostile file cannot buy a slow reading of each of its pieces. */
export const MAX_YAML_TOKENS_PER_FILE = 80_000;

/** Templates nest about twelve deep; beyond this the parser's recursion would be at the author's mercy. */
export const MAX_YAML_DEPTH = 64;

/** Characters and nodes after aliases were expanded: nested aliases double a file with every line ("billion laughs"). */
export const MAX_YAML_SIZE = 2_097_152;

/** The file asks for more than the limits above grant. */
export class YamlLimit extends Error {}

/** What is left of `MAX_YAML_TOKENS_PER_FILE`. */
export interface YamlBudget {
  tokens: number;
}

export interface YamlFault {
  /** Counted from 1 within the file. */
  readonly line: number;
  readonly message: string;
}

export interface YamlReading {
  readonly data: Plain;
  /** Why the text is not valid YAML; empty when it is. */
  readonly faults: readonly YamlFault[];
  /** Keys that stand twice in one map (the last one counts), and documents after the first (they are not read). */
  readonly oddities: readonly YamlFault[];
}

/**
 * Reads YAML as JSON data. Dates, versions and ids stay as they are written: a number is a number only when it prints as it
 * was written (`7`, not `1.10`).
 * @param firstLine the line of the file on which `text` begins, counted from 1
 * @throws YamlLimit when the text is too large, too deep or expands too far
 */
export function readYaml(text: string, firstLine: number, budget: YamlBudget): YamlReading {
  spend(text, budget);
  const lines = new LineCounter();
  const document: Document.Parsed = parseDocument(text, {
    lineCounter: lines,
    logLevel: 'error', // 'silent' would hide further documents too
    prettyErrors: false,
    resolveKnownTags: false,
    schema: 'core',
    uniqueKeys: false,
  });
  const lineOf = (offset: number) => firstLine - 1 + Math.max(1, lines.linePos(offset).line);
  const located = document.errors.map((e) => ({ code: e.code, line: lineOf(e.pos[0]), message: e.message }));
  const writer = new PlainWriter(text, lineOf);
  const data = writer.write(document.contents, 0);
  const more = located
    .filter((e) => e.code === 'MULTIPLE_DOCS')
    .map(({ line }) => ({ line, message: 'only the first YAML document is read' }));
  return {
    data,
    faults: [...located.filter((e) => e.code !== 'MULTIPLE_DOCS'), ...writer.faults],
    oddities: [...writer.oddities, ...more],
  };
}

/** Counts tokens and nesting before anything recursive looks at the text. */
function spend(text: string, budget: YamlBudget): void {
  if (text.length > MAX_YAML_LENGTH) throw new YamlLimit(`the YAML is longer than ${MAX_YAML_LENGTH} characters`);
  let tokens = 0;
  let flow = 0;
  let onLine = 0;
  for (const token of new Lexer().lex(text)) {
    if (++tokens > MAX_YAML_TOKENS || --budget.tokens < 0)
      throw new YamlLimit(`the YAML has more than ${MAX_YAML_TOKENS} tokens, or needs too many attempts`);
    if (token === '[' || token === '{') flow++;
    else if (token === ']' || token === '}') flow = Math.max(0, flow - 1);
    else if (token === '-' || token === '?' || token === ':') onLine++;
    else if (token.startsWith('\n')) onLine = 0;
    if (Math.max(flow, onLine - flow) > MAX_YAML_DEPTH) throw tooDeep();
  }
}

function tooDeep(): YamlLimit {
  return new YamlLimit(`the YAML nests deeper than ${MAX_YAML_DEPTH} levels (or refers to itself)`);
}

/** Turns the parsed nodes of one document into plain data, within the limits. */
class PlainWriter {
  readonly faults: YamlFault[] = [];
  readonly oddities: YamlFault[] = [];
  private readonly anchors = new Map<string, ParsedNode>();
  private size = 0;

  constructor(
    private readonly text: string,
    private readonly lineOf: (offset: number) => number,
  ) {}

  write(node: ParsedNode | null, depth: number): Plain {
    if (depth > MAX_YAML_DEPTH) throw tooDeep();
    this.grow(1);
    if (node === null) return null;
    if (isAlias(node)) return this.alias(node.source, node.range[0], depth);
    if (node.anchor) this.anchors.set(node.anchor, node);
    if (isSeq(node)) return node.items.map((item) => this.write(item, depth + 1));
    if (isMap(node)) return this.map(node, depth);
    return isScalar(node) ? this.scalar(node.value, node.source) : null;
  }

  private alias(name: string, offset: number, depth: number): Plain {
    const target = this.anchors.get(name);
    if (target) return this.write(target, depth + 1);
    this.faults.push({ line: this.lineOf(offset), message: `*${name} refers to nothing` });
    return null;
  }

  private map(node: YAMLMap.Parsed, depth: number): Plain {
    if (isPlaceholder(node)) return this.source(node);
    const entries = new Map<string, Plain>();
    for (const pair of node.items) {
      const key = this.key(pair.key);
      if (entries.has(key))
        this.oddities.push({
          line: this.lineOf(pair.key.range[0]),
          message: `"${key.slice(0, 80)}" stands twice; the last one counts`,
        });
      entries.set(key, this.write(pair.value, depth + 1));
    }
    return Object.fromEntries<Plain>(entries);
  }

  private key(node: ParsedNode | null): string {
    if (node === null) return '';
    if (node.anchor && !isAlias(node)) this.anchors.set(node.anchor, node);
    const key = isScalar(node) ? (node.value === null ? '' : String(node.source ?? node.value)) : this.source(node);
    this.grow(key.length);
    return storable(key);
  }

  private scalar(value: unknown, source: string | undefined): Plain {
    if (value === null || typeof value === 'boolean') return value;
    if (typeof value === 'number' && String(value) === source) return value;
    const text = typeof value === 'string' ? value : (source ?? JSON.stringify(value));
    this.grow(text.length);
    return storable(text);
  }

  private source(node: ParsedNode): string {
    const text = this.text.slice(node.range[0], node.range[1]);
    this.grow(text.length);
    return storable(text);
  }

  private grow(by: number): void {
    this.size += by;
    if (this.size > MAX_YAML_SIZE)
      throw new YamlLimit(`the YAML holds more than ${MAX_YAML_SIZE} characters once its aliases are expanded`);
  }
}

/** `{{name}}` without quotes is a template's placeholder, though YAML sees a map whose key is a map. */
function isPlaceholder(node: YAMLMap.Parsed): boolean {
  const [pair] = node.items;
  return node.flow === true && node.items.length === 1 && pair !== undefined && isMap(pair.key) && pair.value === null;
}
