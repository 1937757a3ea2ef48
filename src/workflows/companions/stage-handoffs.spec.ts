import { DemoRun, demoServer, type DemoServer } from '../../../test/support/demo';
import type { Client } from '../../../test/support/client';

const HANDS = `
workflow:
  id: hands
  sequence:
    - { agent: analyst, creates: brief.md }
    - { agent: pm, creates: prd.md, requires: brief.md }
    - { agent: pm, step: polish }
    - { agent: dev, step: build }
    - { agent: nobody-has-it, step: paint }
    - { agent: qa, step: test }
  handoff_prompts:
    analyst_to_pm: "The brief of {{product}} covers {{pages}} pages. {{unknown}}"
`;

let server: DemoServer;
let client: Client;
let projects = 0;

beforeAll(async () => {
  server = await demoServer();
  server.put('demo/workflows/hands.yaml', HANDS);
  await server.client.post('/definitions/reload');
});
afterAll(() => server.close());
beforeEach(async () => (client = await server.client.inNewProject(`hands-${++projects}`)));

const handoffs = async () => (await client.get<{ items: Record<string, unknown>[] }>('/collaboration/handoffs')).items;
const start = () => DemoRun.start(client, { workflow_id: 'hands', context: { product: 'the shop' } });

test('where the agent changes between stages, the work is offered with the words of the definition', async () => {
  const run = await start();
  await run.move('analyst-brief-md', 'start', { session_id: 's-1' });
  expect(await handoffs()).toEqual([]);
  const completion = { artifacts: [{ name: 'brief.md', path: 'docs/brief.md' }], notes: 'Short.' };
  const outputs = { pages: 3, open_questions: ['Who pays?'] };
  await run.move('analyst-brief-md', 'complete', { ...completion, outputs });
  const [offer, ...others] = await handoffs();
  expect(others).toEqual([]);
  expect(offer).toMatchObject({
    from_agent_id: 'analyst',
    to_agent_id: 'pm',
    status: 'OFFERED',
    summary: 'The brief of the shop covers 3 pages. {{unknown}}',
    workflow_id: run.key,
    stage_id: 'pm-prd-md',
    artifacts: [{ name: 'brief.md', path: 'docs/brief.md' }],
    open_questions: ['Who pays?'],
    acceptance_points: ['prd.md is handed in to the workflow'],
    completeness: expect.any(Number),
  });
  expect((await client.get<{ ready: { handoff_prompt: string }[] }>(`${run.path}/next`)).ready[0].handoff_prompt).toBe(
    offer.summary,
  );
});

test('nothing is offered to the same agent, nor to one that nobody has', async () => {
  const run = await start();
  await run.work('analyst-brief-md', ['brief.md']);
  await run.work('pm-prd-md', ['prd.md']);
  expect(await handoffs()).toHaveLength(1);
  await run.work('polish');
  await run.work('build');
  await run.work('paint');
  expect((await handoffs()).map(({ from_agent_id, to_agent_id }) => [from_agent_id, to_agent_id])).toEqual([
    ['analyst', 'pm'],
    ['pm', 'dev'],
  ]);
});

test('a completion that is refused offers nothing', async () => {
  const run = await start();
  await client.refused(`${run.path}/stages/analyst-brief-md/complete`, {});
  expect(await handoffs()).toEqual([]);
});

const statuses = async () =>
  (await handoffs()).map(({ stage_id, status }) => `${stage_id as string} ${status as string}`);
const inbox = async (agent: string) =>
  (await client.get<{ handoffs: { total: number } }>(`/agents/${agent}/inbox`)).handoffs.total;
const toPm = async () => {
  const run = await start();
  await run.work('analyst-brief-md', ['brief.md']);
  expect([await statuses(), await inbox('pm')]).toEqual([['pm-prd-md OFFERED'], 1]);
  return run;
};

test('whoever takes the stage up has accepted the offer of it', async () => {
  const run = await toPm();
  await run.move('pm-prd-md', 'start', { session_id: 's-2' });
  expect(await handoffs()).toMatchObject([{ status: 'ACCEPTED', accepted_session: 's-2', ended_at: null }]);
  expect(await inbox('pm')).toBe(0);
  const { items } = await client.get<{ items: Record<string, unknown>[] }>('/collaboration/handoffs?status=accepted');
  const { id } = items[0];
  await run.move('pm-prd-md', 'complete', { artifacts: [{ name: 'prd.md' }] });
  expect(await client.post(`/collaboration/handoffs/${id as string}/complete`, { quality: 80 })).toMatchObject({
    status: 'COMPLETED',
    quality: 80,
  });
});

test('an offer that was rejected stays so, whoever takes the stage up', async () => {
  const run = await toPm();
  const [{ id }] = await handoffs();
  await client.post(`/collaboration/handoffs/${id as string}/reject`, { reason: 'not now' });
  await run.move('pm-prd-md', 'start');
  expect(await statuses()).toEqual(['pm-prd-md REJECTED']);
});

test('a rework withdraws the open offers of the stages that it puts back, and no others', async () => {
  const run = await toPm();
  await run.work('pm-prd-md', ['prd.md']);
  await run.work('polish');
  expect(await statuses()).toEqual(['pm-prd-md ACCEPTED', 'build OFFERED']);
  await client.post(`${run.path}/rework`, { stage_id: 'polish', reason: 'too long' });
  expect(await handoffs()).toMatchObject([
    { stage_id: 'pm-prd-md', status: 'ACCEPTED' },
    {
      stage_id: 'build',
      status: 'EXPIRED',
      feedback: 'Withdrawn: the workflow was reworked: too long',
      ended_at: expect.any(String),
    },
  ]);
  expect(await inbox('dev')).toBe(0);
  const [, { id }] = await handoffs();
  expect(await client.refused(`/collaboration/handoffs/${id as string}/accept`, {})).toMatchObject({ status: 409 });
  await run.work('polish');
  expect(await statuses()).toEqual(['pm-prd-md ACCEPTED', 'build EXPIRED', 'build OFFERED']);
});

test('the end of a run withdraws what it still offers', async () => {
  const run = await toPm();
  await client.post(`${run.path}/cancel`, { reason: 'no money' });
  expect(await handoffs()).toMatchObject([{ status: 'EXPIRED', feedback: 'Withdrawn: the workflow is CANCELLED' }]);
});
