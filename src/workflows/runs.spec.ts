import type { Client } from '../../test/support/client';
import { DemoRun, demoServer, type DemoServer } from '../../test/support/demo';
import type { RunView, StartedRunView } from './run.view';

let server: DemoServer;
let client: Client;
let project = 0;

beforeAll(async () => (server = await demoServer()));
afterAll(() => server.close());
beforeEach(async () => (client = await server.client.inNewProject(`runs-${++project}`)));

const start = (more: object) => ({ user_id: 'ada', session_id: 's-1', ...more });

describe('a run is started', () => {
  test('with what was given, in its first variant, at its first stage', async () => {
    const more = { epic_id: 'epic-1', project_type: 'web-app', context: { product: 'a shop' } };
    const { memories, ...run } = await client.post<StartedRunView>('/workflows/start', start({ workflow_id: 'demo', ...more })); // prettier-ignore
    expect(memories).toEqual([]);
    expect(run).toMatchObject({
      ...more,
      key: 'demo-1',
      workflow_id: 'demo',
      workflow_type: 'GREENFIELD',
      variant: 'sequence',
      status: 'ACTIVE',
      progress_percentage: 0,
      current_stage: 'analyst-brief-md',
      user_id: 'ada',
      session_id: 's-1',
    });
    expect(run.stages.map(({ order, status }) => [order, status])).toEqual([
      [1, 'READY'],
      ...[2, 3, 4, 5, 6, 7, 8].map((order) => [order, 'PENDING']),
    ]);
    expect(await client.get(`/workflows/${run.key}`)).toEqual(run);
    expect(await client.get(`/workflows/${run.id.toUpperCase()}`)).toEqual(run);
  });

  test('with the tag that it has afterwards, whatever memories came along', async () => {
    const headers = { 'content-type': 'application/json', 'x-bmad-project': client.project };
    const body = JSON.stringify(start({ workflow_id: 'demo' }));
    const started = await fetch(`${client.api}/workflows/start`, { method: 'POST', headers, body });
    const shown = await fetch(`${client.api}/workflows/demo-1`, { headers });
    expect(started.headers.get('etag')).toMatch(/^"/);
    expect(shown.headers.get('etag')).toBe(started.headers.get('etag'));
  });

  test('in another variant by name; an unknown one is refused with those that there are', async () => {
    expect(await (await DemoRun.start(client, { variant: 'short_sequence' })).statuses()).toEqual(['build READY']);
    expect(await client.refused('/workflows/start', start({ workflow_id: 'demo', variant: 'long' }))).toMatchObject({
      status: 422,
      errors: [{ field: 'variant' }],
      allowed: ['sequence', 'short_sequence'],
    });
  });

  test('by pack and id where several packs have one', async () => {
    expect(await client.refused('/workflows/start', start({ workflow_id: 'twin' }))).toMatchObject({
      status: 409,
      suggestions: ['demo:twin', 'other:twin'],
    });
    const keys = [];
    for (const workflow_id of ['demo:twin', 'other:twin'])
      keys.push((await DemoRun.start(client, { workflow_id })).key);
    expect(keys).toEqual(['twin-1', 'twin-2']);
  });

  test('of a definition that exists; look-alikes are named', async () => {
    expect(await client.refused('/workflows/start', start({ workflow_id: 'greenfield-fulstack' }))).toMatchObject({
      status: 404,
      suggestions: expect.arrayContaining(['greenfield-fullstack']),
    });
    expect((await client.get<{ items: unknown[] }>('/workflows')).items).toEqual([]);
  });
});

describe('a run is moved', () => {
  test('to rest and back; its stages and decisions refuse their moves meanwhile', async () => {
    const run = await DemoRun.start(client);
    await run.move('analyst-brief-md', 'start');
    const paused = await client.post<RunView>(`${run.path}/pause`, { reason: 'lunch' });
    expect(paused).toMatchObject({ status: 'PAUSED', reason: 'lunch', paused_at: expect.any(String) });
    expect(await client.get(run.path)).toEqual(paused);
    for (const [path, body] of [
      ['/stages/analyst-brief-md/complete', {}],
      ['/stages/analyst-brief-md/fail', { reason: 'none' }],
      ['/stages/audit/skip', { reason: 'none' }],
      ['/stages/pm-prd-md/retry', {}],
      ['/decisions', { name: 'needs_ui', value: true }],
    ] as const) {
      expect(await client.refused(run.path + path, body)).toMatchObject({
        type: 'urn:bmad:problem:workflow-not-active',
        status: 409,
        allowed: ['ACTIVE', 'CANCELLED', 'FAILED'],
      });
    }
    expect(await client.refused(`${run.path}/pause`, {})).toMatchObject({
      type: 'urn:bmad:problem:illegal-move',
      allowed: ['ACTIVE', 'CANCELLED', 'FAILED'],
    });
    const resumed = await client.post<RunView>(`${run.path}/resume`);
    expect(resumed).toMatchObject({ status: 'ACTIVE', reason: null, paused_at: null });
    expect(resumed.version).toBe(paused.version + 1);
    expect(await client.get(run.path)).toEqual(resumed);
    expect(await client.refused(`${run.path}/resume`, {})).toMatchObject({ status: 409 });
    await run.move('analyst-brief-md', 'complete');
  });

  test.each(['cancelled', 'failed', 'completed'])('no more once it is %s', async (end) => {
    const run = await DemoRun.start(client, { variant: 'short_sequence' });
    if (end === 'completed') await run.work('build');
    else await client.post(`${run.path}/${end === 'failed' ? 'fail' : 'cancel'}`, { reason: 'no budget' });
    expect(await run.view()).toMatchObject({ status: end.toUpperCase(), ended_at: expect.any(String) });
    for (const [path, body] of [
      ['/pause', {}],
      ['/resume', {}],
      ['/cancel', {}],
      ['/fail', {}],
      ['/rework', { stage_id: 'build', reason: 'no' }],
      ['/stages/build/start', {}],
      ['/stages/build/complete', {}],
      ['/decisions', { name: 'needs_ui', value: true }],
      ['/artifacts', { name: 'late.md' }],
    ] as const) {
      expect(await client.refused(run.path + path, body)).toMatchObject({ status: 409, allowed: [] });
    }
    expect(await client.get(`${run.path}/next`)).toMatchObject({ ready: [], decisions: [], active: [], done: true });
  });

  test('by a key that exists; look-alikes are named', async () => {
    await DemoRun.start(client);
    for (const path of ['', '/next', '/timeline', '/activity', '/decisions', '/artifacts']) {
      expect(await client.refused(`/workflows/demo-11${path}`)).toMatchObject({ status: 404, suggestions: ['demo-1'] });
    }
    expect(await client.refused('/workflows/demo-11/pause', {})).toMatchObject({ status: 404 });
  });
});

test('a run of another project is neither read nor moved', async () => {
  const run = await DemoRun.start(client);
  await run.move('analyst-brief-md', 'start');
  const before = await run.view();
  const stranger = await client.inNewProject(`strangers-${project}`);
  for (const name of [run.key, before.id]) {
    for (const path of ['', '/next', '/timeline', '/activity', '/decisions', '/artifacts']) {
      expect(await stranger.refused(`/workflows/${name}${path}`)).toMatchObject({ status: 404, suggestions: [] });
    }
    for (const [path, body] of [
      ['/pause', {}],
      ['/resume', {}],
      ['/cancel', {}],
      ['/decisions', { name: 'needs_ui', value: true }],
      ['/artifacts', { name: 'planted.md' }],
      [`/stages/${before.stages[0].id}/complete`, {}],
      ['/stages/analyst-brief-md/fail', { reason: 'none' }],
      ['/stages/audit/skip', { reason: 'none' }],
    ] as const) {
      expect(await stranger.refused(`/workflows/${name}${path}`, body)).toMatchObject({ status: 404 });
    }
  }
  expect(await run.view()).toEqual(before);
  expect((await stranger.get<{ items: unknown[] }>('/workflows')).items).toEqual([]);
});

test('a run keeps the version of its definition that it started with', async () => {
  const file = 'demo/workflows/pinned.yaml';
  const workflow = (steps: string, prompt: string) =>
    `workflow: { id: pinned, sequence: [${steps}], handoff_prompts: { pm_to_dev: ${prompt} } }`;
  server.put(file, workflow('{ agent: pm, step: plan }, { agent: dev, step: build }', 'the old words'));
  await server.client.post('/definitions/reload');
  const old = await DemoRun.start(client, { workflow_id: 'pinned' });
  server.put(file, workflow('{ agent: pm, step: plan }, { agent: qa, step: test }', 'the new words'));
  expect(await server.client.post('/definitions/reload')).toMatchObject({ changed: ['WORKFLOW demo:pinned'] });
  await old.work('plan');
  expect(await client.get(`${old.path}/next`)).toMatchObject({
    ready: [{ stage_id: 'build', handoff_prompt: 'the old words' }],
  });
  expect(await (await DemoRun.start(client, { workflow_id: 'pinned' })).statuses()).toEqual([
    'plan READY',
    'test PENDING',
  ]);
  await old.work('build');
  expect(await old.view()).toMatchObject({ status: 'COMPLETED' });
});

test('lists show the runs that match every filter, page by page', async () => {
  const ada = await DemoRun.start(client);
  await DemoRun.start(client, { user_id: 'bob' });
  const quick = await DemoRun.start(client, { workflow_id: 'demo:twin' });
  await quick.work('build');
  const keys = async (query: string) =>
    (await client.get<{ items: { key: string }[] }>(`/workflows${query}`)).items.map(({ key }) => key);
  expect(await keys('')).toEqual(['demo-1', 'demo-2', 'twin-1']);
  expect(await keys('/active')).toEqual(['demo-1', 'demo-2']);
  expect(await keys('?status=completed')).toEqual(['twin-1']);
  expect(await keys('?user_id=ada&workflow_id=demo')).toEqual([ada.key]);
  expect(await keys('/active?workflow_type=custom')).toEqual([]);
  expect(await client.get('/workflows?limit=2')).toMatchObject({ next: expect.any(String) });
});
