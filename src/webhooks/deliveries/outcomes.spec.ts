import { Client } from '../../../test/support/client';
import { Receiver } from '../../../test/support/receiver';
import { testServer, type TestServer } from '../../../test/support/server';
import { allArrived, deliveriesOf, type Hook, hookTo, stateOf, until } from '../../../test/support/webhook-kit';
import { Database } from '../../database/database';
import { Webhook } from '../webhook.entity';
import { WebhookDelivery } from './delivery.entity';
import { type Claim, Due } from './due.service';
import { DeliveryOutcomes } from './outcomes.service';

let server: TestServer;
/** Where nobody sends by himself, and one failure is the end. */
let quiet: TestServer;
let db: Database;
let root: Client;
let receiver: Receiver;
let one: Hook;
let projects = 0;

beforeAll(async () => {
  const retrySeconds = Array.from({ length: 40 }, () => 0);
  const webhooks = { delivers: true, allowedNetworks: ['127.0.0.1/32'], timeoutSeconds: 0.25, retrySeconds };
  server = await testServer({ webhooks });
  quiet = await testServer({ url: server.url, webhooks: { ...webhooks, delivers: false, retrySeconds: [] } });
  db = server.app.get(Database);
  root = new Client(server.api);
});
afterEach(() => receiver.end());
afterAll(async () => {
  for (const { app } of [server, quiet]) await app.close();
});

const failure = { status: 500, error: 'x', retryAfter: 0, durationMs: 1 };

/** A webhook that nobody else sends to, with a delivery. */
beforeEach(async () => {
  receiver = await Receiver.begin();
  one = await hookTo(receiver.url(), await root.inNewProject(`outcomes-${++projects}`));
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
