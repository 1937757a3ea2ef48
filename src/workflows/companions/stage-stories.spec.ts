import type { Client } from '../../../test/support/client';
import { DemoRun, demoServer, type DemoServer } from '../../../test/support/demo';
import type { TaskView } from '../../tasks/task.dto';

/** As in the method's own workflows: the review may change files, what it finds is mended, and the story is repeated. */
const JUDGED = `
workflow:
  id: judged
  sequence:
    - { agent: sm, action: create_story, repeats: for_each_story }
    - { agent: dev, action: implement_story, creates: implementation_files }
    - { agent: qa, action: review_implementation, updates: implementation_files, optional: true }
    - { agent: dev, action: address_qa_feedback, condition: qa_left_unchecked_items, updates: implementation_files }
    - { step: repeat_development_cycle, action: continue_for_all_stories }
`;
const [BUILD, REVIEW, MEND] = ['dev-implement-story', 'qa-review-implementation', 'dev-address-qa-feedback'];

let server: DemoServer;
let client: Client;
let projects = 0;

beforeAll(async () => {
  server = await demoServer();
  server.put('demo/workflows/judged.yaml', JUDGED);
  await server.client.post('/definitions/reload');
});
afterAll(() => server.close());

/** A run whose story is built and whose review is under way. */
async function reviewing(creates_task: boolean): Promise<DemoRun> {
  client = await server.client.inNewProject(`judged-${++projects}`);
  await client.post('/epics', { epic_id: 'e-1', name: 'Shop' });
  await client.post('/stories', { story_id: '1.1', title: 'Log in', epic_id: 'e-1', acceptance_criteria: [] });
  for (const move of ['approve', 'start']) await client.post(`/stories/1.1/${move}`);
  const run = await DemoRun.start(client, { workflow_id: 'judged', epic_id: 'e-1', creates_task });
  await run.work('sm-create-story');
  await run.work(BUILD, ['implementation_files']);
  await client.post('/stories/1.1/submit');
  await run.move(REVIEW, 'start');
  return run;
}

const judge = (gate = 'PASS') => client.post('/stories/1.1/gates', { gate, status_reason: 'looked at' });
const stale = async () =>
  (await client.get<{ items: { stale: boolean }[] }>('/stories/1.1/gates')).items.map((gate) => gate.stale);
const stageOf = async (run: DemoRun, id: string) => (await run.view()).stages.find(({ stage_id }) => stage_id === id)!;

describe.each([
  ['with tasks', true],
  ['without tasks', false],
])('%s', (_, tasks) => {
  test('the end of a review leaves its verdict standing, and the story may be done', async () => {
    const run = await reviewing(tasks);
    await judge();
    await run.move(REVIEW, 'complete', { notes: 'All is well.', outputs: { found: 0 } });
    expect(await stale()).toEqual([false]);
    await run.decide('qa_left_unchecked_items', false);
    await client.post('/stories/1.1/done');
    expect(await run.view()).toMatchObject({ status: 'COMPLETED' });
  });

  test('a review that changed files makes its verdict stale', async () => {
    const run = await reviewing(tasks);
    await judge();
    await run.move(REVIEW, 'complete', { artifacts: [{ name: 'implementation_files', path: 'src/login.ts' }] });
    expect(await stale()).toEqual([true]);
  });

  test('work after the verdict makes it stale, with files or without', async () => {
    const run = await reviewing(tasks);
    await judge('CONCERNS');
    await run.move(REVIEW, 'complete');
    await run.decide('qa_left_unchecked_items', true);
    await run.work(MEND);
    expect(await stale()).toEqual([true]);
    const { detail } = await client.refused('/stories/1.1/done', {});
    expect(detail).toContain('stale');
  });

  test('work that fails after the verdict makes it stale', async () => {
    const run = await reviewing(tasks);
    await run.move(REVIEW, 'complete');
    await run.decide('qa_left_unchecked_items', true);
    await run.move(MEND, 'start');
    await judge();
    await run.move(MEND, 'fail', { reason: 'it broke' });
    expect(await stale()).toEqual([true]);
  });

  test.each([BUILD, REVIEW])('a rework from %s on makes the verdict stale, whatever follows', async (stage) => {
    const run = await reviewing(tasks);
    await judge();
    await run.move(REVIEW, 'complete');
    await client.post(`${run.path}/rework`, { stage_id: stage, reason: 'the customer is not content' });
    expect(await stale()).toEqual([true]);
    await client.post(`${run.path}/cancel`);
    expect(await stale()).toEqual([true]);
  });
});

describe('by the task of the stage', () => {
  const claimed = async (run: DemoRun) => {
    await run.move(REVIEW, 'fail', { reason: 'interrupted' });
    await run.move(REVIEW, 'retry');
    const worker = { agent_id: 'qa', session_id: 's-2' };
    const { task, lease_token } = await client.post<{ task: TaskView; lease_token: string }>('/tasks/claim', worker);
    expect(task.id).toBe((await stageOf(run, REVIEW)).task_uuid);
    return { id: task.task_id, lease_token };
  };

  test.each([
    ['without files', [], false],
    ['with files', ['src/login.ts'], true],
  ])('the end of a review %s', async (_, output_files, isStale) => {
    const run = await reviewing(true);
    const { id, lease_token } = await claimed(run);
    await judge();
    await client.post(`/tasks/${id}/complete`, { lease_token, output_files });
    expect(await stageOf(run, REVIEW)).toMatchObject({ status: 'COMPLETED' });
    expect(await stale()).toEqual([isStale]);
  });

  test('work that ends with the review in bulk makes the verdict stale', async () => {
    const run = await reviewing(true);
    const { id, lease_token } = await claimed(run);
    const other = await client.post<TaskView>('/tasks', { name: 'More', story_id: '1.1' });
    const more = await client.post<{ lease_token: string }>(`/tasks/${other.task_id}/start`, {
      agent_id: 'dev',
      session_id: 's-3',
    });
    await judge();
    await client.post('/tasks/bulk', {
      operations: [
        { op: 'complete', id, lease_token },
        { op: 'complete', id: other.task_id, lease_token: more.lease_token },
      ],
    });
    expect(await stale()).toEqual([true]);
  });
});
