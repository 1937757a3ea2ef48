import { Webhook as Reference } from 'standardwebhooks';
import { Client } from '../../../test/support/client';
import { answers, babbles, breaks, hangs, Receiver, type Received, takes } from '../../../test/support/receiver';
import { testServer, type TestServer } from '../../../test/support/server';
import { allArrived, deliveriesOf, hookTo, stateOf, until } from '../../../test/support/webhook-kit';
import { Database } from '../../database/database';
import { Feed } from '../../events/feed/feed.service';
import { AlertEvaluation } from '../../monitoring/alerts/alert-evaluation.service';
import { AlertTurn } from '../../monitoring/alerts/alert-turn.entity';
import type { FreshWebhookView } from '../webhook.dto';
import { Webhook } from '../webhook.entity';

let server: TestServer;
let second: TestServer;
let db: Database;
let root: Client;
let receiver: Receiver;
let projects = 0;
/** What names lead to, one answer after another; the last one stays. */
const names: Record<string, string[]> = {};

beforeAll(async () => {
  const lookup = (name: string) => {
    const [address] = names[name]?.length > 1 ? names[name].splice(0, 1) : (names[name] ?? []);
    return Promise.resolve(address ? [{ address, family: 4 }] : []);
  };
  const webhooks = {
    delivers: true,
    allowedNetworks: ['127.0.0.2/32', '127.0.0.1/32'],
    timeoutSeconds: 0.25,
    lookup,
    retrySeconds: Array.from({ length: 40 }, () => 0),
  };
  server = await testServer({ webhooks });
  second = await testServer({ url: server.url, webhooks });
  db = server.app.get(Database);
  root = new Client(server.api);
});
beforeEach(async () => {
  receiver = await Receiver.begin();
});
afterEach(() => receiver.end());
afterAll(async () => {
  for (const { app } of [server, second]) await app.close();
});

/** A webhook in a project of its own. */
const hook = async (more: object = {}) =>
  hookTo(receiver.url(), await root.inNewProject(`deliveries-${++projects}`), more);

const add = (client: Client, count: number) =>
  Promise.all(Array.from({ length: count }, (_, n) => client.post('/tasks', { name: `task ${n}` })));
const verified = ({ body, headers }: Received, secret: string) =>
  new Reference(secret).verify(body, headers as Record<string, string>) as Received['json'];

test('a receiver that fails, hangs, redirects, breaks off, babbles and comes back is sent every event', async () => {
  const one = await hook();
  receiver.next.push(answers(500), hangs, answers(302, { location: receiver.url('/elsewhere') }), breaks, babbles);
  receiver.next.push(answers(404), hangs, answers(503));
  await add(one.client, 12);
  await until(allArrived(one, 12));
  const { items } = await one.client.get<{ items: Record<string, unknown>[] }>('/events?type=task.');
  const messages = receiver.received.map((received) => verified(received, one.secret));
  expect(new Set(messages.map(({ data }) => data.position))).toEqual(new Set(items.map(({ position }) => position)));
  expect(messages.find(({ data }) => data.id === items[0].id)).toEqual({
    type: 'task.created',
    timestamp: items[0].at,
    data: { ...items[0], project: one.client.project },
  });
  expect(receiver.received.length).toBe(20);
  expect(receiver.received.filter(({ path }) => path !== '/')).toEqual([]);
  // What is sent again has the id that it had.
  expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(12);
  expect(receiver.most).toBe(1);
  const deliveries = await deliveriesOf(one);
  expect(deliveries.reduce((sum, { attempts }) => sum + attempts, 0)).toBe(20);
  expect(deliveries.every(({ last_status, last_error }) => last_status === 204 && last_error === null)).toBe(true);
  expect((await stateOf(one)).failing_since).toBeNull();
});

test('nobody waits for a receiver that hangs, not even the receivers of others', async () => {
  receiver.manner = hangs;
  const [hanging, other] = [await hook(), await hook()];
  const well = await Receiver.begin();
  await other.client.patch(`/webhooks/${other.id}`, { url: well.url() });
  await add(hanging.client, 40);
  await until(() => receiver.received.length > 0);
  await add(other.client, 5);
  await until(allArrived(other, 5));
  expect(await deliveriesOf(hanging, '&status=delivered')).toEqual([]);
  await until(async () => (await stateOf(hanging)).failing_since !== null);
  well.end();
  await hanging.client.post(`/webhooks/${hanging.id}/pause`);
});

test('of several servers one sends each event, and no one sends what another is sending', async () => {
  const one = await hook();
  receiver.manner = (response) => void setTimeout(() => takes(response, receiver.received[0]), 5);
  await add(one.client, 60);
  await until(allArrived(one, 60));
  expect(receiver.received.length).toBe(60);
  expect(receiver.most).toBe(1);
});

test('events arrive as the filter says, from the making of the webhook on', async () => {
  const client = await root.inNewProject(`deliveries-${++projects}`);
  await add(client, 1);
  const { task_id, id } = await client.post('/tasks', { name: 'mine' });
  await server.app.get(Feed).drain();
  const made = await client.post<FreshWebhookView>('/webhooks', {
    url: receiver.url(),
    subject_id: id,
    types: ['task.'],
  });
  await client.patch(`/tasks/${String(task_id)}`, { name: 'still mine' });
  await add(client, 1);
  await until(allArrived({ client, id: made.id, secret: '' }, 1));
  expect(receiver.received.map(({ json }) => [json.type, json.data.subject_id])).toEqual([['task.changed', id]]);
});

test('what happens while a webhook is paused is sent once it is resumed', async () => {
  const one = await hook();
  await one.client.post(`/webhooks/${one.id}/pause`);
  await add(one.client, 3);
  await until(async () => (await deliveriesOf(one, '&status=pending')).length === 3);
  expect(receiver.received).toEqual([]);
  await one.client.post(`/webhooks/${one.id}/resume`);
  await until(allArrived(one, 3));
});

test('while an old secret is still good both sign, and afterwards only the new one', async () => {
  const one = await hook();
  const { secret } = await one.client.post<FreshWebhookView>(`/webhooks/${one.id}/rotate-secret`, {
    overlap_seconds: 3600,
  });
  await one.client.post(`/webhooks/${one.id}/test`);
  await until(() => receiver.received.length === 1);
  for (const known of [secret, one.secret]) expect(verified(receiver.received[0], known).type).toBe('webhook.test');
  await db.sql`update ${Webhook} set previous_until = now() where id = ${one.id}`;
  await one.client.post(`/webhooks/${one.id}/test`);
  await until(() => receiver.received.length === 2);
  expect(verified(receiver.received[1], secret).type).toBe('webhook.test');
  expect(() => verified(receiver.received[1], one.secret)).toThrow('signature');
  const forged = { ...receiver.received[1], body: receiver.received[1].body.replace('webhook.test', 'webhook.true') };
  expect(() => verified(forged, secret)).toThrow('signature');
});

test('a name that leads inside once the webhook is there is not connected to', async () => {
  names['rebinds.example'] = ['93.184.215.14', '127.0.0.3'];
  const one = await hook({ url: receiver.url('/', 'rebinds.example') });
  await one.client.post(`/webhooks/${one.id}/test`);
  await until(async () => (await deliveriesOf(one))[0].last_error !== null);
  expect((await deliveriesOf(one))[0]).toMatchObject({
    last_status: null,
    last_error: expect.stringContaining('inside'),
  });
  await db.sql`update ${Webhook} set url = ${receiver.url('/', '127.0.0.3')} where id = ${one.id}`;
  const before = (await deliveriesOf(one))[0].attempts;
  await until(async () => (await deliveriesOf(one))[0].attempts > before + 1);
  expect((await deliveriesOf(one))[0].last_error).toContain('inside');
  expect(receiver.received).toEqual([]);
  names['rebinds.example'] = ['127.0.0.1'];
  await db.sql`update ${Webhook} set url = ${receiver.url('/', 'rebinds.example')} where id = ${one.id}`;
  await until(allArrived(one, 1));
});

test('alerts that are raised and are over reach a webhook like any event', async () => {
  const one = await hook({ types: ['alert.raised', 'alert.resolved'] });
  await one.client.patch('/alerts/rules/stuck-task', { parameters: { after_seconds: 0 } });
  await one.client.post('/tasks', { name: 'x' });
  await one.client.post('/tasks/claim', { agent_id: 'dev', session_id: 's' });
  const look = async () => {
    await db.sql`update ${AlertTurn} set at = '-infinity'`;
    await server.app.get(AlertEvaluation).look();
  };
  await look();
  await until(allArrived(one, 1));
  await one.client.post('/tasks/T-1/cancel', { reason: 'x' });
  await look();
  await until(allArrived(one, 2));
  expect(
    receiver.received.map(({ json }) => [json.type, (json.data.data as { subject_id: string }).subject_id]),
  ).toEqual([
    ['alert.raised', 'T-1'],
    ['alert.resolved', 'T-1'],
  ]);
});

test('a receiver that wants nothing any more is given up, which is told, until somebody resumes it', async () => {
  receiver.manner = answers(410);
  const one = await hook();
  await one.client.post(`/webhooks/${one.id}/test`);
  await until(async () => (await stateOf(one)).status === 'DISABLED');
  expect((await stateOf(one)).status_reason).toContain('410');
  // The event is committed with the new status, and gets its position a moment later.
  await server.app.get(Feed).drain();
  const { items } = await one.client.get<{ items: { type: string; actor: string }[] }>('/events?type=webhook.disabled');
  expect(items).toMatchObject([{ actor: 'server', data: { reason: expect.stringContaining('410') } }]);
  receiver.manner = takes;
  await one.client.post(`/webhooks/${one.id}/resume`);
  await until(allArrived(one, 1));
});
