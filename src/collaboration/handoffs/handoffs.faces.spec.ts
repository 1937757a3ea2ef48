import { Client } from '../../../test/support/client';
import { testServer, type TestServer } from '../../../test/support/server';
import { offerExamples } from './handoff.examples';
import type { HandoffDetailView, HandoffView } from './handoff.view';

let server: TestServer;
let projects = 0;

beforeAll(async () => {
  server = await testServer();
});
afterAll(() => server.app.close());

/** A caller in a project of its own. */
const fresh = () => new Client(server.api).inNewProject(`handoffs-${++projects}`);
const HANDOFFS = '/collaboration/handoffs';
const least = { from_agent_id: 'architect', to_agent_id: 'dev', summary: 'The design is done' };
const offer = (client: Client, body: object = {}) => client.post<HandoffView>(HANDOFFS, { ...least, ...body });

test('a handoff goes its way over the API, and shows what was said, judged, rated and measured', async () => {
  const client = await fresh();
  await client.post('/tasks', { name: 'Build it', agent_id: 'architect' });
  const contract = { ...offerExamples.contract.value, task_id: 'T-1', workflow_id: 'shop-1', stage_id: 'dev-build' };
  const offered = await offer(client, contract);
  const { expires_in_seconds: _, ...said } = contract;
  expect(offered).toMatchObject({
    ...said,
    handoff_id: 'H-1',
    status: 'OFFERED',
    completeness: 100,
    missing: [],
    quality: null,
    accepted_at: null,
    artifacts: [
      { name: 'docs/architecture.md', path: null },
      { name: 'catalogue', path: 'docs/api/catalogue.yaml' },
    ],
  });
  const seconds = (Date.parse(String(offered.expires_at)) - Date.parse(String(offered.started_at))) / 1000;
  expect(Math.round(seconds)).toBe(86_400);
  const path = `${HANDOFFS}/H-1`;
  expect(await client.get(path)).toEqual({ ...offered, outcome: { verdict: null, evidence: [] } });
  const accepted = await client.post<HandoffView>(`${path}/accept`, {
    agent_id: 'dev',
    session_id: 's',
    user_id: 'ada',
  });
  expect(accepted).toMatchObject({ status: 'ACCEPTED', accepted_session: 's', ended_at: null, version: 2 });
  expect(await client.refused(`${path}/accept`, {})).toMatchObject({
    type: 'urn:bmad:problem:illegal-move',
    status: 409,
    allowed: ['COMPLETED'],
  });
  const { lease_token } = await client.post('/tasks/T-1/start', { agent_id: 'dev', session_id: 's' });
  await client.post('/tasks/T-1/fail', { lease_token, reason: 'The schema was another one' });
  const completed = await client.post(`${path}/complete`, { quality: 40, feedback: 'The schema was missing' });
  expect(completed).toMatchObject({ status: 'COMPLETED', quality: 40, feedback: 'The schema was missing' });
  expect((await client.get<HandoffDetailView>(`${HANDOFFS}/${offered.id}`)).outcome).toMatchObject({
    verdict: 'FAILED',
    evidence: [
      { type: 'task.failed', verdict: 'FAILED', data: { task_id: 'T-1', reason: 'The schema was another one' } },
    ],
  });
  const { items } = await client.get<{ items: { type: string }[] }>(`${path}/activity`);
  expect(items.map(({ type }) => type)).toEqual(['handoff.offered', 'handoff.accepted', 'handoff.completed']);
});

test('the least is enough, and says what is missing', async () => {
  const client = await fresh();
  const handoff = await offer(client);
  expect(handoff).toMatchObject({
    reason: null,
    artifacts: [],
    open_questions: null,
    acceptance_points: [],
    context: null,
  });
  expect(handoff.missing.map(({ part }) => part)).toEqual([
    ...['summary', 'acceptance_points', 'artifacts', 'open_questions', 'reason', 'context', 'link'],
  ]);
  const better = await offer(client, { open_questions: [], context: 'a text of its own' });
  expect(better).toMatchObject({ handoff_id: 'H-2', open_questions: [], context: 'a text of its own' });
  expect(better.completeness).toBeGreaterThan(handoff.completeness);
});

test('a rejection needs a reason, which is shown', async () => {
  const client = await fresh();
  await offer(client);
  for (const body of [{}, { reason: '' }, { reason: null }]) {
    expect(await client.refused(`${HANDOFFS}/H-1/reject`, body)).toMatchObject({
      status: 400,
      errors: [{ field: 'reason' }],
    });
  }
  const reason = 'The questions are not named';
  expect(await client.post(`${HANDOFFS}/H-1/reject`, { reason })).toMatchObject({
    status: 'REJECTED',
    rejection_reason: reason,
  });
  expect(await client.refused(`${HANDOFFS}/H-1/accept`, {})).toMatchObject({ status: 409, allowed: [] });
});

test('lists are filtered by giver, receiver, either, state, task and run, and paged', async () => {
  const client = await fresh();
  await client.post('/tasks', { name: 'x' });
  const { key, id } = await client.post('/workflows/start', {
    workflow_id: 'greenfield-fullstack',
    user_id: 'ada',
    session_id: 's',
  });
  await offer(client, { task_id: 'T-1' });
  await offer(client, { to_agent_id: 'qa', workflow_id: key });
  await offer(client, { from_agent_id: 'dev', to_agent_id: 'qa', workflow_id: id });
  await client.post(`${HANDOFFS}/H-3/accept`, {});
  const list = async (query: string) => {
    const { items } = await client.get<{ items: HandoffView[] }>(`${HANDOFFS}?${query}`);
    return items.map(({ handoff_id }) => handoff_id);
  };
  expect(await list('')).toEqual(['H-1', 'H-2', 'H-3']);
  expect(await list('from_agent_id=architect')).toEqual(['H-1', 'H-2']);
  expect(await list('to_agent_id=core:qa')).toEqual(['H-2', 'H-3']);
  expect(await list('agent_id=dev')).toEqual(['H-1', 'H-3']);
  expect(await list('status=accepted')).toEqual(['H-3']);
  expect(await list('agent_id=qa&status=OFFERED')).toEqual(['H-2']);
  expect(await list('task_id=T-1')).toEqual(['H-1']);
  expect(await list(`workflow_id=${String(key)}`)).toEqual(['H-2', 'H-3']);
  expect(await list(`workflow_id=${String(id)}`)).toEqual(['H-2', 'H-3']);
  const first = await client.get<{ next: string }>(`${HANDOFFS}?limit=2`);
  expect(await list(`after=${first.next}`)).toEqual(['H-3']);
  expect(await client.refused(`${HANDOFFS}?agent_id=nobody`)).toMatchObject({ status: 404 });
  expect(await client.refused(`${HANDOFFS}?giver=dev`)).toMatchObject({ status: 400 });
});

test.each<[string, object]>([
  ['from_agent_id', { from_agent_id: null }],
  ['summary', { summary: '' }],
  ['artifacts.0.name', { artifacts: [''] }],
  ['artifacts', { artifacts: [7] }],
  ['artifacts', { artifacts: [['a']] }],
  ['artifacts.1.size', { artifacts: ['a', { name: 'b', size: 1 }] }],
  ['open_questions', { open_questions: 'none' }],
  ['acceptance_points', { acceptance_points: [''] }],
  ['context', { context: ['a list'] }],
  ['context', { context: 7 }],
  ['expires_in_seconds', { expires_in_seconds: 0 }],
  ['expires_in_seconds', { expires_in_seconds: 2_592_001 }],
  ['due_at', { due_at: '2030-01-01' }],
])('%s is refused by its name in %j', async (field, body) => {
  expect(await new Client(server.api).refused(HANDOFFS, { ...least, ...body })).toMatchObject({
    status: 400,
    errors: [{ field }],
  });
});

test.each([-1, 101, 50.5, '90'])('a quality of %j is refused', async (quality) => {
  const client = await fresh();
  await offer(client);
  await client.post(`${HANDOFFS}/H-1/accept`);
  expect(await client.refused(`${HANDOFFS}/H-1/complete`, { quality })).toMatchObject({
    status: 400,
    errors: [{ field: 'quality' }],
  });
});

test('reviews have a face of their own, which takes no handoff', async () => {
  const client = await fresh();
  await offer(client);
  const review = { type: 'review', participants: ['dev', 'qa'], summary: 'Is it safe?', context: { files: 2 } };
  const started = await client.post('/collaboration', review);
  expect(started).toMatchObject({ ...review, type: 'REVIEW', collaboration_id: 'C-1', status: null, ended_at: null });
  expect(await client.get('/collaboration/C-1')).toEqual(started);
  const ended = await client.post('/collaboration/C-1/end', { success_rating: 70, feedback: 'One finding' });
  expect(ended).toMatchObject({ success_rating: 70, feedback: 'One finding', ended_at: expect.any(String) });
  expect(await client.refused('/collaboration/C-1/end', {})).toMatchObject({ status: 409 });
  const { items } = await client.get<{ items: { type: string }[] }>('/collaboration/C-1/activity');
  expect(items.map(({ type }) => type)).toEqual(['collaboration.started', 'collaboration.ended']);
  expect((await client.get<{ items: object[] }>('/collaboration?type=handoff&open=true')).items).toMatchObject([
    { collaboration_id: 'H-1', type: 'HANDOFF', status: 'OFFERED', participants: ['architect', 'dev'] },
  ]);
  for (const body of [{ type: 'HANDOFF' }, { participants: ['dev'] }, { participants: 'dev,qa' }, { summary: null }]) {
    expect(await client.refused('/collaboration', { ...review, ...body })).toMatchObject({
      status: 400,
      errors: [{ field: Object.keys(body)[0] }],
    });
  }
  expect(await client.refused('/collaboration?open=maybe')).toMatchObject({ status: 400, errors: [{ field: 'open' }] });
  expect(await client.refused('/collaboration/C-7')).toMatchObject({ status: 404, suggestions: ['C-1', 'H-1'] });
});
