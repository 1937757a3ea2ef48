import { Client } from '../../../test/support/client';
import { contents, type Found, recall, store } from '../../../test/support/memory-kit';
import { testServer, type TestServer } from '../../../test/support/server';

let server: TestServer;
let projects = 0;

beforeAll(async () => {
  server = await testServer();
});
afterAll(() => server.app.close());

const fresh = () => new Client(server.api).inNewProject(`recall-${++projects}`);

describe('an answer', () => {
  test('is empty when nothing is good enough', async () => {
    const client = await fresh();
    await store(client, 'Deploys run on Jenkins');
    expect(await recall(client, 'sourdough recipe')).toMatchObject({ memories: [], total: 0, confidence: 0 });
    expect((await recall(client, 'jenkins deploys', { min_confidence: 1 })).memories).toEqual([]);
  });

  test.each(['', ' ', 'the', '???', '🙂🙂', "'; drop table memories; -- & | ! <-> :*", "a:b & 'c' \\ ''"])(
    'is given to an odd question: %j',
    async (query) => {
      const client = await fresh();
      await store(client, "It's a 'quoted' \\ backslash: lesson & more | less");
      expect((await recall(client, query)).memories.length).toBeLessThanOrEqual(1);
    },
  );

  test('is given quickly to a long question', async () => {
    const client = await fresh();
    await store(client, 'Deploys run on Jenkins');
    const begun = performance.now();
    await recall(
      client,
      Array.from({ length: 15_000 }, (_, n) => `w${n}`)
        .join(' ')
        .slice(0, 100_000),
    );
    expect(performance.now() - begun).toBeLessThan(10_000);
  });

  test('holds the newest memories when nothing is asked', async () => {
    const client = await fresh();
    for (const content of ['one', 'two', 'three']) await store(client, content);
    const answer = await client.post<Found>('/memory/context', { agent_id: 'dev', limit: 2 });
    expect(contents(answer)).toEqual(['three', 'two']);
    expect(answer.confidence).toBeNull();
  });

  test('keeps to a budget of characters', async () => {
    const client = await fresh();
    const long = `Jenkins ${'deploys slowly and '.repeat(20)}`;
    await store(client, long);
    await store(client, 'Jenkins deploys at night');
    const { memories } = await recall(client, 'jenkins deploys', { max_chars: 100 });
    expect(memories.map(({ content }) => content)).toEqual(['Jenkins deploys at night']);
  });

  test('explains itself', async () => {
    const client = await fresh();
    await store(client, 'Jenkins deploys at night', { entities: ['Jenkins'] });
    const { memories } = await recall(client, 'when does Jenkins deploy', { explain: true });
    const [{ explanation }] = memories as unknown as { explanation: { features: object; score: number } }[];
    expect(explanation.features).toMatchObject({ entity: 1, coverage: 1 });
    expect(explanation.score).toBeGreaterThan(0);
  });

  test('prefers what answers a question that has the words to what follows a statement of them', async () => {
    const client = await fresh();
    await store(client, 'Somebody runs the walrus service.', { session_id: 'statement' });
    await store(client, 'Lunch is at noon', { session_id: 'statement' });
    await store(client, 'Which team runs the walrus service?', { session_id: 'question' });
    await store(client, 'Payments', { session_id: 'question' });
    const found = contents(await recall(client, 'walrus service'));
    expect(found).toHaveLength(4);
    expect(found.indexOf('Payments')).toBeLessThan(found.indexOf('Lunch is at noon'));
  });

  test('holds only what a filter lets through', async () => {
    const client = await fresh();
    await store(client, 'Jenkins deploys at night', { tags: ['ci'], links: [{ type: 'Task', id: 'T-1' }] });
    await store(client, 'Jenkins deploys at noon', { category: 'AGENT_CONTEXT' });
    const search = async (filter: object) =>
      contents(await client.post<Found>('/memory/search', { query: 'jenkins deploys', ...filter }));
    expect((await search({})).length).toBe(2);
    expect(await search({ tags: ['ci'] })).toEqual(['Jenkins deploys at night']);
    expect(await search({ categories: ['agent_context'] })).toEqual(['Jenkins deploys at noon']);
    expect(await search({ link: 'task:T-1' })).toEqual(['Jenkins deploys at night']);
    expect(await search({ until: '2001-01-01' })).toEqual([]);
  });
});

test('an agent begins with what helps its work', async () => {
  const client = await fresh();
  const { id } = await store(client, 'The checkout page must work without JavaScript');
  const who = { agent_id: 'dev', session_id: 'session-1', user_id: 'ada' };
  const { memory_context } = await client.post('/agents/activate', {
    ...who,
    context: { goal: 'build the checkout page' },
  });
  expect(memory_context).toMatchObject({ memories: [{ id }], total: 1 });
  const { items } = await client.get<{ items: { operation: string }[] }>(`/memory/${id}/uses`);
  expect(items.map(({ operation }) => operation)).toEqual(['STORE', 'ACTIVATION']);
});
