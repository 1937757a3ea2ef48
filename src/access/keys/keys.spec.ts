import { Client as Postgres } from 'pg';
import { setTimeout as sleep } from 'node:timers/promises';
import { Notices } from '../../database/notices';
import { Client } from '../../../test/support/client';
import { testServer, type TestServer } from '../../../test/support/server';
import { KeyUses } from './key-uses.service';
import { KeysService, type NewKey } from './keys.service';

let one: TestServer;
let other: TestServer;
let database: Postgres;
let admin: string;

beforeAll(async () => {
  one = await testServer();
  other = await testServer({ url: one.url });
  database = new Postgres(one.url);
  await database.connect();
});
afterAll(async () => {
  await database.end();
  await one.app.close();
  await other.app.close();
});

const by = (key?: string, { api }: TestServer = one, project = 'default') => new Client(api, project, key);
const make = async (wanted: Partial<NewKey> = {}) => {
  const key = { name: 'test', scopes: ['WRITE' as const], projectId: null, ...wanted };
  return one.app.get(KeysService).create(one.scope, key);
};

/** What a server answers to a plain question with a key: its status, and the type of a problem. */
async function answer(key: string | undefined, server = one, path = '/agents', headers = {}) {
  const authorization: Record<string, string> = key === undefined ? {} : { authorization: `Bearer ${key}` };
  const response = await fetch(server.api + path, { headers: { ...authorization, ...headers } });
  const { type } = (await response.json()) as { type?: string };
  return { status: response.status, type: type?.replace('urn:bmad:problem:', ''), headers: response.headers };
}

/** Waits until something is so, and fails when that takes much longer than the second in which it should be. */
async function soon(check: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 10_000;
  while (!(await check())) {
    if (Date.now() > end) throw new Error('not soon');
    await sleep(5);
  }
}

const until = async (server: TestServer, key: string | undefined, status: number) =>
  soon(async () => (await answer(key, server)).status === status);

test('without any key everyone on the machine may do everything; the first one closes every server', async () => {
  expect((await answer(undefined, other)).status).toBe(200);
  expect((await answer('whatever')).status).toBe(200);
  const far = { url: '/api/v1/bmad/agents', remoteAddress: '10.0.0.7' };
  expect((await one.app.getHttpAdapter().getInstance().inject(far)).statusCode).toBe(401);
  expect(await by().get('/access/me')).toMatchObject({
    open: true,
    by: 'anonymous',
    scopes: ['READ', 'WRITE', 'ADMIN'],
  });

  const made = await by().post<{ key: string; prefix: string }>('/access/keys', { name: 'ops', scopes: ['admin'] });
  expect(made).toMatchObject({ status: 'ACTIVE', scopes: ['ADMIN'], project: null, created_by: 'anonymous' });
  admin = made.key;
  expect(await answer(undefined)).toMatchObject({ status: 401, type: 'key-required' });
  await until(other, undefined, 401);
  await until(other, admin, 200);
  expect(await by(admin).get('/access/me')).toMatchObject({ open: false, by: 'ops', prefix: made.prefix });
});

test('what needs no key stays open', async () => {
  const root = new URL(one.api).origin;
  for (const path of ['/health/live', '/health/ready', '/api/openapi.json', '/api/docs']) {
    expect((await fetch(root + path)).status).toBe(200);
  }
});

test('the key is shown once, and only its hash is kept', async () => {
  const made = await by(admin).post<{ id: string; key: string }>('/access/keys', { name: 'once', scopes: ['READ'] });
  expect(made.key).toMatch(/^bmad_[0-9a-f]{12}_[\w-]{43}$/);
  const shown = JSON.stringify([await by(admin).get(`/access/keys/${made.id}`), await by(admin).get('/access/keys')]);
  const { rows } = await database.query(
    'select to_jsonb(k)::text as row from bmad.api_keys k union all select to_jsonb(e)::text from bmad.events e',
  );
  const secret = made.key.split('_').pop()!;
  expect(shown + JSON.stringify(rows)).not.toContain(secret);
  expect(shown).not.toMatch(/hash/);
});

test.each([
  ['an unknown key', () => 'bmad_000000000000_' + 'x'.repeat(43)],
  ['a key with another end', () => admin.slice(0, -1) + (admin.endsWith('A') ? 'B' : 'A')],
  ['what has not the form of one', () => 'let-me-in'],
  ['only the prefix', () => admin.slice(0, 17)],
  ['nothing', () => ''],
])('%s is refused like any other', async (_, key) => {
  const { status, type, headers } = await answer(key());
  expect({ status, type }).toEqual({ status: 401, type: 'key-not-valid' });
  expect(headers.get('www-authenticate')).toBe('Bearer realm="nest-bmad"');
});

test('who sends another scheme than Bearer is refused', async () => {
  expect(await answer(undefined, one, '/agents', { authorization: `Basic ${btoa(admin)}` })).toMatchObject({
    status: 401,
  });
});

test('a stranger is turned away before the body is read', async () => {
  const body = '{'.repeat(3_000_000);
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${one.api}/projects?a=1`, { method: 'POST', body, headers }).catch(() => undefined);
  if (response) expect(response.status).toBe(401);
  const small = await fetch(`${one.api}/projects?a=1`, { method: 'POST', body: '{', headers });
  expect(small.status).toBe(401);
});

describe('a key that is revoked', () => {
  test('opens nothing any more, on another server within a second', async () => {
    const { secret, key } = await make();
    await until(other, secret, 200);
    expect((await answer(secret)).status).toBe(200);
    expect(await by(admin).post(`/access/keys/${key.prefix}/revoke`)).toMatchObject({ status: 'REVOKED' });
    expect(await answer(secret)).toMatchObject({ status: 401, type: 'key-revoked' });
    await until(other, secret, 401);
  });

  test('is found out within a second also where no notices arrive', async () => {
    const { secret, key } = await make();
    const notices = other.app.get(Notices);
    await until(other, secret, 200);
    const cut = () =>
      database.query(`select pg_terminate_backend(pid) from pg_stat_activity where query like 'listen %'`);
    await cut();
    await soon(() => Promise.resolve(!notices.listening));
    await one.app.get(KeysService).revoke(one.scope, key.id);
    await until(other, secret, 401);
    await soon(() => Promise.resolve(notices.listening));
    const next = await make();
    await until(other, next.secret, 200);
    await one.app.get(KeysService).revoke(one.scope, next.key.id);
    await until(other, next.secret, 401);
  });

  test('stays as it is when it is revoked again, and is not drawn anew', async () => {
    const { key } = await make();
    const first = await by(admin).post(`/access/keys/${key.id}/revoke`);
    expect(await by(admin).post(`/access/keys/${key.id}/revoke`)).toEqual(first);
    expect(await by(admin).refused(`/access/keys/${key.id}/rotate`, {})).toMatchObject({
      status: 409,
      type: 'urn:bmad:problem:key-ended',
    });
  });
});

test('a key ends when its time is over', async () => {
  const { secret } = await make({ expiresAt: new Date(Date.now() + 400) });
  expect((await answer(secret)).status).toBe(200);
  await soon(async () => (await answer(secret)).type === 'key-expired');
});

test('a key that is drawn anew takes the place of the one before, at once or after a while', async () => {
  const { secret, key } = await make();
  const { key: second } = await by(admin).post<{ key: string }>(`/access/keys/${key.id}/rotate`, { grace_seconds: 60 });
  expect([(await answer(secret)).status, (await answer(second)).status]).toEqual([200, 200]);
  const { key: third } = await by(admin).post<{ key: string }>(`/access/keys/${key.id}/rotate`);
  expect(await Promise.all([secret, second, third].map(async (one) => (await answer(one)).status))).toEqual([
    401, 401, 200,
  ]);
  await until(other, second, 401);
  await until(other, third, 200);
});

test('the last use is kept, without a write for each request', async () => {
  const { secret, key } = await make();
  expect((await one.app.get(KeysService).get(one.scope, key.id)).usedAt).toBeNull();
  for (let n = 0; n < 3; n++) await answer(secret);
  const since = Date.now();
  await one.app.get(KeyUses).tick();
  const { usedAt } = await one.app.get(KeysService).get(one.scope, key.id);
  expect(Math.abs(usedAt!.getTime() - since)).toBeLessThan(5_000);
  await answer(secret);
  await one.app.get(KeyUses).tick();
  expect((await one.app.get(KeysService).get(one.scope, key.id)).usedAt).toEqual(usedAt);
});

test.each([
  [{ expires_at: '2020-01-01T00:00:00Z' }, 422],
  [{ agent_id: 'dev', user_id: 'ada' }, 422],
  [{ agent_id: 'nobody' }, 404],
  [{ project: 'nowhere' }, 404],
  [{ scopes: [] }, 400],
  [{ scopes: ['root'] }, 400],
  [{ scopes: ['read', 'READ'] }, 400],
])('a key with %j is not made', async (fault, status) => {
  expect(await by(admin).refused('/access/keys', { name: 'x', scopes: ['READ'], ...fault })).toMatchObject({ status });
});

test('a key that was used is no other key: its tag stays, so nobody is told of a change', async () => {
  const { key, secret } = await make({ name: 'in use' });
  const path = `/access/keys/${key.id}`;
  const before = await answer(admin, one, path);
  await answer(secret);
  await one.app.get(KeyUses).tick();
  const used = await by(admin).get<{ last_used_at: string | null }>(path);
  expect(used.last_used_at).not.toBeNull();
  const tag = before.headers.get('etag')!;
  expect((await answer(admin, one, path)).headers.get('etag')).toBe(tag);
  const revoke = async () => {
    const headers = { authorization: `Bearer ${admin}`, 'if-match': tag };
    const answer = await fetch(`${one.api}${path}/revoke`, { method: 'POST', headers });
    await answer.text();
    return answer.status;
  };
  expect(await revoke()).toBe(200);
  expect(await revoke()).toBe(412);
});
