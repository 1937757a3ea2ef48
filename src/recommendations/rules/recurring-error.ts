import { createHash } from 'node:crypto';
import { Event } from '../../events/event.entity';
import { type EvidenceRow, EVIDENCE_ROWS, type Fact, type Period, type Rule } from './rule';
import type { Database } from '../../database/database';

/** One failure of a task or a stage. */
export interface Failure {
  type: string;
  /** UUID of the task or run. */
  id: string;
  name: string;
  reason: string;
  at: Date;
}

/** How many failures are looked at, the newest first. */
const MOST = 5_000;
const LENGTH = 200;

/** What failures have in common that differ only in numbers, names of files and quoted texts. Pure. */
export const patternOf = (reason: string): string =>
  [...reason.slice(0, 2_000).toLowerCase()]
    .join('')
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '#')
    .replace(/"[^"]*"|`[^`]*`/g, '…')
    .replace(/\S*\/\S+/g, '…')
    .replace(/\b(0x)?[0-9a-f]*\d[0-9a-f]*\b/g, '#')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, LENGTH);

/** Failures, newest first, by what they have in common. Pure. */
export function patternsIn(failures: readonly Failure[]): Fact[] {
  const groups = new Map<string, Failure[]>();
  for (const failure of failures) {
    const pattern = patternOf(failure.reason);
    if (!pattern) continue;
    const alike = groups.get(pattern);
    if (alike) alike.push(failure);
    else groups.set(pattern, [failure]);
  }
  return [...groups].map(([pattern, all]) => ({
    subjectType: 'error',
    subjectKey: createHash('sha256').update(pattern).digest('hex').slice(0, 32),
    subjectId: pattern,
    value: all.length,
    over: all.length,
    evidence: all.slice(0, EVIDENCE_ROWS).map(({ type, id, name, reason, at }): EvidenceRow => ({
      type,
      id,
      name,
      facts: { reason: reason.slice(0, LENGTH), at },
    })),
  }));
}

const failures = (db: Database, { projectId, from, to }: Period): Promise<Failure[]> => db.sql<Failure>`
  select subject_type as type, subject_id as id, coalesce(data->>'task_id', data->>'stage_id', '') as name,
    data->>'reason' as reason, at
  from ${Event}
  where project_id = ${projectId} and type in ('task.failed', 'stage.failed') and at >= ${from} and at < ${to}
    and data->>'reason' is not null
  order by at desc limit ${MOST}`;

export const recurringError: Rule = {
  kind: 'RECURRING_ERROR',
  figure: 'How often tasks and stages failed for the same reason, but for numbers, files and quoted texts in it.',
  unit: 'COUNT',
  days: 28,
  verifyAfterDays: 28,
  ofMoment: false,
  least: 0,
  absent: 0,
  facts: async (db, period) => patternsIn(await failures(db, period)),
  advise({ subjectId, value }) {
    if (value === null || value < 3) return null;
    return {
      summary: `The same failure came back ${value} times in four weeks: ${subjectId}`,
      action:
        'Remove its cause, and store what removed it as an ERROR_PATTERNS memory, so that it is found before the next try.',
      effect: 'It does not come back.',
      // That it happens again in as long a time, when failures come independently of each other.
      expected: 0,
      confidence: 1 - 0.5 ** (value + 0.5),
    };
  },
};
