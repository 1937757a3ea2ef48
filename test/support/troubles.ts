import type { RecommendationKind } from '../../src/recommendations/recommendation.flow';
import { DAY, HOUR, type Past } from './past';

/** What a rule is about, made to happen in a project that is well otherwise, and put right. */
export interface Trouble {
  kind: RecommendationKind;
  subject: string | RegExp;
  happen(past: Past): Promise<unknown>;
  /** SQL; `$1` is the project. */
  heal: string;
}

const now = Date.now();
const ago = (days: number, hours = 0) => new Date(now - days * DAY - hours * HOUR);
const times = (count: number, make: (n: number) => Promise<unknown>) =>
  Promise.all(Array.from({ length: count }, (_, n) => make(n)));

/** Lets a project work well: it ends two tasks a day, begins what is ready, hands over, looks again after a change, remembers. */
export async function beWell(past: Past): Promise<Past> {
  await times(54, async (n) => {
    const ended = { endedAt: ago(1 + n), startedAt: ago(1 + n, 2), createdAt: ago(2 + n), taskType: 'code' };
    const hours = { estimatedHours: 2, actualHours: 1.8 + (n % 5) / 10 };
    await past.task({ ...ended, ...hours, qualityScore: 78 + (n % 7), status: n % 12 ? 'COMPLETED' : 'FAILED' });
    await past.task({ ...ended, ...hours, qualityScore: 80 + (n % 5), claimedBy: 'qa' });
  });
  await times(3, (n) => past.task({ status: 'PENDING', claimedBy: null, agentId: 'dev', createdAt: ago(n) }));
  await past.task({ status: 'IN_PROGRESS', startedAt: ago(0, 3), createdAt: ago(1) });
  const first = await past.task({ endedAt: ago(1), startedAt: ago(1, 1) });
  const next = await past.task({ status: 'PENDING', claimedBy: null });
  await past.dependency(next, first);
  await times(8, async (n) => {
    const run = await past.run({ workflowId: 'even', endedAt: ago(n), startedAt: ago(n + 2) });
    for (const [place, stageId] of ['plan', 'make', 'test'].entries()) {
      const begun = { readyAt: ago(n + 1, 9 - 3 * place), startedAt: ago(n + 1, 9 - 3 * place) };
      await past.stage(run, { ...begun, stageId, endedAt: ago(n + 1, 7 - 3 * place + ((n + place) % 3) / 2) });
    }
  });
  await times(12, (n) =>
    past.handoff('dev', 'qa', {
      startedAt: ago(n),
      acceptedAt: ago(n),
      endedAt: ago(n),
      ...(n ? { quality: 85 } : { status: 'REJECTED', acceptedAt: null, rejectionReason: 'no tests' }),
    }),
  );
  const story = await past.story({ status: 'REVIEW', revision: 2, updatedAt: ago(3) });
  await past.verdict(story, { revision: 1, gate: 'FAIL', createdAt: ago(5) });
  await past.verdict(story, { revision: 2, createdAt: ago(3) });
  await times(25, async (n) => {
    const memory = await past.memory({ createdAt: ago(16 + n) });
    if (n % 3) await past.use(memory, ago(n % 20));
  });
  await past.event('task.failed', first, { task_id: 'P-1', reason: 'The disk is full' }, ago(3));
  await past.event('task.failed', first, { task_id: 'P-1', reason: 'No route to host' }, ago(5));
  return past;
}

/** A case of every rule. */
export const troubles: Trouble[] = [
  {
    kind: 'BOTTLENECK_STAGE',
    subject: 'slow/review',
    happen: (past) =>
      times(7, async (n) => {
        const run = await past.run({ workflowId: 'slow', endedAt: ago(n), startedAt: ago(n + 2) });
        for (const stageId of ['plan', 'make', 'test', 'review.2']) {
          const readyAt = ago(n + 2);
          const endedAt = new Date(readyAt.getTime() + (stageId === 'review.2' ? 12 : 2) * HOUR);
          await past.stage(run, { stageId, readyAt, startedAt: new Date(endedAt.getTime() - HOUR), endedAt });
        }
      }),
    heal: `update bmad.workflow_stages set ready_at = started_at where project_id = $1 and stage_id = 'review.2'`,
  },
  {
    kind: 'OVERLOADED_AGENT',
    subject: 'architect',
    happen: (past) => times(12, () => past.task({ status: 'PENDING', claimedBy: null, agentId: 'architect' })),
    heal: `update bmad.tasks set agent_id = null where project_id = $1 and agent_id = 'architect'`,
  },
  {
    kind: 'FALLING_SUCCESS',
    subject: 'architect',
    happen: (past) =>
      times(24, (n) =>
        past.task({
          claimedBy: 'architect',
          endedAt: ago(n < 12 ? 3 : 40),
          name: 'trouble',
          status: n < 12 && n % 2 ? 'FAILED' : 'COMPLETED',
        }),
      ),
    heal: `update bmad.tasks set status = 'COMPLETED' where project_id = $1 and name = 'trouble'`,
  },
  {
    kind: 'FALLING_QUALITY',
    subject: 'architect',
    happen: (past) =>
      times(24, (n) => {
        const qualityScore = (n < 12 ? 60 : 85) + (n % 4);
        return past.task({ claimedBy: 'architect', endedAt: ago(n < 12 ? 3 : 40), qualityScore });
      }),
    heal: `update bmad.tasks set quality_score = 86 where project_id = $1 and claimed_by = 'architect'`,
  },
  {
    kind: 'WEAK_HANDOFF_PAIR',
    subject: 'qa → dev',
    happen: (past) =>
      times(8, (n) => {
        const at = { startedAt: ago(2), endedAt: ago(1) };
        if (n % 2) return past.handoff('qa', 'dev', { ...at, acceptedAt: ago(2), quality: 30 });
        return past.handoff('qa', 'dev', { ...at, status: 'REJECTED', rejectionReason: 'no steps to repeat it' });
      }),
    heal: `update bmad.agent_collaborations set status = 'COMPLETED', accepted_at = started_at, rejection_reason = null, quality = 90
      where project_id = $1`,
  },
  {
    kind: 'ESTIMATE_BIAS',
    subject: 'migration',
    happen: (past) =>
      times(10, (n) =>
        past.task({ taskType: 'migration', endedAt: ago(4), estimatedHours: 2, actualHours: 3.5 + (n % 4) / 2 }),
      ),
    heal: `update bmad.tasks set estimated_hours = actual_hours where project_id = $1 and task_type = 'migration'`,
  },
  {
    kind: 'AGEING_WORK',
    subject: 'project',
    happen: (past) => times(4, () => past.task({ status: 'IN_PROGRESS', startedAt: ago(9), createdAt: ago(9) })),
    heal: `update bmad.tasks set status = 'CANCELLED' where project_id = $1 and status = 'IN_PROGRESS'`,
  },
  {
    kind: 'IDLE_READY_WORK',
    subject: 'project',
    happen: (past) =>
      times(3, async () => {
        const done = await past.task({ endedAt: ago(4), startedAt: ago(4, 1) });
        await past.dependency(await past.task({ status: 'PENDING', claimedBy: null, createdAt: ago(6) }), done);
      }),
    heal: `update bmad.tasks set status = 'CANCELLED' where project_id = $1 and status = 'PENDING'`,
  },
  {
    kind: 'STALE_GATE',
    subject: 'project',
    happen: (past) =>
      times(2, async (n) => {
        const story = await past.story({ status: 'REVIEW', revision: n ? 3 : 2, updatedAt: ago(2) });
        const waiver = { waiverReason: 'later', waivedBy: 'ada', waiverExpiresAt: ago(1) };
        await past.verdict(story, { revision: 2, createdAt: ago(4), ...(n ? {} : { gate: 'WAIVED', ...waiver }) });
      }),
    heal: `update bmad.stories set status = 'DONE' where project_id = $1`,
  },
  {
    kind: 'UNUSED_MEMORY',
    subject: 'QUALITY_INSIGHTS',
    happen: (past) => times(30, (n) => past.memory({ category: 'QUALITY_INSIGHTS', createdAt: ago(20 + n) })),
    heal: `insert into bmad.memory_integrations (project_id, memory_uuid, operation, rank, at)
      select project_id, id, 'CONTEXT', 1, now() - interval '1 hour' from bmad.memories where project_id = $1 and category = 'QUALITY_INSIGHTS'`,
  },
  {
    kind: 'RECURRING_ERROR',
    subject: /^port # of … is taken$/,
    happen: async (past) => {
      const task = await past.task({ status: 'PENDING', claimedBy: null });
      for (const day of [1, 8, 15]) {
        const reason = `Port ${3000 + day} of "server ${day}" is taken`;
        await past.event('task.failed', task, { task_id: 'P-9', reason }, ago(day));
      }
    },
    heal: `delete from bmad.events where project_id = $1 and type = 'task.failed'`,
  },
];
