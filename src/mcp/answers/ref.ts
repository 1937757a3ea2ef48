import { Problem } from '../../problems/problem';

/** What an id may name. It is written before the readable id: `task:T-12`, `stage:greenfield-fullstack-1/po-check`. */
export const kinds = [
  'task',
  'stage',
  'story',
  'epic',
  'run',
  'handoff',
  'memory',
  'checklist',
  'agent',
  'workflow',
] as const;
export type Kind = (typeof kinds)[number];

/** A thing, named by its kind and its readable id or UUID. */
export interface Ref {
  kind: Kind;
  id: string;
}

/** What is written before an id by the kind of thing that it names. */
export const refTo = (kind: Kind, id: string): string => `${kind}:${id}`;

/** The same where there may be nothing. */
export const refOrNone = (kind: Kind, id: string | null | undefined): string | undefined =>
  id ? refTo(kind, id) : undefined;

/** A stage, by its run and its own id. */
export const stageRef = (run: string, stage: string): string => refTo('stage', `${run}/${stage}`);

const PREFIX = new RegExp(`^(${kinds.join('|')}):(.+)$`, 's');

/** Tasks and handoffs are known by their ids alone. @throws Problem 400 for an id that does not say what it names */
export function refOf(text: string, field = 'id'): Ref {
  const [, kind, id] = PREFIX.exec(text) ?? [];
  if (kind) return { kind: kind as Kind, id };
  if (/^T-\d+$/.test(text)) return { kind: 'task', id: text };
  if (/^H-\d+$/.test(text)) return { kind: 'handoff', id: text };
  const message = `must say what it names, as in task:T-1; one of ${kinds.map((one) => `${one}:…`).join(' ')}`;
  throw new Problem('invalid-request', 400, 'The request is not valid', {
    detail: `${field} ${message}; it was '${text.slice(0, 100)}'.`,
    errors: [{ field, message }],
    allowed: kinds.map((one) => `${one}:`),
  });
}

/** The run and the stage of `run/stage`. */
export function stageOfRef(id: string): { run: string; stage: string } {
  const slash = id.indexOf('/');
  if (slash > 0 && slash < id.length - 1) return { run: id.slice(0, slash), stage: id.slice(slash + 1) };
  const message = 'must name the run and its stage, as in stage:greenfield-fullstack-1/po-check';
  throw new Problem('invalid-request', 400, 'The request is not valid', {
    detail: `id ${message}.`,
    errors: [{ field: 'id', message }],
  });
}
