import type { Definitions } from '../figures/definition';

const ended = { table: 'stories', at: 'ended_at' };
const now = 'at the end of the bucket, by what stories say now: one that was reopened counts as if it had never ended.';
const stages = { table: 'workflow_stages', at: 'ended_at', where: "status = 'COMPLETED'", unit: 'HOURS' } as const;

/** What the datasets of each chart show, by their labels. */
export const chartDefinitions = {
  throughput: {
    'Stories done': {
      text: 'Stories that were done in the bucket.',
      unit: 'COUNT',
      ...ended,
      where: "status = 'DONE'",
    },
    'Tasks completed': {
      text: 'Tasks that were completed in the bucket.',
      unit: 'COUNT',
      table: 'tasks',
      at: 'ended_at',
      where: "status = 'COMPLETED'",
    },
    'Runs completed': {
      text: 'Runs that were completed in the bucket.',
      unit: 'COUNT',
      table: 'workflows',
      at: 'ended_at',
      where: "status = 'COMPLETED'",
    },
  },
  cumulativeFlow: {
    Done: {
      text: `Stories that were done ${now}`,
      unit: 'COUNT',
      table: 'stories',
      at: null,
      where: "status = 'DONE'",
    },
    'In progress': {
      text: `Stories that had been taken up and had not ended ${now}`,
      unit: 'COUNT',
      table: 'stories',
      at: null,
      where: 'started_at is not null',
    },
    'Not started': { text: `Stories that nobody had taken up ${now}`, unit: 'COUNT', table: 'stories', at: null },
  },
  burnUp: {
    Stories: { text: `The epic's stories but the cancelled ones ${now}`, unit: 'COUNT', table: 'stories', at: null },
    'Stories done': { text: `Those of them that were done ${now}`, unit: 'COUNT', table: 'stories', at: null },
    Points: { text: `The points of the epic's stories but the cancelled ones ${now}`, unit: 'POINTS', table: 'stories', at: null }, // prettier-ignore
    'Points done': { text: `The points of those that were done ${now}`, unit: 'POINTS', table: 'stories', at: null },
  },
  cycleTimes: {
    'Hours from start to done': {
      text: 'Each done story whose start is known, the latest thousand: when it was done, and the hours since it was taken up.',
      unit: 'HOURS',
      ...ended,
      where: "status = 'DONE' and started_at is not null",
    },
  },
  handoffs: {
    'Handoffs offered': {
      text: 'The handoffs from the agent of the row to that of the column that were offered in the window.',
      unit: 'COUNT',
      table: 'agent_collaborations',
      at: 'started_at',
      where: "type = 'HANDOFF'",
    },
  },
  stageDurations: {
    'Working, p50': { text: 'Hours from start to end within which half of the completed stages of the name were done.', ...stages }, // prettier-ignore
    'Waiting, p50': { text: 'Hours from ready to start, likewise.', ...stages },
    'Working, p85': { text: 'The hours of work for 85 of 100.', ...stages },
    'Waiting, p85': { text: 'The hours of waiting for 85 of 100.', ...stages },
  },
  memoryUse: {
    Uses: {
      text: 'Uses of memories in the bucket, by what they were used for; storing is none.',
      unit: 'COUNT',
      table: 'memory_integrations',
      at: 'at',
      where: "operation <> 'STORE'",
    },
  },
} as const satisfies Record<string, Definitions>;
