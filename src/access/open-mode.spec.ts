import { testServer, type TestServer } from '../../test/support/server';
import { Wire } from '../../test/support/wire';
import { KeysService } from './keys/keys.service';

let server: TestServer;
let wire: Wire;
let port: string;

beforeAll(async () => {
  server = await testServer();
  wire = new Wire(server.api);
  ({ port } = new URL(server.api));
});
afterAll(async () => {
  wire.close();
  await server.app.close();
});

const ask = async (headers: Record<string, string>, path = '/api/v1/bmad/agents', method = 'GET') => {
  const { status, json } = await wire.shoot({ method, path, headers: { host: `localhost:${port}`, ...headers } });
  return { status, type: (json?.type ?? '') as string };
};
const refused = { status: 403, type: 'urn:bmad:problem:foreign-name' };

test.each(['localhost', '127.0.0.1', '[::1]', 'LocalHost'])('an open server is asked as %s', async (name) => {
  expect((await ask({ host: `${name}:${port}` })).status).toBe(200);
  expect((await ask({ host: name, origin: `http://${name}:5173` })).status).toBe(200);
});

test.each<Record<string, string>>([
  { host: 'evil.example' },
  { host: 'localhost.evil.example' },
  { host: 'evil.example@localhost' },
  { host: '127.0.0.1.evil.example' },
  { origin: 'https://evil.example' },
  { origin: 'null' },
  { origin: 'http://localhost.evil.example' },
])('a page of another site does not get in, whatever key it makes up: %j', async (headers) => {
  for (const authorization of ['Bearer made-up', `Bearer bmad_0123456789ab_${'a'.repeat(43)}`]) {
    expect(await ask(headers)).toEqual(refused);
    expect(await ask({ ...headers, authorization })).toEqual(refused);
    expect(await ask({ ...headers, authorization }, '/mcp', 'POST')).toEqual(refused);
    expect(await ask(headers, '/api/v1/bmad/tasks/claim', 'POST')).toEqual(refused);
  }
});

test('once there is a key, the key says it all', async () => {
  const wanted = { name: 'admin', scopes: ['ADMIN' as const], projectId: null };
  const { secret } = await server.app.get(KeysService).create(server.scope, wanted);
  const authorization = `Bearer ${secret}`;
  expect((await ask({ host: 'bmad.example', origin: 'https://app.example', authorization })).status).toBe(200);
  expect((await ask({ host: 'bmad.example' })).status).toBe(401);
});
