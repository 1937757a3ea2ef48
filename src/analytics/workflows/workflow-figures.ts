import type { Definitions } from '../figures/definition';
import { type Measured, measured, number, share } from '../figures/figure';
import type { RunTally } from './run-tallies.service';
import type { StageTally } from './stage-tallies.service';

const ended = { table: 'workflows', at: 'ended_at' };
const completed = { ...ended, where: "status = 'COMPLETED'" };
const stages = { table: 'workflow_stages', at: 'ended_at', where: "status = 'COMPLETED'" };
const within = (percent: number) =>
  `The hours within which ${percent} % of the completed runs were done, pauses included.`;

/** What runs tell. */
export const runDefinitions = {
  runs_started: { text: 'How many runs were started.', unit: 'COUNT', table: 'workflows', at: 'started_at' },
  runs_completed: { text: 'How many were completed.', unit: 'COUNT', ...completed },
  runs_cancelled: { text: 'How many were cancelled.', unit: 'COUNT', ...ended, where: "status = 'CANCELLED'" },
  runs_failed: { text: 'How many were given up.', unit: 'COUNT', ...ended, where: "status = 'FAILED'" },
  completion_rate: {
    text: 'The share of the runs that ended (completed, cancelled, given up) that were completed.',
    unit: 'SHARE',
    ...ended,
  },
  run_hours_p50: { text: within(50), unit: 'HOURS', ...completed },
  run_hours_p85: { text: within(85), unit: 'HOURS', ...completed },
  run_hours_p95: { text: within(95), unit: 'HOURS', ...completed },
  rested_share: {
    text: 'The share of the hours of the completed runs that they were paused.',
    unit: 'RATIO',
    ...completed,
  },
} as const satisfies Definitions;

/** What the stages of one name tell. */
export const stageDefinitions = {
  stages_completed: { text: 'How many stages of this name were completed.', unit: 'COUNT', ...stages },
  retry_rate: { text: 'The share of them that were started more than once.', unit: 'SHARE', ...stages },
  working_hours_p50: {
    text: 'The hours from start to end within which half of them were done, pauses included.',
    unit: 'HOURS',
    ...stages,
  },
  working_hours_p85: { text: 'The same for 85 % of them.', unit: 'HOURS', ...stages },
  working_hours_p95: { text: 'The same for 95 % of them.', unit: 'HOURS', ...stages },
  waiting_hours_p50: {
    text: 'The hours from being ready to the start within which half of them were started.',
    unit: 'HOURS',
    ...stages,
    where: `${stages.where} and ready_at is not null`,
  },
  waiting_hours_p95: {
    text: 'The same for 95 % of them.',
    unit: 'HOURS',
    ...stages,
    where: `${stages.where} and ready_at is not null`,
  },
  time_share: {
    text: 'The share of all working and waiting hours of the stages completed in the same workflow that these took.',
    unit: 'RATIO',
    ...stages,
  },
  quality: {
    text: 'The mean quality score of those that have one, 0 to 100.',
    unit: 'SCORE',
    ...stages,
    where: `${stages.where} and quality_score is not null`,
  },
} as const satisfies Definitions;

type Named<D> = Record<keyof D, Measured>;

export function runMeasures(tally: RunTally): Named<typeof runDefinitions> {
  const { completed, cancelled, failed, hours, rested } = tally;
  return {
    runs_started: number(tally.started),
    runs_completed: number(completed),
    runs_cancelled: number(cancelled),
    runs_failed: number(failed),
    completion_rate: share(completed, completed + cancelled + failed),
    run_hours_p50: measured(hours?.[0] ?? null, completed),
    run_hours_p85: measured(hours?.[1] ?? null, completed),
    run_hours_p95: measured(hours?.[2] ?? null, completed),
    rested_share: measured(rested, completed),
  };
}

/** @param allHours working and waiting hours of all stages of the workflow */
export function stageMeasures(tally: StageTally, allHours: number): Named<typeof stageDefinitions> {
  const { completed, retried, working, waiting, waited, totalHours, scored, quality } = tally;
  return {
    stages_completed: number(completed),
    retry_rate: share(retried, completed),
    working_hours_p50: measured(working?.[0] ?? null, completed),
    working_hours_p85: measured(working?.[1] ?? null, completed),
    working_hours_p95: measured(working?.[2] ?? null, completed),
    waiting_hours_p50: measured(waiting?.[0] ?? null, waited),
    waiting_hours_p95: measured(waiting?.[2] ?? null, waited),
    time_share: measured(allHours ? totalHours / allHours : null, completed),
    quality: measured(quality, scored),
  };
}
