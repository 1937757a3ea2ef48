import { Injectable } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import { isLost } from '../../database/failures';
import type { Scope } from '../../database/scope';
import { type FieldError, Problem } from '../../problems/problem';
import { problemOf } from '../../problems/problem-of';
import { MemoryView } from '../memory.dto';
import { MemoryLists } from '../memory-lists.service';
import type { Viewer } from '../places/places.service';
import { MemoryStore } from '../store/memory-store.service';
import { StoreMemory } from '../store/store.dto';
import { LineOfImport } from './line.dto';

/** How many lines one import may have. */
export const LINES = 1_000;
/** How many memories an export reads at a time. */
const PAGE = 200;

/** Memories as JSON lines, out of a project and into one. */
@Injectable()
export class Transfer {
  constructor(
    private readonly lists: MemoryLists,
    private readonly store: MemoryStore,
  ) {}

  /** Every memory that a viewer may see, oldest first: each line is what storing it anew takes. */
  async *lines(scope: Scope, viewer: Viewer): AsyncGenerator<string> {
    for (let after: string | undefined; ;) {
      const { items, next } = await this.lists.list(scope, viewer, { status: 'ACTIVE' }, { after, limit: PAGE });
      if (items.length) yield items.map((item) => `${JSON.stringify(lineOf(MemoryView.of(item)))}\n`).join('');
      if (next === null) return;
      after = next;
    }
  }

  /**
   * Stores every line, or none.
   * @throws Problem 422, or that of storing a line, whose `errors` name lines, counted from 1
   */
  async take(scope: Scope, jsonl: string): Promise<string[]> {
    const memories = readLines(jsonl);
    const stored = await this.store.storeAll(
      scope,
      memories.map(({ memory }) => StoreMemory.toNew(memory)),
      (n, error) => atLine(memories[n].line, error),
    );
    return stored.map(({ memory }) => memory.id);
  }
}

/** What storing it anew takes. */
function lineOf(view: MemoryView): LineOfImport {
  const { agent_id, content, category, scope, session_id, user_id, entities, tags, importance, confidence } = view;
  return {
    ...(agent_id !== null && { agent_id }),
    content,
    category,
    scope,
    entities,
    tags,
    importance,
    confidence,
    ...(session_id !== null && { session_id }),
    ...(user_id !== null && { user_id }),
    occurred_at: view.occurred_at.toISOString(),
    links: view.links,
    context: view.context,
  };
}

function readLines(jsonl: string): { line: number; memory: LineOfImport }[] {
  const lines = jsonl
    .split('\n')
    .map((text, n) => ({ line: n + 1, text: text.trim() }))
    .filter(({ text }) => text);
  if (lines.length > LINES) throw refused([{ field: 'jsonl', message: `must have at most ${LINES} lines` }]);
  const faults: FieldError[] = [];
  const memories = lines.map(({ line, text }) => ({ line, memory: readLine(line, text, faults) }));
  if (faults.length) throw refused(faults.slice(0, 100));
  return memories as { line: number; memory: LineOfImport }[];
}

function readLine(line: number, text: string, faults: FieldError[]): LineOfImport | undefined {
  const field = `line ${line}`;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new SyntaxError('not an object');
    const given = Object.fromEntries(Object.entries(value).filter(([, member]) => member !== null));
    const memory = plainToInstance(LineOfImport, given);
    faults.push(
      ...faultsOf(validateSync(memory, { whitelist: true, forbidNonWhitelisted: true, stopAtFirstError: true }), field),
    );
    return memory;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    faults.push({ field, message: `is not a JSON object: ${error.message}` });
    return undefined;
  }
}

const faultsOf = (errors: readonly ValidationError[], path: string): FieldError[] =>
  errors.flatMap(({ property, constraints = {}, children = [] }) => [
    ...Object.values(constraints).map((message) => ({ field: `${path}.${property}`, message })),
    ...faultsOf(children, `${path}.${property}`),
  ]);

const refused = (errors: FieldError[]): Problem =>
  new Problem('unacceptable', 422, 'The request cannot be accepted', {
    detail: `Nothing was stored: ${errors.map(({ field, message }) => `${field}: ${message}`).join('; ')}`,
    errors,
  });

/** The problem of one line, with the line in front of each fault. */
function atLine(line: number, error: unknown): Error {
  const problem = isLost(error) ? undefined : problemOf(error);
  if (!problem) return error as Error;
  const { errors = [{ field: '', message: problem.message }], ...extras } = problem.extras;
  const named = errors.map(({ field, message }) => ({ field: `line ${line}${field && `.${field}`}`, message }));
  const detail = `Nothing was stored: line ${line}: ${problem.message}`;
  return new Problem(problem.type, problem.status, problem.title, { ...extras, detail, errors: named });
}
