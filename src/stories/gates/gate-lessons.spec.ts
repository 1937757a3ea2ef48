import { Client } from '../../../test/support/client';
import { testServer, type TestServer } from '../../../test/support/server';

interface Advice {
  memories: { id: string; content: string; integration_id: string }[];
  total: number;
  confidence: number;
  findings: { story_id: string; gate: string; issue: { id: string; finding: string } }[];
}
interface Learned {
  content: string;
  category: string;
  agent_id: string | null;
  entities: string[];
  links: { type: string; id: string }[];
}

let server: TestServer;
let projects = 0;

beforeAll(async () => {
  server = await testServer();
});
afterAll(() => server.app.close());

const fresh = () => new Client(server.api).inNewProject(`gates-${++projects}`);
const learned = async (client: Client) => (await client.get<{ items: Learned[] }>('/memory')).items;
const story = (client: Client, story_id: string, title: string, more: object = {}) =>
  client.post('/stories', { story_id, title, ...more });

test('a verdict is remembered by what it found, under the agent that gave it', async () => {
  const client = await fresh();
  await story(client, '1.1', 'Pay with a card', { tags: ['payments'] });
  await client.post('/stories/1.1/gates', {
    gate: 'FAIL',
    status_reason: 'The card number is in the log.',
    reviewer: 'qa',
    top_issues: [
      { id: 'SEC-001', severity: 'high', finding: 'Card numbers are logged', suggested_action: 'Mask them' },
    ],
    nfr_validation: { security: { status: 'FAIL', notes: 'See the log' }, performance: { status: 'PASS' } },
  });
  const [memory] = await learned(client);
  expect(memory).toMatchObject({
    category: 'QUALITY_INSIGHTS',
    agent_id: 'qa',
    entities: ['SEC-001'],
    tags: ['payments'],
  });
  expect(memory.content.split('\n')).toEqual([
    "Gate FAIL of story 1.1 'Pay with a card': The card number is in the log.",
    'HIGH SEC-001: Card numbers are logged → Mask them',
    'security FAIL: See the log',
  ]);
  expect(memory.links.map(({ type }) => type)).toEqual(['gate', 'story']);
});

test('a verdict that says nothing teaches nothing, and whoever gave it need be no agent', async () => {
  const client = await fresh();
  await story(client, '1.1', 'Pay with a card');
  await client.post('/stories/1.1/gates', { gate: 'PASS', status_reason: 'LGTM, all good.' });
  expect(await learned(client)).toEqual([]);
  await client.post('/stories/1.1/gates', {
    gate: 'WAIVED',
    status_reason: 'ok',
    reviewer: 'Somebody',
    waiver: { reason: 'The provider fixes it next week', approved_by: 'po', expires_at: '2099-01-01' },
  });
  expect(await learned(client)).toMatchObject([
    { agent_id: null, content: expect.stringMatching(/Waived by po: The provider fixes it/) },
  ]);
});

test('whoever judges a story is told what was found in similar ones, which counts as one use however often it is asked', async () => {
  const client = await fresh();
  await story(client, '1.1', 'Pay with a card');
  await story(client, '1.2', 'Show the weather');
  await story(client, '2.1', 'Refund a card payment', {
    acceptance_criteria: ['The card is credited'],
    user_story: { role: 'customer', want: 'my money back on the card', benefit: 'I trust the shop' },
  });
  const issue = { severity: 'medium', finding: 'Card numbers are logged' };
  await client.post('/stories/1.1/gates', {
    gate: 'CONCERNS',
    status_reason: 'The payment leaks card numbers',
    top_issues: [
      { id: 'LOG-1', severity: 'low', finding: 'Too chatty' },
      { id: 'SEC-1', ...issue },
    ],
  });
  await client.post('/stories/1.2/gates', { gate: 'FAIL', status_reason: 'Clouds are missing on Mondays' });
  const ask = () => client.get<Advice>('/stories/2.1/gates/advice?agent_id=qa');
  const advice = await ask();
  expect(advice.memories.map(({ content }) => content.slice(0, 24))).toEqual(['Gate CONCERNS of story 1']);
  expect(advice.findings.map(({ story_id, issue: { id } }) => [story_id, id])).toEqual([
    ['1.1', 'SEC-1'],
    ['1.1', 'LOG-1'],
  ]);
  expect((await ask()).memories[0].integration_id).toBe(advice.memories[0].integration_id);
  const uses = await client.get<{ items: object[] }>(`/memory/${advice.memories[0].id}/uses`);
  expect(uses.items).toMatchObject([{ operation: 'STORE' }, { operation: 'QUALITY', rank: 1 }]);
  const judged = { helped: true, integration_id: advice.memories[0].integration_id };
  expect(await client.post(`/memory/${advice.memories[0].id}/feedback`, judged)).toMatchObject({ useful_count: 1 });
});
