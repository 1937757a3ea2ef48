import { setTimeout as sleep } from 'node:timers/promises';
import { Webhook as Reference } from 'standardwebhooks';
import { Client } from '../../../test/support/client';
import { answers, babbles, breaks, hangs, Receiver, type Received, takes } from '../../../test/support/receiver';
import { testServer, type TestServer } from '../../../test/support/server';
import { Database } from '../../database/database';
import { Feed } from '../../events/feed/feed.service';
import { AlertEvaluation } from '../../monitoring/alerts/alert-evaluation.service';
import { AlertTurn } from '../../monitoring/alerts/alert-turn.entity';
import type { FreshWebhookView, WebhookView } from '../webhook.dto';
import { Webhook } from '../webhook.entity';
import type { DeliveryView } from './delivery.dto';
import { WebhookDelivery } from './delivery.entity';
import { type Claim, Due } from './due.service';
import { DeliveryOutcomes } from './outcomes.service';

let server: TestServer;
let second: TestServer;
/** Where nobody sends by himself, and one failure is the end. */
let quiet: TestServer;
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
    ...{ delivers: true, allowedNetworks: ['127.0.0.2/32', '127.0.0.1/32'], timeoutSeconds: 0.25, lookup },
    retrySeconds: Array.from({ length: 40 }, () => 0),
  };
  server = await testServer({ webhooks });
  second = await testServer({ url: server.url, webhooks });
  quiet = await testServer({ url: server.url, webhooks: { ...webhooks, delivers: false, retrySeconds: [] } });
  db = server.app.get(Database);
  root = new Client(server.api);
});
beforeEach(async () => {
  receiver = await Receiver.begin();
});
afterEach(() => receiver.end());
afterAll(async () => {
  for (const { app } of [server, second, quiet]) await app.close();
});

interface Hook {
  client: Client;
  id: string;
  secret: string;
}

/** A webhook in a project of its own. */
async function hook(more: object = {}): Promise<Hook> {
  const client = await root.inNewProject(`deliveries-${++projects}`);
  const { id, secret } = await client.post<FreshWebhookView>('/webhooks', {
    url: receiver.url(),
    types: ['task.'],
    ...more,
  });
  return { client, id, secret };
}

/** Waits until `what` holds, for at most twenty seconds. */
async function until(what: () => boolean | Promise<boolean>): Promise<void> {
  for (let turn = 0; turn < 1_000; turn++) {
    if (await what()) return;
    await sleep(20);
  }
  throw new Error(`It is not so: ${String(what)}`);
}

const deliveriesOf = async ({ client, id }: Hook, query = '') =>
  (await client.get<{ items: DeliveryView[] }>(`/webhooks/${id}/deliveries?limit=200${query}`)).items;
const allArrived = (hook: Hook, count: number) => async () =>
  (await deliveriesOf(hook, '&status=delivered')).length === count;
const stateOf = ({ client, id }: Hook) => client.get<WebhookView>(`/webhooks/${id}`);
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
    ...{ type: 'task.created', timestamp: items[0].at },
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
  expect((await stateOf(hanging)).failing_since).not.toBeNull();
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
  const { items } = await one.client.get<{ items: { type: string; actor: string }[] }>('/events?type=webhook.disabled');
  expect(items).toMatchObject([{ actor: 'server', data: { reason: expect.stringContaining('410') } }]);
  receiver.manner = takes;
  await one.client.post(`/webhooks/${one.id}/resume`);
  await until(allArrived(one, 1));
});

describe('one step after another', () => {
  let one: Hook;
  const failure = { status: 500, error: 'x', retryAfter: 0, durationMs: 1 };

  /** A webhook that nobody else sends to, with a delivery. */
  beforeEach(async () => {
    one = await hook();
    await one.client.post(`/webhooks/${one.id}/pause`);
    await one.client.post(`/webhooks/${one.id}/test`);
  });

  /** Claims the delivery as if it were due, and nobody else could. */
  async function claim(at = quiet): Promise<Claim> {
    const { app } = at;
    return db.transaction(async () => {
      await db.sql`update ${WebhookDelivery} set next_attempt_at = now() where webhook_uuid = ${one.id}`;
      await db.sql`update ${Webhook} set status = 'ACTIVE', failing_since = null where id = ${one.id}`;
      const wanted = { failing: false, limit: 100, perWebhook: 1, busy: [] };
      const claims = at === server ? await app.get(Due).claim(wanted) : await new Due(db, optionsOf()).claim(wanted);
      await db.sql`update ${Webhook} set status = 'PAUSED' where id = ${one.id}`;
      return claims.find(({ webhookId }) => webhookId === one.id)!;
    });
  }
  const optionsOf = () => ({ timeoutSeconds: 1 }) as never;
  const outcomes = (at = quiet) => at.app.get(DeliveryOutcomes);

  test('what has failed to the end of the table is dead, and is sent again when it is replayed', async () => {
    await outcomes().keep(await claim(), failure);
    const [dead] = await deliveriesOf(one, '&status=dead');
    expect(dead).toMatchObject({
      status: 'DEAD',
      attempts: 1,
      next_attempt_at: null,
      last_status: 500,
      last_error: 'x',
    });
    expect(await one.client.post(`/webhooks/${one.id}/replay`)).toEqual({ replayed: 1 });
    expect(await one.client.post(`/webhooks/${one.id}/replay`)).toEqual({ replayed: 0 });
    await one.client.post(`/webhooks/${one.id}/resume`);
    await until(allArrived(one, 1));
    expect(receiver.received.map(({ headers }) => headers['webhook-id'])).toEqual([dead.id]);
    const again = await one.client.post(`/webhooks/${one.id}/deliveries/${dead.id}/replay`);
    expect(again).toMatchObject({ id: dead.id, attempts: 2 });
    await until(() => receiver.received.length === 2);
  });

  test('a receiver that asks to be left alone is', async () => {
    await outcomes(server).keep(await claim(), { ...failure, status: 503, retryAfter: 3600 });
    const [{ next_attempt_at, last_attempt_at }] = await deliveriesOf(one);
    const rest = new Date(next_attempt_at!).getTime() - new Date(last_attempt_at!).getTime();
    expect(rest).toBeGreaterThanOrEqual(3_600_000);
  });

  test('a server that comes late does not undo what another has done', async () => {
    const late = await claim();
    const soon = await claim();
    expect(soon.attempts).toBe(late.attempts + 1);
    await outcomes().keep(late, failure);
    expect((await deliveriesOf(one))[0]).toMatchObject({ status: 'PENDING', last_error: null });
    await outcomes().keep(soon, { ...failure, status: 204, error: null });
    await outcomes().keep(late, failure);
    expect((await deliveriesOf(one))[0]).toMatchObject({ status: 'DELIVERED', last_status: 204 });
  });

  test('what a server has claimed and not sent is due again once its lease is over', async () => {
    await claim();
    const [{ next_attempt_at, status }] = await deliveriesOf(one);
    expect(status).toBe('PENDING');
    expect(new Date(next_attempt_at!).getTime()).toBeGreaterThan(Date.now());
    await db.sql`update ${WebhookDelivery} set next_attempt_at = now() where webhook_uuid = ${one.id}`;
    await one.client.post(`/webhooks/${one.id}/resume`);
    await until(allArrived(one, 1));
  });

  test('a webhook that has failed for too long is given up', async () => {
    const first = await claim();
    await db.sql`update ${Webhook} set status = 'ACTIVE', failing_since = now() - interval '4 days' where id = ${one.id}`;
    await outcomes(server).keep(first, { ...failure, retryAfter: 3600 });
    expect((await stateOf(one)).status).toBe('ACTIVE');
    await db.sql`update ${Webhook} set failing_since = now() - interval '6 days' where id = ${one.id}`;
    await outcomes(server).keep(first, failure);
    expect(await stateOf(one)).toMatchObject({
      status: 'DISABLED',
      status_reason: expect.stringContaining('too long'),
    });
  });
});
