import type { Client } from '../../../test/support/client';
import { DemoRun, demoServer, type DemoServer } from '../../../test/support/demo';
import { expireAll } from '../../../test/support/expiry';
import { Database } from '../../database/database';
import { Problem } from '../../problems/problem';
import { LeaseExpiry } from '../../tasks/leases/lease-expiry.service';
import { Task } from '../../tasks/task.entity';
import type { TaskView } from '../../tasks/task.dto';
import { StageTies } from './stage-ties.service';

let server: DemoServer;
let client: Client;
let projects = 0;

const PAIR = `
workflow:
  id: pair
  sequence:
    - { agent: dev, step: build, creates: code.md }
    - { agent: qa, step: check, requires: code.md, optional: true }
    - { agent: po, step: accept, requires: the customer has agreed }
`;
const SOME = 'workflow: { id: some, sequence: [{ agent: dev, step: a, creates_task: true }, { agent: dev, step: b }] }';

beforeAll(async () => {
  server = await demoServer();
  server.put('demo/workflows/pair.yaml', PAIR);
  server.put('demo/workflows/some.yaml', SOME);
  await server.client.post('/definitions/reload');
});
afterAll(() => server.close());
beforeEach(async () => (client = await server.client.inNewProject(`stage-tasks-${++projects}`)));

const start = () => DemoRun.start(client, { workflow_id: 'pair', creates_task: true });
const task = (id: string) => client.get<TaskView & Record<string, unknown>>(`/tasks/${id}`);
const statuses = async (run: DemoRun) => {
  const { items } = await client.get<{ items: TaskView[] }>(`/tasks?workflow_id=${run.key}`);
  return items.map(({ task_id, status }) => `${task_id} ${status}`);
};
const stage = async (run: DemoRun, n: number) => (await run.view()).stages[n];
const worker = { agent_id: 'dev', session_id: 's-1' };
const claim = async (more = {}) =>
  await client.post<{ task: TaskView | null; lease_token: string }>('/tasks/claim', { ...worker, ...more });

test('a ready stage gets a task, and the task does what the stage does', async () => {
  const run = await start();
  expect(await task('T-1')).toMatchObject({
    name: 'pair-1: build',
    status: 'PENDING',
    agent_id: 'dev',
    workflow_id: run.key,
  });
  expect(await stage(run, 0)).toMatchObject({ task_uuid: (await task('T-1')).id });
  await run.move('build', 'start', { session_id: 's-1' });
  expect(await task('T-1')).toMatchObject({ status: 'IN_PROGRESS' });
  expect((await claim()).task).toBeNull();
  await run.move('build', 'fail', { reason: 'broken' });
  expect(await task('T-1')).toMatchObject({ status: 'FAILED', reason: 'broken' });
  await run.move('build', 'retry');
  expect(await task('T-1')).toMatchObject({ status: 'PENDING' });
  await run.move('build', 'start');
  await run.move('build', 'complete', { artifacts: [{ name: 'code.md' }], outputs: { lines: 3 }, quality_score: 80 });
  expect(await task('T-1')).toMatchObject({ status: 'COMPLETED', output_data: { lines: 3 }, quality_score: 80 });
  await run.move('check', 'skip', { reason: 'no time' });
  expect(await statuses(run)).toEqual(['T-1 COMPLETED', 'T-2 CANCELLED', 'T-3 BLOCKED']);
});

test('a stage does what its task does', async () => {
  const run = await start();
  const { task: claimed, lease_token } = await claim();
  expect(claimed).toMatchObject({ task_id: 'T-1' });
  expect(await stage(run, 0)).toMatchObject({ status: 'ACTIVE', agent_id: 'dev', session_id: 's-1', attempt: 1 });
  await client.post('/tasks/T-1/release', { lease_token });
  expect(await stage(run, 0)).toMatchObject({ status: 'READY', agent_id: null });
  const second = await client.post<{ lease_token: string }>('/tasks/T-1/start', worker);
  await client.post('/tasks/T-1/fail', { lease_token: second.lease_token, reason: 'broken' });
  expect(await stage(run, 0)).toMatchObject({ status: 'FAILED', reason: 'broken', attempt: 2 });
  await client.post('/tasks/T-1/retry', {});
  const third = await client.post<{ lease_token: string }>('/tasks/T-1/start', worker);
  const done = {
    lease_token: third.lease_token,
    output_files: ['docs/code.md'],
    output_data: { ok: true },
    quality_score: 70,
  };
  await client.post('/tasks/T-1/complete', done);
  expect(await stage(run, 0)).toMatchObject({
    status: 'COMPLETED',
    outputs: { ok: true },
    quality_score: 70,
    attempt: 3,
  });
  expect(await stage(run, 1)).toMatchObject({ status: 'READY' });
  expect((await claim({ agent_id: 'qa' })).task).toMatchObject({ task_id: 'T-2' });
});

test('a task whose stage may not be started cannot be claimed, and can once it may', async () => {
  const run = await start();
  await run.move('build', 'start');
  await run.move('build', 'complete');
  expect(await task('T-2')).toMatchObject({ status: 'BLOCKED', reason: 'The stage requires code.md' });
  expect((await claim({ agent_id: 'qa' })).task).toBeNull();
  await client.post(`${run.path}/artifacts`, { name: 'code.md' });
  expect(await task('T-2')).toMatchObject({ status: 'PENDING' });
  await client.post(`${run.path}/pause`);
  expect(await task('T-2')).toMatchObject({ status: 'BLOCKED', reason: 'The workflow is PAUSED' });
  await client.post('/tasks/T-2/unblock', {}).catch(() => undefined);
  expect(await client.refused('/tasks/T-2/start', { ...worker, agent_id: 'qa' })).toMatchObject({ status: 409 });
  await client.post(`${run.path}/resume`);
  expect(await task('T-2')).toMatchObject({ status: 'PENDING' });
  await client.post('/tasks/T-2/start', { ...worker, agent_id: 'qa' });
  expect(await stage(run, 1)).toMatchObject({ status: 'ACTIVE' });
});

test('starting the stage by hand with what it requires frees its task from the block', async () => {
  const run = await start();
  await run.work('build', ['code.md']);
  await run.move('check', 'skip', { reason: 'no time' });
  expect(await task('T-3')).toMatchObject({ status: 'BLOCKED', reason: 'The stage requires the customer has agreed' });
  await run.work('accept', [], ['the customer has agreed']);
  expect(await task('T-3')).toMatchObject({ status: 'COMPLETED' });
  expect(await run.view()).toMatchObject({ status: 'COMPLETED' });
});

test('a task is neither cancelled nor reopened where its stage may not follow', async () => {
  const run = await start();
  expect(await client.refused('/tasks/T-1/cancel', { reason: 'no' })).toMatchObject({
    type: 'urn:bmad:problem:stage-not-optional',
  });
  expect(await task('T-1')).toMatchObject({ status: 'PENDING' });
  await run.work('build', ['code.md']);
  expect(await client.refused('/tasks/T-1/reopen', { reason: 'no' })).toMatchObject({
    type: 'urn:bmad:problem:task-of-stage',
    detail: expect.stringContaining('rework'),
  });
  await client.post('/tasks/T-2/cancel', { reason: 'no time' });
  expect(await stage(run, 1)).toMatchObject({ status: 'SKIPPED', reason: 'no time' });
});

test('a rework and the end of a run close the tasks; a stage that begins anew gets a new one', async () => {
  const run = await start();
  await run.work('build', ['code.md']);
  await client.post(`${run.path}/rework`, { stage_id: 'build', reason: 'again' });
  expect(await statuses(run)).toEqual(['T-1 COMPLETED', 'T-2 CANCELLED', 'T-3 PENDING']);
  await client.post(`${run.path}/cancel`);
  expect(await statuses(run)).toEqual(['T-1 COMPLETED', 'T-2 CANCELLED', 'T-3 CANCELLED']);
});

test('a lease that runs out gives the stage back with its task', async () => {
  const run = await start();
  await claim();
  const overdue = { leaseExpiresAt: new Date(Date.now() - 1000) };
  await server.app
    .get(Database)
    .of(Task)
    .update({ workflowKey: run.key, taskId: 'T-1', projectId: await projectOf() }, overdue);
  await expireAll(server, LeaseExpiry);
  expect(await stage(run, 0)).toMatchObject({ status: 'READY', attempt: 1 });
  expect((await claim({ session_id: 's-2' })).task).toMatchObject({ task_id: 'T-1' });
  expect(await stage(run, 0)).toMatchObject({ status: 'ACTIVE', session_id: 's-2', attempt: 2 });
});

test('a stage that refuses to be given back keeps no other lease from ending', async () => {
  const [refusing, other] = [await start(), await start()];
  await claim({ workflow_id: refusing.key });
  await claim({ workflow_id: other.key });
  await server.app.get(Database).sql`
    update ${Task} t set lease_expires_at = now() - make_interval(secs => 3 - right(task_id, 1)::int)
    where project_id = ${await projectOf()} and lease_token is not null`;
  const ties = server.app.get(StageTies);
  const moved = ties.moved.bind(ties);
  const refusal = jest.spyOn(ties, 'moved').mockImplementation((scope, shown, move) => {
    if (shown.task.taskId === 'T-1') throw new Problem('illegal-move', 409, 'The stage cannot move');
    return moved(scope, shown, move);
  });
  await expireAll(server, LeaseExpiry);
  expect([await stage(refusing, 0), await stage(other, 0)]).toMatchObject([{ status: 'ACTIVE' }, { status: 'READY' }]);
  expect((await claim({ session_id: 's-2' })).task).toMatchObject({ task_id: 'T-2' });
  refusal.mockRestore();
  await expireAll(server, LeaseExpiry);
  expect(await stage(refusing, 0)).toMatchObject({ status: 'READY', attempt: 1 });
});

test('a lease that runs out in a run that rests holds nobody else up, and gives the stage back once the run is resumed', async () => {
  const [run, other] = [await start(), await start()];
  await claim({ workflow_id: run.key });
  await claim({ workflow_id: other.key });
  await client.post(`${run.path}/pause`);
  await server.app.get(Database).sql`
    update ${Task} t set lease_expires_at = now() - make_interval(secs => 3 - right(task_id, 1)::int)
    where project_id = ${await projectOf()} and lease_token is not null`;
  await expireAll(server, LeaseExpiry);
  expect([await stage(run, 0), await stage(other, 0)]).toMatchObject([{ status: 'ACTIVE' }, { status: 'READY' }]);
  expect((await claim({ session_id: 's-2' })).task).toMatchObject({ task_id: 'T-2' });
  await client.post(`${run.path}/resume`);
  await expireAll(server, LeaseExpiry);
  expect(await stage(run, 0)).toMatchObject({ status: 'READY', attempt: 1 });
});

test('of a claim, a start and a bulk move at once one wins, and both sides agree', async () => {
  for (let turn = 0; turn < 10; turn++) {
    const run = await start();
    const id = (await stage(run, 0)).task_uuid!;
    await Promise.all([
      client.send('/tasks/claim', { ...worker, workflow_id: run.key }),
      client.send(`${run.path}/stages/build/start`, {}),
      client.send(`/tasks/${id}/start`, { ...worker, session_id: 's-2' }),
      client.send('/tasks/bulk', { operations: [{ op: 'block', id, reason: 'wait' }] }),
    ]);
    const [{ status }, other] = [await task(id), await stage(run, 0)];
    expect([`${status} ${other.status}`]).toEqual([expect.stringMatching(/^(IN_PROGRESS ACTIVE|BLOCKED READY)$/)]);
    expect(other.attempt).toBeLessThanOrEqual(1);
    await client.post(`${run.path}/cancel`);
  }
});

test('a definition may ask for the tasks of some of its stages', async () => {
  const run = await DemoRun.start(client, { workflow_id: 'some' });
  await run.work('a');
  await run.work('b');
  expect(await statuses(run)).toEqual(['T-1 COMPLETED']);
});

const projectOf = async () =>
  (await client.get<{ items: { key: string; id: string }[] }>('/projects?limit=200')).items.find(
    ({ key }) => key === client.project,
  )!.id;

test('a task that is handed over is given back by its stage too', async () => {
  const run = await start();
  const { lease_token } = await claim();
  const contract = { from_agent_id: 'dev', to_agent_id: 'architect', summary: 'Build it', task_id: 'T-1' };
  const { id } = await client.post<{ id: string }>('/collaboration/handoffs', contract);
  expect(await stage(run, 0)).toMatchObject({ status: 'ACTIVE' });
  await client.post(`/collaboration/handoffs/${id}/accept`, { session_id: 's-2' });
  expect(await stage(run, 0)).toMatchObject({ status: 'READY', agent_id: null });
  expect(await task('T-1')).toMatchObject({ status: 'PENDING', agent_id: 'architect' });
  expect(await client.refused('/tasks/T-1/complete', { lease_token })).toMatchObject({ status: 409 });
});
