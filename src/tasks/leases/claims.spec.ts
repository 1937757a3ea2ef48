import { setTimeout as sleep } from 'node:timers/promises';
import { SessionsService } from '../../agents/sessions.service';
import { Event } from '../../events/event.entity';
import { Task } from '../task.entity';
import type { ShownTask } from '../task-rows.service';
import { type ClaimKit, claimKit, dev } from '../../../test/support/claim-kit';
import { refusal } from '../../../test/support/story-kit';

let kit: ClaimKit;

beforeAll(async () => {
  kit = await claimKit();
});
afterAll(() => kit.close());

const idOf = (shown?: ShownTask) => shown?.task.taskId;

test('claims come in the order of priority, due date, age', async () => {
  const scope = await kit.freshScope();
  const due = (day: number) => new Date(Date.UTC(2030, 0, day));
  const made = [
    await kit.make(scope, { name: '5' }),
    await kit.make(scope, { name: '7', priority: 'LOW', dueAt: due(1) }),
    await kit.make(scope, { name: '4', dueAt: due(9) }),
    await kit.make(scope, { name: '3', dueAt: due(2) }),
    await kit.make(scope, { name: '6' }),
    await kit.make(scope, { name: '2', priority: 'HIGH' }),
    await kit.make(scope, { name: '1', priority: 'CRITICAL' }),
  ];
  const order: string[] = [];
  for (let n = 0; n < made.length; n++) order.push((await kit.claims.claim(scope, dev(), {}))!.task.name);
  expect(order).toEqual(['1', '2', '3', '4', '5', '6', '7']);
  expect(await kit.claims.claim(scope, dev(), {})).toBeUndefined();
});

test('fifty claimers on 500 tasks: each task has one owner, none before what it waits for', async () => {
  const scope = await kit.freshScope();
  const { projectId } = scope;
  await kit.db.sql`
    insert into ${Task} (project_id, task_id, name, priority, waits_for, version)
    select ${projectId}::uuid, 'T-' || n, 'x', 'MEDIUM', (n <= 400)::int, 1 from generate_series(1, 500) n`;
  await kit.db.sql`
    insert into bmad.task_dependencies (task_uuid, depends_on_uuid, project_id)
    select b.id, a.id, a.project_id from ${Task} b join ${Task} a on a.project_id = b.project_id
      and a.task_id = 'T-' || (substring(b.task_id from 3)::int + 100)
    where b.project_id = ${projectId} and b.waits_for = 1`;
  // The oldest wait for younger ones, so that by age alone they would come first.
  const owners = new Map<string, string[]>();
  const over = new Set<string>();
  const early: string[] = [];
  const claimer = async (n: number) => {
    for (let idle = 0; idle < 20;) {
      const taken = await kit.claims.claim(scope, dev(`s-${n}`), {});
      if (!taken) {
        idle++;
        await sleep(10);
        continue;
      }
      const { taskId, leaseToken } = taken.task;
      owners.set(taskId, [...(owners.get(taskId) ?? []), `s-${n}`]);
      if (taken.dependencies.some((before) => !over.has(before))) early.push(taskId);
      over.add(taskId);
      await kit.moves.move(scope, taskId, 'complete', { leaseToken: leaseToken! }).catch((error) => {
        over.delete(taskId);
        throw error;
      });
    }
  };
  await Promise.all(Array.from({ length: 50 }, (_, n) => claimer(n)));
  expect(owners.size).toBe(500);
  expect([...owners.values()].filter((several) => several.length > 1)).toEqual([]);
  expect(early).toEqual([]);
  const log = await kit.db.of(Event).find({ where: { projectId, type: 'task.claimed' } });
  expect(log).toHaveLength(500);
}, 60_000);

test('a claim shows only what is for the agent or for nobody, and fits the filters', async () => {
  const scope = await kit.freshScope();
  await kit.make(scope, { agentId: 'pm', priority: 'CRITICAL' });
  await kit.make(scope, { priority: 'HIGH' });
  const tagged = await kit.make(scope, { tags: ['a', 'b'], workflowKey: 'greenfield-fullstack-3' });
  const mine = await kit.make(scope, { agentId: 'dev', priority: 'LOW' });
  expect(idOf(await kit.claims.claim(scope, dev(), { tags: ['b'] }))).toBe(tagged.taskId);
  await kit.moves.move(scope, tagged.id, 'release', { leaseToken: (await kit.rowOf(tagged.id)).leaseToken! });
  expect(idOf(await kit.claims.claim(scope, dev(), { workflowId: 'greenfield-fullstack' }))).toBe(tagged.taskId);
  expect(await kit.claims.claim(scope, dev(), { workflowId: 'greenfield' })).toBeUndefined();
  expect(idOf(await kit.claims.claim(scope, dev(), { priority: 'LOW' }))).toBe(mine.taskId);
  expect(await refusal(kit.claims.claim(scope, { agentId: 'dv', sessionId: 's' }, {}))).toMatchObject({
    type: 'agent-not-found',
    extras: { suggestions: expect.arrayContaining(['dev']) },
  });
});

test('start takes this very task by the same rules, and says why not', async () => {
  const scope = await kit.freshScope();
  const first = await kit.make(scope);
  const waiting = await kit.make(scope, { dependencies: [first.taskId] });
  const forPm = await kit.make(scope, { agentId: 'pm' });
  expect(await refusal(kit.claims.start(scope, waiting.taskId, dev()))).toMatchObject({
    type: 'task-waits',
    message: expect.stringContaining(`${first.taskId} (PENDING)`),
  });
  expect(await refusal(kit.claims.start(scope, forPm.id, dev()))).toMatchObject({
    type: 'task-for-another',
    extras: { allowed: ['pm'] },
  });
  const started = (await kit.claims.start(scope, first.id, dev('one'))).task;
  expect(await refusal(kit.claims.start(scope, first.id, dev('two')))).toMatchObject({
    type: 'task-taken',
    message: expect.stringContaining("'dev' in the session 'one'"),
  });
  expect((await kit.leases.check(scope, first.id, started.leaseToken!)).task.version).toBe(started.version);
  await kit.moves.move(scope, first.id, 'complete', { leaseToken: started.leaseToken! });
  expect(await refusal(kit.claims.start(scope, first.id, dev()))).toMatchObject({ type: 'illegal-move' });
});

test('an agent that is held back takes up work in its live sessions only', async () => {
  const scope = await kit.freshScope();
  await kit.make(scope);
  await kit.server.app.get(SessionsService).activate(scope, { agent_id: 'dev', session_id: 'live', user_id: 'ada' });
  await kit.db.sql`update bmad.agents set hold = 'PAUSED' where project_id = ${scope.projectId} and agent_id = 'dev'`;
  expect(await refusal(kit.claims.claim(scope, dev('dead'), {}))).toMatchObject({ type: 'agent-paused' });
  expect(await kit.claims.claim(scope, dev('live'), {})).toBeDefined();
});
