import type { Client } from '../../../test/support/client';
import { DemoRun, demoServer, type DemoServer } from '../../../test/support/demo';
import type { NextView } from '../next/next.dto';

const CYCLE = `
workflow:
  id: cycle
  sequence:
    - { agent: pm, creates: prd.md }
    - { agent: sm, step: story, creates: story.md, repeats: for_each_epic }
    - { agent: dev, step: build, requires: story.md }
    - { step: repeat_development_cycle, action: continue_for_all_stories }
    - { agent: po, step: look_back, optional: true }
`;

let server: DemoServer;
let client: Client;
let projects = 0;

beforeAll(async () => {
  server = await demoServer();
  server.put('demo/workflows/cycle.yaml', CYCLE);
  await server.client.post('/definitions/reload');
});
afterAll(() => server.close());
beforeEach(async () => (client = await server.client.inNewProject(`passes-${++projects}`)));

const next = (run: DemoRun) => client.get<NextView>(`${run.path}/next`);
const ready = async (run: DemoRun) => (await next(run)).ready.map(({ stage_id, story_id }) => [stage_id, story_id]);
const start = (more = {}) => DemoRun.start(client, { workflow_id: 'cycle', ...more });

async function makeEpic(...stories: { story_id: string; dependencies?: string[] }[]): Promise<void> {
  await client.post('/epics', { epic_id: 'e-1', name: 'Shop' });
  for (const story of stories) await client.post('/stories', { title: story.story_id, epic_id: 'e-1', ...story });
}

test('without an epic a run asks whether there is another pass; its documents are its own', async () => {
  const run = await start();
  await run.work('pm-prd-md', ['prd.md']);
  await run.work('story', ['story.md']);
  await run.work('build');
  expect((await next(run)).decisions).toMatchObject([{ name: 'repeat:story', kind: 'repeat', options: [] }]);
  expect(await client.refused(`${run.path}/decisions`, { name: 'repeat:story', value: 'yes' })).toMatchObject({
    status: 422,
    allowed: ['true', 'false'],
  });
  const before = (await run.view()).progress_percentage;
  await run.decide('repeat:story', true);
  expect((await run.view()).progress_percentage).toBeGreaterThanOrEqual(before);
  await run.work('story.2');
  expect(await client.refused(`${run.path}/stages/build.2/start`, {})).toMatchObject({
    type: 'urn:bmad:problem:requirements-missing',
    errors: [{ field: 'story.md' }],
  });
  await client.post(`${run.path}/artifacts`, { name: 'story.md' });
  await run.work('build.2');
  await run.decide('repeat:story.2', false);
  await run.work('look-back');
  const { status, stages, progress_percentage } = await run.view();
  expect([status, progress_percentage]).toEqual(['COMPLETED', 100]);
  expect(stages.map(({ stage_id, order, pass, cycle }) => [stage_id, order, pass, cycle])).toEqual([
    ['pm-prd-md', 1, 1, null],
    ['story', 2, 1, 'story'],
    ['story.2', 2, 2, 'story'],
    ['build', 3, 1, 'story'],
    ['build.2', 3, 2, 'story'],
    ['repeat-development-cycle', 4, 1, 'story'],
    ['repeat-development-cycle.2', 4, 2, 'story'],
    ['look-back', 5, 1, null],
  ]);
});

test('a run on an epic takes its stories in the order of their dependencies, side by side where there is none', async () => {
  await makeEpic({ story_id: '1.1' }, { story_id: '1.2', dependencies: ['1.1'] }, { story_id: '1.3' });
  const run = await start({ epic_id: 'e-1' });
  await run.work('pm-prd-md', ['prd.md']);
  expect(await ready(run)).toEqual([
    ['story', '1.1'],
    ['story.2', '1.3'],
  ]);
  await run.work('story.2', ['story.md']);
  await run.work('story', ['story.md']);
  await run.work('build');
  expect(await ready(run)).toEqual([
    ['story.3', '1.2'],
    ['build.2', '1.3'],
  ]);
  await run.work('build.2');
  await run.work('story.3', ['story.md']);
  await run.work('build.3');
  expect(await ready(run)).toEqual([['look-back', null]]);
  const opened = (await client.get<{ items: { type: string; data: object }[] }>(`${run.path}/activity?limit=200`))
    .items;
  expect(opened.filter(({ type }) => type === 'workflow.pass_opened').map(({ data }) => data)).toMatchObject([
    { pass: 1, story_id: '1.1' },
    { pass: 2, story_id: '1.3' },
    { pass: 3, story_id: '1.2' },
  ]);
});

test('an epic may be made while its run goes on; stories that are over are not taken', async () => {
  const run = await start({ epic_id: 'e-1', parallel_passes: 1 });
  await makeEpic({ story_id: '1.1' }, { story_id: '1.2' }, { story_id: '1.3' });
  await client.post('/stories/1.1/cancel', { reason: 'no' });
  await run.work('pm-prd-md', ['prd.md']);
  expect(await ready(run)).toEqual([['story', '1.2']]);
  await client.post('/stories/1.3/cancel', { reason: 'no' });
  await run.work('story', ['story.md']);
  await run.work('build');
  expect(await ready(run)).toEqual([['look-back', null]]);
});

test('the rest of a pass may be left out once its story is over', async () => {
  await makeEpic({ story_id: '1.1' });
  const run = await start({ epic_id: 'e-1' });
  await run.work('pm-prd-md', ['prd.md']);
  const reason = { reason: 'the story was cancelled' };
  expect(await client.refused(`${run.path}/stages/story/skip`, reason)).toMatchObject({ status: 409 });
  await client.post('/stories/1.1/cancel', { reason: 'no' });
  await run.move('story', 'skip', reason);
  await run.move('build', 'skip', reason);
  expect(await ready(run)).toEqual([['look-back', null]]);
});

test('a run on an epic without open stories leaves its cycle out', async () => {
  await makeEpic({ story_id: '1.1' });
  await client.post('/stories/1.1/cancel', { reason: 'no' });
  const run = await start({ epic_id: 'e-1' });
  await run.work('pm-prd-md', ['prd.md']);
  expect((await run.view()).stages[1]).toMatchObject({
    status: 'SKIPPED',
    reason: 'no story of the epic e-1 is left',
  });
  expect(await ready(run)).toEqual([['look-back', null]]);
});
