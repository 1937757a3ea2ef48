import { KeysService } from '../access/keys/keys.service';
import { testServer, type TestServer } from '../../test/support/server';
import type { RateLimits } from './rate-limits';

const servers: TestServer[] = [];
afterAll(async () => {
  for (const { app } of servers) await app.close();
});

async function limited(limits: RateLimits): Promise<TestServer> {
  const server = await testServer({ http: { limits } });
  servers.push(server);
  return server;
}

async function keyOf({ app, scope }: TestServer): Promise<string> {
  const wanted = { name: 'test', scopes: ['READ' as const], projectId: null };
  return (await app.get(KeysService).create(scope, wanted)).secret;
}

/** What a caller is answered, from wherever it calls. */
async function ask({ app }: TestServer, key?: string, url = '/api/v1/bmad/agents', remoteAddress = '127.0.0.1') {
  const headers = key === undefined ? {} : { authorization: `Bearer ${key}` };
  const answer = await app.inject({ url, headers, remoteAddress });
  return { status: answer.statusCode, headers: answer.headers, body: answer.body };
}

test('a key is told how much is left, and then when to go on', async () => {
  const server = await limited({ perKey: 3, perAddress: 0 });
  const key = await keyOf(server);
  for (const left of [2, 1, 0]) {
    const { status, headers } = await ask(server, key);
    expect(status).toBe(200);
    expect(headers).toMatchObject({ 'ratelimit-limit': '3', 'ratelimit-remaining': String(left) });
  }
  const { status, headers, body } = await ask(server, key);
  expect(status).toBe(429);
  expect(headers['content-type']).toMatch(/^application\/problem\+json/);
  expect(JSON.parse(body)).toMatchObject({
    type: 'urn:bmad:problem:too-many-requests',
    title: 'Too Many Requests',
    status: 429,
    retryable: true,
  });
  expect(Number(headers['retry-after'])).toBeGreaterThan(0);
  expect(Number(headers['retry-after'])).toBeLessThanOrEqual(60);
  expect(headers['ratelimit-reset']).toBe(headers['retry-after']);
  expect(headers['ratelimit-remaining']).toBe('0');
});

test('each key has its own count, on every face but those that watch', async () => {
  const server = await limited({ perKey: 1, perAddress: 0 });
  const [one, other] = [await keyOf(server), await keyOf(server)];
  expect((await ask(server, one)).status).toBe(200);
  expect((await ask(server, one, '/mcp')).status).toBe(429);
  expect((await ask(server, other)).status).toBe(200);
  for (const url of ['/health/live', '/health/ready', '/metrics']) {
    for (let turn = 0; turn < 3; turn++) expect((await ask(server, one, url)).status).toBe(200);
  }
});

test('nobody uses up what is of the key of another by guessing', async () => {
  const server = await limited({ perKey: 2, perAddress: 0 });
  const key = await keyOf(server);
  const guess = `${key.slice(0, -1)}${key.endsWith('A') ? 'B' : 'A'}`;
  for (let turn = 0; turn < 5; turn++) expect((await ask(server, guess)).status).toBe(401);
  expect((await ask(server, key)).status).toBe(200);
});

test('an address that guesses, or asks for what is not there, is stopped before its key is looked at', async () => {
  const server = await limited({ perAddress: 3 });
  const key = await keyOf(server);
  expect((await ask(server, 'made-up')).status).toBe(401);
  expect((await ask(server, undefined, '/nowhere')).status).toBe(404);
  expect((await ask(server, undefined, '/api/openapi.json')).status).toBe(200);
  expect((await ask(server, key)).status).toBe(429);
  expect((await ask(server, key, undefined, '10.0.0.7')).status).toBe(200);
});

test('what is not said holds for other machines, and 0 for none', async () => {
  const [usual, free] = [await limited({}), await limited({ perKey: 0, perAddress: 0 })];
  for (const server of [usual, free]) {
    const key = await keyOf(server);
    expect((await ask(server, key)).headers).not.toHaveProperty('ratelimit-limit');
    const { headers } = await ask(server, key, undefined, '10.0.0.7');
    expect(headers['ratelimit-limit']).toBe(server === usual ? '12000' : undefined);
  }
});

test('an address is what a proxy says, if it is one that is trusted', async () => {
  const server = await testServer({ http: { limits: { perAddress: 1 }, trustedProxies: ['loopback'] } });
  servers.push(server);
  const by = (address: string, remoteAddress = '127.0.0.1') =>
    server.app.inject({ url: '/nowhere', headers: { 'x-forwarded-for': address }, remoteAddress });
  expect((await by('10.0.0.1')).statusCode).toBe(404);
  expect((await by('10.0.0.2')).statusCode).toBe(404);
  expect((await by('10.0.0.1')).statusCode).toBe(429);
  // Who is no proxy is whoever it is, whatever it says.
  expect((await by('10.0.0.3', '10.0.0.1')).statusCode).toBe(429);
});
