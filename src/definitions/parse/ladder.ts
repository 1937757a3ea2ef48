import type { ProblemList, Tier } from './parsed';
import { Recovery } from './recovery';
import type { Plain } from './values';
import { MAX_YAML_TOKENS_PER_FILE, readYaml, YamlLimit, type YamlBudget, type YamlReading } from './yaml';

/** The slips that are common enough to be known, each upon the one before. Lines stay lines. */
const REPAIRS: readonly { tier: Tier; what: string; repair: (text: string) => string }[] = [
  { tier: 2, what: 'command lines', repair: (text) => eachLine(text, repairCommand) },
  { tier: 3, what: 'quotes', repair: (text) => eachLine(text, repairQuotes) },
];

/** What came out, and how far the reader had to bend for it. */
export interface Climb {
  readonly data: Plain;
  readonly tier: Tier;
}

/**
 * Reads a file's YAML, bending only as far as needed: as it stands, with the known slips of command lines and quotes
 * repaired, with repeated keys accepted, and at last piece by piece. What had to be bent is noted in `problems`.
 * @param firstLine the line of the file on which `text` begins, counted from 1
 */
export function climb(text: string, firstLine: number, problems: ProblemList): Climb {
  try {
    return attempts(text, firstLine, problems, { tokens: MAX_YAML_TOKENS_PER_FILE });
  } catch (failure) {
    if (!(failure instanceof YamlLimit)) throw failure;
    problems.error(failure.message, firstLine);
    return { data: null, tier: 1 };
  }
}

function attempts(text: string, firstLine: number, problems: ProblemList, budget: YamlBudget): Climb {
  const strict = readYaml(text, firstLine, budget);
  if (!strict.faults.length) return accept(strict, 1, problems);
  let repaired = text;
  for (const { tier, what, repair } of REPAIRS) {
    const before = repaired;
    repaired = repair(before);
    if (repaired === before) continue;
    const reading = readYaml(repaired, firstLine, budget);
    if (reading.faults.length) continue;
    noteFault(strict, `${what} repaired`, tier, problems);
    return accept(reading, tier, problems);
  }
  noteFault(strict, 'read piece by piece', 5, problems);
  return { data: new Recovery(problems, budget).read(repaired, firstLine), tier: 5 };
}

function accept(reading: YamlReading, tier: Tier, problems: ProblemList): Climb {
  const reached = reading.oddities.length ? 4 : tier;
  for (const { line, message } of reading.oddities) problems.warning(message, line, reached);
  return { data: reading.data, tier: reached };
}

function noteFault({ faults }: YamlReading, remedy: string, tier: Tier, problems: ProblemList): void {
  const [fault] = faults;
  problems.warning(`not valid YAML (${fault?.message}); ${remedy}`, fault?.line, tier);
}

/** `- "*help" - Show` (4.0 to 4.3) and `- *help - Show` are no YAML: quotes the whole entry. */
function repairCommand(line: string): string {
  const quoted = /^([ \t]*- *)"([^"]+)"[ \t]*(-.*)$/.exec(line);
  if (quoted) return `${quoted[1]}'${escapeQuotes(`${quoted[2]} ${quoted[3]}`)}'`;
  const bare = /^([ \t]*- +)(\*.*)$/.exec(line);
  return bare ? `${bare[1]}'${escapeQuotes(bare[2] ?? '')}'` : line;
}

/** `'don\'t'` is how other languages escape; YAML doubles the quote. */
function repairQuotes(line: string): string {
  const opensQuote = /^(?:- +)?(?:[^\s'"#:][^'"#:]*: +)?'/.test(line.trimStart());
  return opensQuote ? line.replaceAll("\\'", "''") : line;
}

function escapeQuotes(text: string): string {
  return text.replaceAll("'", "''");
}

function eachLine(text: string, change: (line: string) => string): string {
  return text.split('\n').map(change).join('\n');
}
