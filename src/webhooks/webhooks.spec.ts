import { Client } from '../../test/support/client';
import { testServer, type TestServer } from '../../test/support/server';
import { KeysService } from '../access/keys/keys.service';
import { Database } from '../database/database';
import { Event } from '../events/event.entity';
import type { FreshWebhookView, WebhookView } from './webhook.dto';
import { Webhook } from './webhook.entity';

let server: TestServer;
let root: Client;
let projects = 0;
/** What names lead to. */
const names: Record<string, string[]> = {
  'inside.example': ['10.0.0.7'],
  'both.example': ['93.184.215.14', '::1'],
  'open.example': ['93.184.215.14', '2606:2800:21f:cb07:6820:80da:af6b:8b2c'],
};

beforeAll(async () => {
  const lookup = (name: string) =>
    name in names
      ? Promise.resolve(names[name].map((address) => ({ address, family: address.includes(':') ? 6 : 4 })))
      : Promise.reject(new Error('unknown'));
  server = await testServer({ webhooks: { delivers: false, allowedNetworks: ['10.9.0.0/16'], lookup } });
  const keys = server.app.get(KeysService);
  const { secret } = await keys.create(server.scope, { name: 'admin', scopes: ['ADMIN'], projectId: null });
  root = new Client(server.api, 'default', secret);
});
afterAll(() => server.app.close());

const project = () => root.inNewProject(`hooks-${++projects}`);
const make = (client: Client, more: object = {}) =>
  client.post<FreshWebhookView>('/webhooks', { url: 'https://open.example/hook', ...more });

test('a webhook is made, shown without its secret, changed in part and ended', async () => {
  const client = await project();
  const { secret, ...made } = await make(client, { types: ['task.'], subject_type: 'task' });
  expect(secret).toMatch(/^whsec_[\w+/]{43}=$/);
  expect(made).toMatchObject({ name: 'open.example', status: 'ACTIVE', types: ['task.'], failing_since: null });
  expect(await client.get(`/webhooks/${made.id}`)).toEqual(made);
  expect((await client.get<{ items: object[] }>('/webhooks')).items).toEqual([made]);
  const changed = await client.patch<WebhookView>(`/webhooks/${made.id}`, { types: null, name: 'builds' });
  expect(changed).toMatchObject({ types: null, name: 'builds', subject_type: 'task', url: made.url });
  expect((await client.send(`/webhooks/${made.id}`, undefined, 'DELETE')).ok).toBe(true);
  expect(await client.refused(`/webhooks/${made.id}`)).toMatchObject({ status: 404 });
  const told = await server.app.get(Database).of(Event).findBy({ subjectId: made.id });
  expect(told.map(({ type }) => type).sort()).toEqual(['webhook.changed', 'webhook.created', 'webhook.deleted']);
  expect(JSON.stringify(told)).not.toContain(secret);
});

test('it is paused and resumed, each only where that means something', async () => {
  const client = await project();
  const { id } = await make(client);
  expect(await client.refused(`/webhooks/${id}/resume`, {})).toMatchObject({
    status: 409,
    allowed: ['PAUSED', 'DISABLED'],
  });
  const paused = await client.post(`/webhooks/${id}/pause`, { reason: 'moves' });
  expect(paused).toMatchObject({ status: 'PAUSED', status_reason: 'moves' });
  expect(await client.refused(`/webhooks/${id}/pause`, {})).toMatchObject({ status: 409, allowed: ['ACTIVE'] });
  expect(await client.post(`/webhooks/${id}/resume`)).toMatchObject({ status: 'ACTIVE', status_reason: null });
});

test.each([
  ...['http://127.0.0.1/', 'http://localhost.inside.example/', 'https://[::1]/', 'https://[::ffff:127.0.0.1]/'],
  ...['http://2130706433/', 'http://0x7f.1/', 'http://0/', 'http://169.254.169.254/latest/', 'http://100.100.100.200/'],
  ...['http://10.0.0.1/', 'https://[fd00:ec2::254]/', 'https://inside.example/', 'https://both.example/'],
])('%s leads inside and is refused, when it is made and when it is changed', async (url) => {
  names['localhost.inside.example'] = ['127.0.0.1'];
  const client = await project();
  const refusal = { status: 422, errors: [{ field: 'url', message: expect.stringContaining('inside') as string }] };
  expect(await client.refused('/webhooks', { url })).toMatchObject(refusal);
  const { id } = await make(client);
  expect((await client.send(`/webhooks/${id}`, { url }, 'PATCH')).json).toMatchObject(refusal);
});

test.each([
  ['ftp://open.example/', 'begins with'],
  ['open.example', 'begins with'],
  ['https://', 'begins with'],
  ['https://ada:secret@open.example/', 'user'],
  ['https://open.example/#x', 'fragment'],
])('%s is no address for a webhook', async (url, why) => {
  expect(await root.refused('/webhooks', { url })).toMatchObject({
    status: 422,
    errors: [{ field: 'url', message: expect.stringContaining(why) as string }],
  });
});

test('networks that are allowed may be pointed to, and so may names that nobody knows yet', async () => {
  const client = await project();
  await make(client, { url: 'http://10.9.1.1/' });
  await make(client, { url: 'https://nobody-knows.example/' });
  expect(await client.refused('/webhooks', { url: 'http://10.8.1.1/' })).toMatchObject({ status: 422 });
});

test('only keys with the scope ADMIN get at webhooks', async () => {
  const keys = server.app.get(KeysService);
  const { secret } = await keys.create(server.scope, { name: 'writer', scopes: ['WRITE'], projectId: null });
  const writer = new Client(server.api, 'default', secret);
  expect(await writer.refused('/webhooks')).toMatchObject({ status: 403, allowed: ['ADMIN'] });
  expect(await writer.refused('/webhooks', { url: 'https://open.example/' })).toMatchObject({ status: 403 });
});

test('no answer and no list holds a secret', async () => {
  const client = await project();
  const { id, secret } = await make(client);
  const { secret: second } = await client.post<FreshWebhookView>(`/webhooks/${id}/rotate-secret`, {});
  expect(second).not.toBe(secret);
  const seen = JSON.stringify([await client.get(`/webhooks/${id}`), await client.get('/webhooks')]);
  expect(seen).not.toContain('whsec_');
  expect(JSON.stringify(await server.app.get(Database).of(Webhook).find())).not.toContain('whsec_');
});
