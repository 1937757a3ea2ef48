/** What became of the work that followed a handoff, from the best to the worst. */
export const verdicts = ['SUCCEEDED', 'REWORKED', 'REOPENED', 'FAILED'] as const;
export type Verdict = (typeof verdicts)[number];

/** Something that happened to the work after it was taken over. */
export interface Happening {
  /** The type of the event: `task.failed`. */
  type: string;
  data: Record<string, unknown>;
  at: Date;
}

/** What a handoff was about: how its success is told. */
export interface Work {
  taskUuid: string | null;
  runUuid: string | null;
  stageId: string | null;
}

/** A happening that says something about the work. */
export interface Evidence extends Happening {
  verdict: Verdict;
}

export interface Outcome {
  /** The worst that the evidence says; null while it says nothing. */
  verdict: Verdict | null;
  /** In the order in which it happened. */
  evidence: Evidence[];
}

type Reading = Verdict | ((data: Happening['data']) => Verdict | undefined);

const from = (state: string, verdict: Verdict) => (data: Happening['data']) =>
  data.from === state ? verdict : undefined;

/** What each event says of the work that it belongs to. A lease that runs out says nothing: workers crash. */
const readings: Readonly<Record<string, Reading>> = {
  'task.completed': 'SUCCEEDED',
  'task.claimed': from('REVIEW', 'REWORKED'),
  'task.released': from('IN_PROGRESS', 'REWORKED'),
  'task.reopened': from('COMPLETED', 'REOPENED'),
  'task.failed': 'FAILED',
  'stage.completed': 'SUCCEEDED',
  'stage.pending': 'REWORKED',
  'stage.failed': 'FAILED',
  'workflow.completed': 'SUCCEEDED',
  'workflow.reworked': 'REWORKED',
  'workflow.failed': 'FAILED',
};

/** The types of the events that say something. */
export const tellingTypes: readonly string[] = Object.keys(readings);

/**
 * Measures a handoff by what happened to its task and its run since it was accepted. Work that goes well ends in success;
 * rework, reopening and failure count also while it goes on. Pure.
 */
export function outcomeOf(work: Work, happenings: readonly Happening[]): Outcome {
  const evidence = happenings.flatMap((happening): Evidence[] => {
    const verdict = read(happening);
    if (!verdict || (verdict === 'SUCCEEDED' && happening.type !== successOf(work))) return [];
    return [{ ...happening, verdict }];
  });
  return { verdict: verdicts.findLast((verdict) => evidence.some((one) => one.verdict === verdict)) ?? null, evidence };
}

function read({ type, data }: Happening): Verdict | undefined {
  const reading = readings[type];
  return typeof reading === 'function' ? reading(data) : reading;
}

/** The work is over with its task, else with its stage, else with its run: a finished stage is no finished run. */
function successOf({ taskUuid, stageId }: Work): string {
  if (taskUuid) return 'task.completed';
  return stageId === null ? 'workflow.completed' : 'stage.completed';
}
