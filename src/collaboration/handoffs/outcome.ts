/** What became of the work that followed a handoff, from the best to the worst. */
export const verdicts = ['SUCCEEDED', 'REWORKED', 'REOPENED', 'FAILED'] as const;
export type Verdict = (typeof verdicts)[number];

/** Something that happened to the work after it was taken over. */
export interface Happening {
  /** The type of the event: `task.failed`. */
  type: string;
  actor: string;
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

type Reading = Verdict | ((happening: Happening) => Verdict | undefined);

const from =
  (state: string, verdict: Verdict) =>
  ({ data }: Happening) =>
    data.from === state ? verdict : undefined;

/** Given back by its worker: what the server or the end of a session gives back says nothing, for workers crash. */
const givenBack = ({ actor, data }: Happening) =>
  actor !== 'server' && data.from === 'IN_PROGRESS' ? 'REWORKED' : undefined;

/** What each event says of the work that it belongs to. */
const readings: Readonly<Record<string, Reading>> = {
  'task.completed': 'SUCCEEDED',
  'task.claimed': from('REVIEW', 'REWORKED'),
  'task.released': givenBack,
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

function read(happening: Happening): Verdict | undefined {
  const reading = readings[happening.type];
  return typeof reading === 'function' ? reading(happening) : reading;
}

/** The work is over with its task, else with its stage, else with its run: a finished stage is no finished run. */
function successOf({ taskUuid, stageId }: Work): string {
  if (taskUuid) return 'task.completed';
  return stageId === null ? 'workflow.completed' : 'stage.completed';
}
