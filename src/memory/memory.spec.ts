import { Client } from '../../test/support/client';
import { testServer, type TestServer } from '../../test/support/server';
import { Database } from '../database/database';
import { Memory } from './memory.entity';
import { MemoryTerm } from './terms/memory-term.entity';

interface Found {
  memories: { id: string; content: string; relevance: number; confidence: number; integration_id: string }[];
  total: number;
  confidence: number | null;
}
interface Stored {
  id: string;
  duplicates: { id: string }[];
  integration: { id: string };
}

let server: TestServer;
let db: Database;
let projects = 0;

beforeAll(async () => {
  server = await testServer();
  db = server.app.get(Database);
});
afterAll(() => server.app.close());

const fresh = () => new Client(server.api).inNewProject(`memory-${++projects}`);
const store = (client: Client, content: string, more: object = {}) =>
  client.post<Stored>('/memory/store', { agent_id: 'dev', content, category: 'ERROR_PATTERNS', ...more });
const recall = (client: Client, query: string, more: object = {}) =>
  client.post<Found>('/memory/context', { agent_id: 'dev', query, ...more });
const contents = ({ memories }: Found) => memories.map(({ content }) => content);

describe('what is stored', () => {
  test('is found by its own words at once, the right one first', async () => {
    const client = await fresh();
    await store(client, 'The staging database is reset every night at two');
    const { id } = await store(client, 'Retries of the payment call must carry the same idempotency key');
    await store(client, 'Use pnpm, not npm, in the frontend');
    const { memories, confidence } = await recall(
      client,
      'Why did the payment retry charge twice without idempotency?',
    );
    expect(memories[0].id).toBe(id);
    expect(memories[0].relevance).toBeGreaterThan(0);
    expect(confidence).toBe(memories[0].confidence);
  });

  test.each([
    ['an identifier by its parts', 'Call getUserProfile before render', 'user profile'],
    ['an identifier spelled otherwise', 'Call getUserProfile before render', 'get_user_profile'],
    ['a path by its parts', 'The bug was in src/billing/invoice_total.ts', 'invoice total billing'],
    ['an irregular form', 'We chose Postgres over Mongo', 'why choose postgres'],
    ['an accent', 'Das Café-Modul ist langsam', 'cafe modul'],
    ['Chinese', '我们决定使用消息队列处理订单', '消息队列'],
    ['Japanese', '決済サービスの再試行は冪等でなければならない', '再試行'],
    ['Russian', 'Мы решили использовать очередь сообщений', 'очередь сообщений'],
    ['Arabic', 'قررنا استخدام قائمة الرسائل', 'قائمة الرسائل'],
    ['Thai', 'เราตัดสินใจใช้คิวข้อความ', 'คิวข้อความ'],
    ['a tag', 'Look twice', 'rollback', { tags: ['rollback'] }],
    ['an entity alone', 'It forgets its locale', 'InvoiceMailer', { entities: ['invoice-mailer'] }],
  ])('is found by %s', async (_, content, query, more: object = {}) => {
    const client = await fresh();
    await store(client, 'Something else was decided on Monday');
    await store(client, content, more);
    expect(contents(await recall(client, query))[0]).toBe(content);
  });

  test('is offered with what says the same, and merged on demand only', async () => {
    const client = await fresh();
    const first = await store(client, 'Restart the queue worker after each deploy', { tags: ['queue'] });
    const second = await store(client, 'restart the queue worker, after each deploy!', { tags: ['deploy'] });
    const near = await store(client, 'Restart the queue worker after each big deploy');
    expect(second.duplicates.map(({ id }) => id)).toEqual([first.id]);
    const alike = await client.get<{ id: string }[]>(`/memory/${first.id}/duplicates`);
    expect(alike.map(({ id }) => id)).toEqual([second.id, near.id]);
    const merged = await client.post(`/memory/${first.id}/merge`, { duplicates: [second.id] });
    expect(merged.tags).toEqual(['queue', 'deploy']);
    expect(await client.get(`/memory/${second.id}`)).toMatchObject({ status: 'SUPERSEDED', superseded_by: first.id });
    expect((await recall(client, 'restart queue worker deploy')).memories.map(({ id }) => id)).not.toContain(second.id);
  });

  test('is refused where it holds a secret', async () => {
    const client = await fresh();
    const password = ['hunter', '2042x'].join('');
    const body = { agent_id: 'dev', category: 'AGENT_CONTEXT', content: 'See the vault', context: { password } };
    const refusal = await client.refused('/memory/store', body);
    expect(refusal).toMatchObject({ status: 422, type: 'urn:bmad:problem:secret-found' });
    expect(JSON.stringify(refusal)).not.toContain(password);
    expect((await client.get<{ items: object[] }>('/memory')).items).toEqual([]);
  });

  test.each([[[[]]], [[null]], [[{}]], [{}], [[{ type: 'task', id: 'T-1' }, []]]])(
    'is refused with links like %j',
    async (links) => {
      const client = await fresh();
      const body = { agent_id: 'dev', category: 'AGENT_CONTEXT', content: 'Deploys run on Jenkins', links };
      expect(await client.refused('/memory/store', body)).toMatchObject({ status: 400 });
    },
  );
});

describe('what is changed', () => {
  test('is found by its new words, not by its old ones, and keeps what it said', async () => {
    const client = await fresh();
    const { id } = await store(client, 'Deploys run on Jenkins');
    await client.send(`/memory/${id}`);
    await fetch(`${server.api}/memory/${id}`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json', 'x-bmad-project': client.project },
      body: JSON.stringify({ content: 'Deploys run on Buildkite' }),
    });
    expect(contents(await recall(client, 'jenkins'))).toEqual([]);
    expect(contents(await recall(client, 'buildkite'))).toEqual(['Deploys run on Buildkite']);
    const { items } = await client.get<{ items: object[] }>(`/memory/${id}/revisions`);
    expect(items).toMatchObject([{ version: 1, content: 'Deploys run on Jenkins' }]);
  });

  test('is not found while it is archived, and again when it is restored', async () => {
    const client = await fresh();
    const { id } = await store(client, 'Deploys run on Jenkins');
    await client.post(`/memory/${id}/archive`);
    expect((await recall(client, 'jenkins')).memories).toEqual([]);
    expect(await client.refused(`/memory/${id}/archive`, {})).toMatchObject({ status: 409, allowed: ['ACTIVE'] });
    await client.post(`/memory/${id}/restore`);
    expect(contents(await recall(client, 'jenkins'))).toEqual(['Deploys run on Jenkins']);
  });

  test('is deleted with all that was known of it', async () => {
    const client = await fresh();
    const { id } = await store(client, 'Deploys run on Jenkins', { links: [{ type: 'task', id: 'T-1' }] });
    await recall(client, 'jenkins');
    const { number } = await db.of(Memory).findOneByOrFail({ id });
    const headers = { 'x-bmad-project': client.project };
    expect((await fetch(`${server.api}/memory/${id}`, { method: 'DELETE', headers })).status).toBe(200);
    expect(await db.of(MemoryTerm).countBy({ memoryNumber: number })).toBe(0);
    const tables = ['memory_integrations', 'memory_links', 'memory_revisions'];
    for (const table of tables) {
      expect(await db.manager.query(`select 1 from bmad.${table} where memory_uuid = $1`, [id])).toEqual([]);
    }
    expect(await client.refused(`/memory/${id}`)).toMatchObject({ status: 404 });
  });
});

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
    expect(performance.now() - begun).toBeLessThan(500);
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

describe('what helped', () => {
  test('is ranked higher and with more confidence, and the last word of a use counts', async () => {
    const client = await fresh();
    await store(client, 'Clear the cache when the build fails');
    const { id } = await store(client, 'Clear the disk when the build fails');
    const before = await recall(client, 'the build fails');
    expect(before.memories[1].id).toBe(id);
    const path = `/memory/${id}/feedback`;
    await client.post(path, { agent_id: 'dev', helped: false });
    const judged = await client.post(path, { agent_id: 'dev', helped: true });
    expect(judged).toMatchObject({ useful_count: 1, harmful_count: 0 });
    const after = await recall(client, 'the build fails');
    expect(after.memories[0].id).toBe(id);
    expect(after.memories[0].confidence).toBeGreaterThan(before.memories[1].confidence);
  });

  test('and every use is on record', async () => {
    const client = await fresh();
    const { id, integration } = await store(client, 'Jenkins deploys at night');
    const { memories } = await recall(client, 'jenkins deploys', { session_id: 's-1', user_id: 'ada' });
    const { items } = await client.get<{ items: object[] }>(`/memory/${id}/uses`);
    expect(items).toMatchObject([
      { id: integration.id, operation: 'STORE', rank: null },
      { id: memories[0].integration_id, operation: 'CONTEXT', rank: 1, purpose: 'jenkins deploys', session_id: 's-1' },
    ]);
    expect(await client.get('/memory/usage')).toMatchObject([{ id, uses: 1 }]);
    expect(await client.get('/memory/usage?pattern=never_used')).toEqual([]);
    expect(await client.get('/memory/usage/agents')).toMatchObject([{ agent_id: 'dev', uses: 1 }]);
    expect(await client.post('/memory/calibrate')).toMatchObject({ fitted: false, samples: 0 });
  });
});

test('lines that are exported can be imported, all or none', async () => {
  const [client, other] = [await fresh(), await fresh()];
  await store(client, 'Jenkins deploys at night', {
    session_id: 's',
    entities: ['Jenkins'],
    links: [{ type: 'task', id: 'T-1' }],
  });
  await store(client, 'Use pnpm');
  const answer = await fetch(`${server.api}/memory/export`, { headers: { 'x-bmad-project': client.project } });
  const jsonl = await answer.text();
  expect(jsonl.trim().split('\n')).toHaveLength(2);
  expect(await other.post('/memory/import', { jsonl })).toMatchObject({ stored: 2 });
  expect(contents(await recall(other, 'jenkins'))).toEqual(['Jenkins deploys at night']);
  const refusal = await other.refused('/memory/import', { jsonl: `${jsonl}{"agent_id":"dev"}\nnonsense` });
  expect(refusal.errors!.map(({ field }) => field)).toEqual(['line 3.content', 'line 3.category', 'line 4']);
  expect((await other.get<{ items: object[] }>('/memory')).items).toHaveLength(2);
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
