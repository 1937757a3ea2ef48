import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '../../test/support/client';
import { DemoRun, demoServer, type DemoServer } from '../../test/support/demo';
import type { EventView } from '../events/event.dto';
import type { TimelineView } from './plan/timeline.dto';

let server: DemoServer;
let client: Client;
let projects = 0;

beforeAll(async () => (server = await demoServer()));
afterAll(() => server.close());
beforeEach(async () => (client = await server.client.inNewProject(`progress-${++projects}`)));

const timelineOf = (run: DemoRun) => client.get<TimelineView>(`${run.path}/timeline`);
const historyOf = async (run: DemoRun) => {
  const { items } = await client.get<{ items: EventView[] }>(`${run.path}/activity?limit=200`);
  return items.map(({ type, data: { stage_id, name } }) => [type, stage_id ?? name].filter(Boolean).join(' '));
};

/** The whole of the demo: two stages fall away, the end and the way count as completed. */
async function workThrough(run: DemoRun) {
  await run.workUpToReview();
  await run.decide('agent:review', 'pm');
  await run.work('review');
  await run.decide('route:routing', 'big');
  await run.move('audit', 'skip', { reason: 'no time' });
  await run.work('build');
}

test('the activity of a run tells all that happened, in order', async () => {
  const run = await DemoRun.start(client);
  await client.post(`${run.path}/pause`);
  await client.post(`${run.path}/resume`);
  await run.move('analyst-brief-md', 'start');
  await run.move('analyst-brief-md', 'fail', { reason: 'the power went out' });
  await run.move('analyst-brief-md', 'retry');
  await workThrough(run);
  expect(await historyOf(run)).toEqual([
    'workflow.started',
    'stage.ready analyst-brief-md',
    'workflow.paused',
    'workflow.active',
    'stage.started analyst-brief-md',
    'stage.failed analyst-brief-md',
    'stage.ready analyst-brief-md',
    'stage.started analyst-brief-md',
    'stage.completed analyst-brief-md',
    'artifact.added analyst-brief-md',
    'stage.ready pm-prd-md',
    'stage.started pm-prd-md',
    'stage.completed pm-prd-md',
    'artifact.added pm-prd-md',
    'workflow.decided ux-expert-ui-md',
    'stage.skipped ux-expert-ui-md',
    'workflow.decided review',
    'stage.ready review',
    'stage.started review',
    'stage.completed review',
    'workflow.decided routing',
    'stage.ready routing',
    'stage.started routing',
    'stage.completed routing',
    'stage.ready audit',
    'stage.skipped audit',
    'stage.ready build',
    'stage.started build',
    'stage.completed build',
    'stage.ready workflow-end',
    'stage.started workflow-end',
    'stage.completed workflow-end',
    'workflow.completed',
  ]);
  const first = await client.get<{ items: EventView[]; next: string }>(`${run.path}/activity?limit=6`);
  expect(first.items[5]).toMatchObject({
    type: 'stage.failed',
    actor: 'anonymous',
    data: { agent_id: 'analyst', attempt: 1, reason: 'the power went out' },
  });
  const rest = await client.get<{ items: EventView[]; next: null }>(`${run.path}/activity?after=${first.next}`);
  expect([rest.items.length, rest.next]).toEqual([27, null]);
});

test('the critical path of a run is that of its tasks, empty while it has none', async () => {
  const run = await DemoRun.start(client);
  const { id } = await run.view();
  const empty = { hours: 0, tasks: [], open_tasks: 0, without_estimate: 0 };
  expect(await client.get(`${run.path}/critical-path`)).toEqual(empty);
  await client.post('/tasks', { name: 'x', workflow_id: run.key, estimated_hours: 2 });
  await client.post('/tasks', { name: 'of another run', workflow_id: 'demo-999' });
  expect(await client.get(`/workflows/${id}/critical-path`)).toMatchObject({ hours: 2, open_tasks: 1 });
  const { status, suggestions } = await client.refused(`${run.path}0/critical-path`);
  expect([status, suggestions]).toEqual([404, expect.arrayContaining([run.key])]);
});

test('progress counts the completed among the stages that will run', async () => {
  const run = await DemoRun.start(client);
  const seen = [0];
  const look = async () => seen.push((await run.view()).progress_percentage);
  await run.work('analyst-brief-md', ['brief.md']).then(look);
  await run.work('pm-prd-md', ['prd.md'], ['the customer has agreed']).then(look);
  await run.decide('needs_ui', false).then(look);
  await run.decide('agent:review', 'pm').then(look);
  await run.work('review').then(look);
  await run.decide('route:routing', 'small').then(look);
  await run.work('routing').then(look);
  const of = (completed: number, stages: number) => Math.floor((100 * completed) / stages);
  expect(seen).toEqual([0, of(1, 8), of(2, 8), of(2, 7), of(2, 7), of(3, 7), of(3, 4), 100]);
});

test('the timeline says when each stage waited and worked', async () => {
  const run = await DemoRun.start(client);
  await sleep(60);
  await run.move('analyst-brief-md', 'start');
  await sleep(120);
  await run.move('analyst-brief-md', 'complete');
  const { stages, elapsed_seconds, ended_at } = await timelineOf(run);
  expect(stages[0]).toMatchObject({
    stage_id: 'analyst-brief-md',
    status: 'COMPLETED',
    estimate: 'an hour',
    attempt: 1,
  });
  expect(stages[0].waiting_seconds).toBeGreaterThanOrEqual(0.06);
  expect(stages[0].duration_seconds).toBeGreaterThanOrEqual(0.12);
  expect(elapsed_seconds).toBeGreaterThan(stages[0].waiting_seconds! + stages[0].duration_seconds!);
  expect(stages[1]).toMatchObject({ status: 'READY', waiting_seconds: expect.any(Number), duration_seconds: null });
  expect(stages[2]).toMatchObject({ status: 'PENDING', waiting_seconds: null, duration_seconds: null });
  expect(ended_at).toBeNull();
});

test('the timeline stands still once a run is cancelled, its last rest included', async () => {
  const run = await DemoRun.start(client);
  await run.move('analyst-brief-md', 'start');
  await client.post(`${run.path}/pause`);
  await sleep(120);
  await client.post(`${run.path}/cancel`);
  const then = await timelineOf(run);
  expect(then.paused_seconds).toBeGreaterThanOrEqual(0.12);
  expect(then.elapsed_seconds).toBeGreaterThanOrEqual(then.paused_seconds);
  expect(then.stages[0].duration_seconds).toBeGreaterThanOrEqual(0.12);
  await sleep(60);
  expect(await timelineOf(run)).toEqual(then);
});

test('rests add up', async () => {
  const run = await DemoRun.start(client);
  for (let n = 0; n < 2; n++) {
    await client.post(`${run.path}/pause`);
    await sleep(60);
    await client.post(`${run.path}/resume`);
  }
  await client.post(`${run.path}/pause`);
  await sleep(60);
  expect((await timelineOf(run)).paused_seconds).toBeGreaterThanOrEqual(0.18);
});

describe('the documents of a run', () => {
  test('are listed without their texts, got with them, and never replaced', async () => {
    const run = await DemoRun.start(client);
    const made = await client.post(`${run.path}/artifacts`, { name: 'docs/x.md', path: 'docs/x.md', content: 'one' });
    expect(made).toMatchObject({ content: 'one', content_length: 3, stage_uuid: null, created_by: 'anonymous' });
    await client.post(`${run.path}/artifacts`, { name: 'docs/x.md' });
    await run.work('analyst-brief-md', ['brief.md']);
    const { items } = await client.get<{ items: object[] }>(`${run.path}/artifacts`);
    expect(items).toMatchObject([
      { name: 'docs/x.md', content_length: 3 },
      { name: 'docs/x.md', content_length: null },
      { name: 'brief.md', created_by: 'analyst', stage_uuid: (await run.view()).stages[0].id },
    ]);
    expect(items[0]).not.toHaveProperty('content');
    expect(await client.get(`${run.path}/artifacts/${String(made.id)}`)).toEqual(made);
  });

  test('belong to it alone, but meet the requirements of every run of the project', async () => {
    const run = await DemoRun.start(client);
    const { id } = await client.post<{ id: string }>(`${run.path}/artifacts`, { name: 'brief.md' });
    const other = await DemoRun.start(client);
    expect(await client.refused(`${other.path}/artifacts/${id}`)).toMatchObject({ status: 404 });
    await other.work('analyst-brief-md');
    await other.move('pm-prd-md', 'start', { acknowledge: ['the customer has agreed'] });
  });
});
