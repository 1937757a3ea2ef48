import { Client } from '../../test/support/client';
import { contents, recall, store } from '../../test/support/memory-kit';
import { testServer, type TestServer } from '../../test/support/server';
import { Database } from '../database/database';
import { Memory } from './memory.entity';
import { MemoryTerm } from './terms/memory-term.entity';

let server: TestServer;
let db: Database;
let projects = 0;

beforeAll(async () => {
  server = await testServer();
  db = server.app.get(Database);
});
afterAll(() => server.app.close());

const fresh = () => new Client(server.api).inNewProject(`memory-${++projects}`);

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
