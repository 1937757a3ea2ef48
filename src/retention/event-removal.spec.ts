import { Client } from '../../test/support/client';
import { EventStream } from '../../test/support/event-stream';
import { testServer, type TestServer } from '../../test/support/server';
import { Database } from '../database/database';
import { Event } from '../events/event.entity';
import { EventCursor } from '../events/feed/event-cursor.entity';
import { Feed } from '../events/feed/feed.service';
import type { RetentionView } from './retention.dto';
import { Retention } from './retention.service';

let server: TestServer;
let db: Database;
let retention: Retention;
let root: Client;
let projects = 0;

beforeAll(async () => {
  server = await testServer();
  db = server.app.get(Database);
  retention = server.app.get(Retention);
  root = new Client(server.api);
});
afterAll(() => server.app.close());

const project = () => root.inNewProject(`kept-${++projects}`);
const drain = () => server.app.get(Feed).drain();

type Page = { items: { position: string; type: string; subject_id: string }[] };
const eventsOf = async (client: Client, after = '0') =>
  (await client.get<Page>(`/events?limit=200&after=${after}`)).items;
const told = async (kind: string) => {
  const { kinds } = await root.get<RetentionView>('/retention');
  return kinds.find((one) => one.kind === kind)!;
};

/** Makes all events that are there as old as this. */
async function ageEvents(days: number): Promise<void> {
  await drain();
  await db.sql`update ${Event} set at = at - make_interval(days => ${days})`;
}

test('events that are too old go, the others stay, and whoever comes with an older position is told', async () => {
  const client = await project();
  await client.post('/tasks', { name: 'old' });
  await ageEvents(91);
  await client.post('/tasks', { name: 'new' });
  await drain();
  const before = await eventsOf(client);
  const young = before.slice(-1);
  await retention.run(3);
  expect(await eventsOf(client)).toEqual(young);
  const { removed, last_removed, last_run_at } = await told('events');
  expect(removed).toBe(last_removed);
  expect(removed).toBeGreaterThanOrEqual(before.length - 1);
  expect(Date.parse(String(last_run_at))).toBeGreaterThan(Date.now() - 60_000);
  expect(await client.refused('/events?after=1')).toMatchObject({ status: 410, type: 'urn:bmad:problem:events-gone' });
  const stream = new EventStream();
  stream.lastId = '1';
  const headers = { 'x-bmad-project': client.project };
  await expect(stream.connect(`${server.api}/events`, headers)).rejects.toThrow('events-gone');
  // The last position that is gone is a place to go on from.
  expect(await eventsOf(client, String(Number(young[0].position) - 1))).toEqual(young);
  await retention.run();
  expect(await eventsOf(client)).toEqual(young);
});

test('no event goes that a reader has still to deal with', async () => {
  const client = await project();
  for (const name of ['one', 'two', 'three']) await client.post('/tasks', { name });
  await ageEvents(91);
  const [first, ...others] = await eventsOf(client);
  await db.sql`insert into ${EventCursor} (name, position) values ('slow', ${first.position})`;
  await retention.run();
  expect(await eventsOf(client)).toEqual(others);
  await db.sql`delete from ${EventCursor} where name = 'slow'`;
  await retention.run();
  expect(await eventsOf(client)).toEqual([]);
});

test('what a handoff is measured by stays, and so does its outcome', async () => {
  const client = await project();
  await client.post('/tasks', { name: 'x' });
  const offer = { from_agent_id: 'architect', to_agent_id: 'dev', summary: 'x', task_id: 'T-1' };
  const { id } = await client.post('/collaboration/handoffs', offer);
  await client.post(`/collaboration/handoffs/${String(id)}/accept`);
  const claim = await client.post('/tasks/claim', { agent_id: 'dev', session_id: 's' });
  await client.post('/tasks/T-1/start', { lease_token: claim.lease_token });
  await client.post('/tasks/T-1/fail', { lease_token: claim.lease_token, reason: 'x' });
  await drain();
  const outcome = async () => (await client.get(`/collaboration/handoffs/${String(id)}`)).outcome;
  await db.sql`update ${Event} set at = at - interval '91 days'`;
  await db.sql`update bmad.agent_collaborations set accepted_at = accepted_at - interval '91 days' where id = ${id}`;
  const before = await outcome();
  expect(JSON.stringify(before)).toContain('FAILED');
  await retention.run(2);
  expect((await eventsOf(client)).map(({ type }) => type)).toContain('task.failed');
  expect((await eventsOf(client)).map(({ type }) => type)).not.toContain('task.created');
  expect(await outcome()).toEqual(before);
});
