import { DemoRun, demoServer, type DemoServer } from '../../../test/support/demo';
import type { NextView } from '../next/next.dto';

let server: DemoServer;
let run: DemoRun;
let project = 0;

beforeAll(async () => (server = await demoServer()));
afterAll(() => server.close());
beforeEach(async () => (run = await DemoRun.start(await server.client.inNewProject(`decisions-${++project}`))));

const refused = (name: string, value: unknown) => run.client.refused(`${run.path}/decisions`, { name, value });
const open = async () => (await run.client.get<NextView>(`${run.path}/next`)).decisions;

/** The first two stages, up to the question about the condition. */
async function workUpToCondition() {
  await run.work('analyst-brief-md', ['brief.md']);
  await run.work('pm-prd-md', ['prd.md'], ['the customer has agreed']);
}

test('a question is not open before its stage comes; the open ones are named', async () => {
  expect(await refused('needs_ui', true)).toMatchObject({
    type: 'urn:bmad:problem:decision-not-open',
    status: 409,
    allowed: [],
  });
  await workUpToCondition();
  expect(await open()).toEqual([
    { name: 'needs_ui', question: 'Needs ui?', kind: 'condition', options: [], stage_id: 'ux-expert-ui-md' },
  ]);
  expect(await refused('needs_gui', true)).toMatchObject({ status: 409, allowed: ['needs_ui'] });
});

test('a condition takes true or false alone, and once', async () => {
  await workUpToCondition();
  for (const value of ['true', 'yes']) {
    expect(await refused('needs_ui', value)).toMatchObject({ status: 422, allowed: ['true', 'false'] });
  }
  for (const value of [1, null, ['a']]) expect(await refused('needs_ui', value)).toMatchObject({ status: 400 });
  await run.decide('needs_ui', true);
  expect((await refused('needs_ui', false)).detail).toContain('answered already: true');
  expect(await run.statuses()).toContain('ux-expert-ui-md READY');
});

test('a false condition leaves its stage out, with the reason', async () => {
  await workUpToCondition();
  await run.decide('needs_ui', false);
  const stage = (await run.view()).stages.find(({ stage_id }) => stage_id === 'ux-expert-ui-md');
  expect(stage).toMatchObject({ status: 'SKIPPED', reason: 'needs_ui is not the case' });
});

test('who does a stage is one of those that it names', async () => {
  await run.workUpToReview();
  for (const value of ['dev', true]) {
    expect(await refused('agent:review', value)).toMatchObject({ status: 422, allowed: ['pm', 'architect'] });
  }
  await run.decide('agent:review', 'architect');
  const path = `${run.path}/stages/review/start`;
  expect(await run.client.refused(path, { agent_id: 'pm' })).toMatchObject({ status: 422, allowed: ['architect'] });
  expect(await run.move('review', 'start')).toMatchObject({ agent_id: 'architect' });
});

test('a way that goes on passes its stage, one that ends does its step and leaves out the rest', async () => {
  await run.workUpToReview();
  await run.decide('agent:review', 'pm');
  await run.work('review');
  expect(await refused('route:routing', 'huge')).toMatchObject({ status: 422, allowed: ['small', 'big'] });
  await run.decide('route:routing', 'big');
  expect(await run.statuses()).toEqual(expect.arrayContaining(['routing COMPLETED', 'audit READY', 'build PENDING']));
});

test('a way may end the run although a later stage was skipped before', async () => {
  await run.move('audit', 'skip', { reason: 'no time' });
  await run.workUpToReview();
  await run.decide('agent:review', 'pm');
  await run.work('review');
  await run.decide('route:routing', 'small');
  expect(await run.view()).toMatchObject({
    status: 'ACTIVE',
    current_stage: 'routing',
    stages: expect.arrayContaining([
      expect.objectContaining({ stage_id: 'audit', status: 'SKIPPED', reason: 'no time' }),
      expect.objectContaining({ stage_id: 'build', status: 'SKIPPED', reason: 'the run ends with small' }),
    ]),
  });
  await run.work('routing');
  expect(await run.view()).toMatchObject({ status: 'COMPLETED', progress_percentage: 100, current_stage: null });
});

test('answers are kept with author and reason, oldest first', async () => {
  await workUpToCondition();
  await run.client.post(`${run.path}/decisions`, { name: 'needs_ui', value: false, reason: 'a service' });
  await run.decide('agent:review', 'pm');
  const { items } = await run.client.get(`${run.path}/decisions`);
  expect(items).toMatchObject([
    { name: 'needs_ui', kind: 'condition', value: false, reason: 'a service', decided_by: 'anonymous' },
    { name: 'agent:review', kind: 'agent', value: 'pm', reason: null },
  ]);
});
