import { randomUUID } from 'node:crypto';
import { testServer, type TestServer } from '../../../test/support/server';
import { IdempotencyKey } from './idempotency-key.entity';
import { Database } from '../../database/database';

let server: TestServer;

beforeAll(async () => {
  server = await testServer();
});
afterAll(() => server.app.close());

type Answer = { status: number; headers: Headers; text: string; body: Record<string, unknown> };

async function send(path: string, body: object, headers: Record<string, string>, method = 'POST'): Promise<Answer> {
  const sent = { method, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
  const response = await fetch(server.api + path, sent);
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: JSON.parse(text) };
}

const keyed = (key: string = randomUUID()) => ({ 'idempotency-key': key });

test('a request that is sent again does nothing again and is answered the same', async () => {
  const key = keyed();
  const first = await send('/tasks', { name: 'once' }, key);
  const again = await send('/tasks', { name: 'once' }, key);
  expect(first.status).toBe(201);
  expect(again).toMatchObject({ status: 201, text: first.text });
  expect(again.headers.get('etag')).toBe(first.headers.get('etag'));
  expect([first, again].map(({ headers }) => headers.get('idempotency-replayed'))).toEqual([null, 'true']);
});

test('of eight at once one does it, and all are answered the same', async () => {
  const key = keyed();
  const name = randomUUID();
  const answers = await Promise.all(Array.from({ length: 8 }, () => send('/tasks', { name }, key)));
  expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
  expect(answers.filter(({ headers }) => headers.get('idempotency-replayed')).length).toBe(7);
  const { items } = (await (await fetch(`${server.api}/tasks?text=${name}`)).json()) as { items: object[] };
  expect(items.length).toBe(1);
});

test('another body, address or method under the same key is refused', async () => {
  const key = keyed();
  await send('/tasks', { name: 'first' }, key);
  for (const [path, body] of [
    ['/tasks', { name: 'second' }],
    ['/projects', { name: 'first', key: randomUUID() }],
  ] as const) {
    const answer = await send(path, body, key);
    expect(answer).toMatchObject({ status: 422, body: { type: 'urn:bmad:problem:idempotency-key-reused' } });
  }
});

test('what failed is not remembered', async () => {
  const key = keyed();
  const [story_id, title] = [randomUUID().slice(0, 8), 'x'];
  const story = { story_id, title, epic_id: `of-${story_id}` };
  expect((await send('/stories', story, key)).status).toBe(404);
  await send('/epics', { epic_id: `of-${story_id}`, name: 'x' }, {});
  const done = await send('/stories', story, key);
  expect(done.status).toBe(201);
  expect(done.headers.get('idempotency-replayed')).toBeNull();
});

test('the answer is not readable in the database, and the key is not there', async () => {
  const key = `key-${randomUUID()}`;
  await send('/tasks', { name: 'a name to be found' }, keyed(key));
  const db = server.app.get(Database);
  const rows = await db.of(IdempotencyKey).find();
  expect(rows.filter(({ answer }) => answer?.includes('a name to be found'))).toEqual([]);
  expect(JSON.stringify(rows)).not.toContain(key);
});

test.each(['', 'x'.repeat(256), 'two words', 'k\xe9y'])('the key %j is refused', async (key) => {
  const answer = await send('/tasks', { name: 'x' }, keyed(key));
  expect(answer.status).toBe(400);
  expect(answer.body.detail).toContain('Idempotency-Key');
});
