import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { EventStream, type Sent } from '../../test/support/event-stream';
import { testServer, type TestServer } from '../../test/support/server';
import { ProjectsService } from '../access/projects.service';
import { Database } from '../database/database';
import type { Scope } from '../database/scope';
import { Event } from '../events/event.entity';
import { Events } from '../events/events.service';
import { EventLog } from '../events/feed/event-log.service';
import { Feed } from '../events/feed/feed.service';

let one: TestServer;
let two: TestServer;
let projects = 0;
const streams: EventStream[] = [];

beforeAll(async () => {
  one = await testServer();
  two = await testServer({ url: one.url });
});
afterEach(() => streams.splice(0).forEach((stream) => stream.cut()));
afterAll(async () => {
  await one.app.close();
  await two.app.close();
});

interface Place {
  key: string;
  scope: Scope;
}

/** A project of its own, so that tests do not see each other's events. */
async function newProject(): Promise<Place> {
  const key = `project-${++projects}`;
  const { id } = await one.app.get(ProjectsService).create(key, key);
  await drain();
  return { key, scope: { projectId: id, by: 'ada' } };
}

const drain = () => one.app.get(Feed).drain();
const add = ({ scope }: Place, type = 'thing.made', id: string = randomUUID(), server = one, by = scope.by) =>
  server.app.get(Events).add({ ...scope, by }, type, { type: type.split('.')[0], id });

async function watch({ key }: Place, query = '', server = one): Promise<EventStream> {
  const stream = new EventStream();
  streams.push(stream);
  await stream.connect(`${server.api}/events${query}`, { 'x-bmad-project': key });
  return stream;
}

async function page({ key }: Place, query = '') {
  const answer = await fetch(`${one.api}/events${query}`, { headers: { 'x-bmad-project': key } });
  return {
    status: answer.status,
    body: (await answer.json()) as { items: Sent[]; next: string | null; detail: string },
  };
}

/** Waits until `what` holds, for at most ten seconds. */
async function until(what: () => boolean): Promise<void> {
  for (let turn = 0; turn < 1_000 && !what(); turn++) await sleep(10);
  expect(what()).toBe(true);
}

const subjects = (events: Sent[]) => events.map(({ subject_id }) => subject_id);
const ids = (count: number) => Array.from({ length: count }, () => randomUUID());

test('a page goes on from where the one before ended, to the last', async () => {
  const place = await newProject();
  const all = ids(5);
  for (const id of all) await add(place, 'thing.made', id);
  await drain();
  const seen: string[] = [];
  let next: string | null = '0';
  let pages = 0;
  for (; next !== null; pages++) {
    const { body } = await page(place, `?after=${next}&limit=2&subject_type=thing`);
    seen.push(...subjects(body.items));
    next = body.next;
  }
  expect(seen).toEqual(all);
  expect(pages).toBe(3);
});

test('filters take the same events in a page and in a stream', async () => {
  const place = await newProject();
  const other = await newProject();
  const [subject] = ids(1);
  const stream = await watch(place);
  for (const type of ['task.made', 'task.done', 'tasks.made', 'story.done', 'story.made']) {
    await add(place, type, subject);
    await add(place, type, randomUUID(), two, 'bob');
    await add(other, type, subject);
  }
  await drain();
  await until(() => stream.events.length === 10);
  for (const query of [
    'type=task.done',
    'type=task.',
    'type=task.*,story.done',
    'subject_type=story',
    `subject_id=${subject}`,
    `subject_id=${subject.toUpperCase()}&type=task.`,
    'actor=bob',
    'actor=bob&type=nothing.',
  ]) {
    const { body } = await page(place, `?limit=200&${query}`);
    const live = await watch(place, `?after=0&${query}`);
    await until(() => live.events.length >= body.items.length);
    expect(live.events).toEqual(body.items);
    expect(body.items.length > 0).toBe(!query.includes('nothing'));
    expect(body.next).toBeNull();
    streams.pop()!.cut();
  }
});

test('a page of few among many events comes in stretches', async () => {
  const place = await newProject();
  await one.app.get(Database).sql`
    insert into ${Event} (tx, project_id, type, subject_type, subject_id, actor, data)
    select pg_current_xact_id()::text::bigint, ${place.scope.projectId}, 'thing.made', 'thing', gen_random_uuid(), 'ada', '{}' from generate_series(1, 20000)`;
  const [rare] = ids(1);
  await add(place, 'rare.made', rare);
  await drain();
  const first = await page(place, '?type=rare.');
  expect(first.body.items).toEqual([]);
  const second = await page(place, `?type=rare.&after=${first.body.next}`);
  const third = await page(place, `?type=rare.&after=${second.body.next}`);
  expect(subjects([...second.body.items, ...third.body.items])).toEqual([rare]);
  expect(third.body.next).toBeNull();
  const stream = await watch(place, '?type=rare.&after=0');
  await until(() => stream.events.length === 1);
});

test('a stream that was cut off goes on exactly where it was, on another server too', async () => {
  const place = await newProject();
  const all = ids(30);
  const stream = await watch(place);
  for (const [n, id] of all.entries()) {
    await add(place, 'thing.made', id, n % 2 ? one : two);
    if (n % 5 !== 4) continue;
    await until(() => stream.events.length > n - 4);
    stream.cut();
    const server = n % 10 === 4 ? two : one;
    await stream.connect(`${server.api}/events`, { 'x-bmad-project': place.key });
  }
  await until(() => stream.events.length >= all.length);
  expect(subjects(stream.events)).toEqual(all);
});

test('the database is read once, however many watch', async () => {
  const place = await newProject();
  const read = jest.spyOn(one.app.get(EventLog), 'after');
  const all = await Promise.all(Array.from({ length: 40 }, () => watch(place)));
  read.mockClear();
  const [id] = ids(1);
  await add(place, 'thing.made', id);
  await until(() => all.every(({ events }) => events.length === 1));
  const reads = read.mock.calls.length;
  read.mockRestore();
  expect(reads).toBeLessThan(10);
});

test('a client that does not read holds up nobody, and gets everything in the end', async () => {
  const place = await newProject();
  const slow = await watch(place);
  const quick = await watch(place);
  slow.pause();
  const text = 'x'.repeat(2_000);
  await one.app.get(Database).sql`
    insert into ${Event} (tx, project_id, type, subject_type, subject_id, actor, data)
    select pg_current_xact_id()::text::bigint, ${place.scope.projectId}, 'thing.made', 'thing', gen_random_uuid(), 'ada', jsonb_build_object('text', ${text}::text)
    from generate_series(1, 12000)`;
  await until(() => quick.events.length === 12_000);
  expect(slow.events.length).toBeLessThan(12_000);
  slow.resume();
  await until(() => slow.events.length === 12_000);
  expect(subjects(slow.events)).toEqual(subjects(quick.events));
}, 60_000);

test('a server that stops ends its streams, and does not wait for them', async () => {
  const place = await newProject();
  const server = await testServer({ url: one.url });
  const stream = await watch(place, '', server);
  await add(place);
  await until(() => stream.events.length === 1);
  await server.app.close();
  expect(await stream.ended()).toBe(true);
});

test('what is not kept any more is told, and so is what never was', async () => {
  const place = await newProject();
  await add(place);
  await drain();
  const { body } = await page(place);
  const last = Number(body.items.at(-1)!.position);
  expect(await page(place, `?after=${last + 1000}`)).toMatchObject({ status: 422 });
  await expect(watch(place, `?after=${last + 1000}`)).rejects.toThrow('unacceptable');
  await one.app.get(Database).sql`delete from ${Event} where position < ${last}`;
  expect((await page(place, `?after=${last - 1}`)).status).toBe(200);
  const gone = await page(place, `?after=${last - 2}`);
  expect(gone.status).toBe(410);
  expect(gone.body.detail).toContain(String(last));
  await expect(watch(place, `?after=${last - 2}`)).rejects.toThrow('events-gone');
  expect(subjects((await page(place, '?after=0')).body.items)).toEqual([body.items.at(-1)!.subject_id]);
});
