import { Client } from '../../test/support/client';
import { testServer, type TestServer } from '../../test/support/server';
import { catalogue } from '../problems/catalogue';

let server: TestServer;
let client: Client;

beforeAll(async () => {
  server = await testServer();
  client = new Client(server.api);
});
afterAll(() => server.app.close());

type Kind = { type: string; name: string; title: string; statuses: number[]; means: string; remedy: string };
type Kinds = { items: Kind[]; next: string | null };

test('every kind of problem is listed once, by pages', async () => {
  const all = await client.get<Kinds>('/problems?limit=200');
  expect(all.items.map(({ name }) => name)).toEqual(Object.keys(catalogue).sort());
  expect(all.next).toBeNull();
  const first = await client.get<Kinds>('/problems?limit=30');
  const second = await client.get<Kinds>(`/problems?limit=200&after=${first.next}`);
  expect([...first.items, ...second.items]).toEqual(all.items);
});

test('a problem leads to what it means', async () => {
  const { type, title, status } = await client.refused('/tasks/T-404');
  const kind = await client.get<Kind>(`/problems/${type}`);
  expect(kind).toEqual(await client.get<Kind>('/problems/task-not-found'));
  expect(kind).toMatchObject({ type, title, statuses: [status] });
  expect(await client.refused('/problems/task-not-fond')).toMatchObject({
    type: 'urn:bmad:problem:problem-not-found',
    suggestions: expect.arrayContaining(['task-not-found']),
  });
});

test('every route that a kind names is there', async () => {
  const answer = await fetch(server.api.replace('/v1/bmad', '/openapi.json'));
  const { paths } = (await answer.json()) as { paths: Record<string, object> };
  const plain = (path: string) => path.replaceAll(/\{\w+\}/g, '{}');
  const known = new Set(
    Object.entries(paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method.toUpperCase()} ${plain(path.replace('/api/v1/bmad', ''))}`),
    ),
  );
  const named = Object.values(catalogue).flatMap(({ means, remedy }) => [
    ...`${means} ${remedy}`.matchAll(/(?:GET|POST) \/[\w/{}-]*/g),
  ]);
  expect(named.map(([route]) => plain(route)).filter((route) => !known.has(route))).toEqual([]);
  expect(named.length).toBeGreaterThan(20);
});
