import { responseTimes, type Tally } from '../activities/tally';
import { RELATIVE_ACCURACY } from '../activities/sketch';
import type { HandoffCounts } from '../collaboration/handoff-tallies.service';
import type { Definitions } from '../figures/definition';
import { type Measured, measured, number, share } from '../figures/figure';
import type { TaskTally } from '../tasks/task-tallies.service';

const activities = { table: 'agent_activities', at: 'at', agent: 'agent_uuid' };
const requests = { ...activities, where: 'response_time_ms is not null' };
const within = `It is read from a histogram, and at most ${RELATIVE_ACCURACY * 100} % wrong.`;
const ended = { table: 'tasks', at: 'ended_at', agent: 'claimed_by_uuid' };
const completed = { ...ended, where: "status = 'COMPLETED'" };
const handoffs = {
  table: 'agent_collaborations',
  at: 'started_at',
  where: "type = 'HANDOFF'",
  agent: 'from_agent_uuid',
};

/** What activities tell. */
export const activityDefinitions = {
  activities: { text: 'How many entries the log of activities has.', unit: 'COUNT', ...activities },
  success_rate: {
    text: 'The share of the things asked of the server that it carried out. What nobody waited for (an expiry) does not count.',
    unit: 'SHARE',
    ...requests,
  },
  response_ms_mean: { text: 'The mean time that the server worked on them.', unit: 'MILLISECONDS', ...requests },
  response_ms_p50: {
    text: `The time within which half of them were done. ${within}`,
    unit: 'MILLISECONDS',
    ...requests,
  },
  response_ms_p95: {
    text: `The time within which 95 % of them were done. ${within}`,
    unit: 'MILLISECONDS',
    ...requests,
  },
  response_ms_p99: {
    text: `The time within which 99 % of them were done. ${within}`,
    unit: 'MILLISECONDS',
    ...requests,
  },
} as const satisfies Definitions;

/** What tasks tell. */
export const taskDefinitions = {
  tasks_completed: { text: 'How many tasks were completed, and still are.', unit: 'COUNT', ...completed },
  tasks_failed: { text: 'How many failed, and still have.', unit: 'COUNT', ...ended, where: "status = 'FAILED'" },
  completion_rate: {
    text: 'The share of the tasks that ended (completed, failed, cancelled) that were completed.',
    unit: 'SHARE',
    ...ended,
  },
  rework_rate: {
    text: 'The share of the completed tasks that were taken up more than once: sent back, failed, given back or reopened before.',
    unit: 'SHARE',
    ...completed,
  },
  task_hours_p50: {
    text: 'The hours within which half of the completed tasks were done, since they were taken up last.',
    unit: 'HOURS',
    ...completed,
  },
  task_hours_p95: {
    text: 'The hours within which 95 % of the completed tasks were done, since they were taken up last.',
    unit: 'HOURS',
    ...completed,
  },
  quality: {
    text: 'The mean quality score of the completed tasks that have one, 0 to 100.',
    unit: 'SCORE',
    ...ended,
    where: "status = 'COMPLETED' and quality_score is not null",
  },
} as const satisfies Definitions;

/** What the handoffs of one agent tell. */
export const handoffDefinitions = {
  handoffs_given: { text: 'How many handoffs it offered.', unit: 'COUNT', ...handoffs },
  handoffs_taken: {
    text: 'How many handoffs it accepted of those offered to it.',
    unit: 'COUNT',
    ...handoffs,
    agent: 'to_agent_uuid',
    where: `${handoffs.where} and accepted_at is not null`,
  },
  handoffs_accepted_rate: {
    text: 'The share of the handoffs that it offered and that were answered or expired, that were accepted.',
    unit: 'SHARE',
    ...handoffs,
    where: `${handoffs.where} and status <> 'OFFERED'`,
  },
  handoff_completeness: {
    text: 'How much of what a receiver needs was in the handoffs that it offered, 0 to 100, in the mean.',
    unit: 'SCORE',
    ...handoffs,
  },
  handoff_quality: {
    text: 'The mean rating that receivers gave the handoffs that it offered, 0 to 100.',
    unit: 'SCORE',
    ...handoffs,
    where: `${handoffs.where} and quality is not null`,
  },
} as const satisfies Definitions;

/** What is so at this moment. */
export const agentNowDefinitions = {
  tasks_open: {
    text: 'How many tasks it has in progress or in review now.',
    unit: 'COUNT',
    table: 'tasks',
    at: null,
    agent: 'claimed_by_uuid',
    where: "status in ('IN_PROGRESS', 'REVIEW')",
  },
} as const satisfies Definitions;

export const agentDefinitions = {
  ...activityDefinitions,
  ...taskDefinitions,
  ...handoffDefinitions,
  ...agentNowDefinitions,
};

type Named<D> = Record<keyof D, Measured>;

export function activityMeasures(tally: Tally): Named<typeof activityDefinitions> {
  const { requests, succeeded, responseUs } = tally;
  const [p50, p95, p99] = responseTimes(tally, [0.5, 0.95, 0.99]);
  return {
    activities: number(tally.activities),
    success_rate: share(succeeded, requests),
    response_ms_mean: measured(responseUs / 1000 / requests, requests),
    response_ms_p50: measured(p50, requests),
    response_ms_p95: measured(p95, requests),
    response_ms_p99: measured(p99, requests),
  };
}

export function taskMeasures(tally: TaskTally): Named<typeof taskDefinitions> {
  const { completed, failed, cancelled, reworked, timed, scored } = tally;
  return {
    tasks_completed: number(completed),
    tasks_failed: number(failed),
    completion_rate: share(completed, completed + failed + cancelled),
    rework_rate: share(reworked, completed),
    task_hours_p50: measured(tally.hours && tally.hours[0], timed),
    task_hours_p95: measured(tally.hours && tally.hours[1], timed),
    quality: measured(tally.quality, scored),
  };
}

export function handoffMeasures(given: HandoffCounts, taken: HandoffCounts): Named<typeof handoffDefinitions> {
  return {
    handoffs_given: number(given.offered),
    handoffs_taken: number(taken.accepted),
    handoffs_accepted_rate: share(given.accepted, given.accepted + given.rejected + given.expired),
    handoff_completeness: measured(given.completeness, given.offered),
    handoff_quality: measured(given.quality, given.rated),
  };
}
