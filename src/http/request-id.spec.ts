import { isUUID } from 'class-validator';
import { testServer, type TestServer } from '../../test/support/server';
import { Wire } from '../../test/support/wire';

let server: TestServer;
let wire: Wire;

beforeAll(async () => {
  server = await testServer();
  wire = new Wire(server.api);
});
afterAll(async () => {
  wire.close();
  await server.app.close();
});

const paths: [path: string, method?: string][] = [
  ['/api/v1/bmad/agents'],
  ['/api/v1/bmad/tasks/T-404'],
  ['/api/v1/bmad/tasks?limit=0'],
  ['/api/v1/bmad/tasks', 'POST'],
  ['/api/v1/bmad/%ff'],
  [`/api/v1/bmad/tasks/${'x'.repeat(400)}`],
  ['/nowhere'],
  ['/health/live'],
  ['/metrics'],
  ['/api/docs'],
  ['/mcp', 'POST'],
];

test.each(paths)('%s is answered with the name that its caller gave it', async (path, method = 'GET') => {
  const { headers, json } = await wire.shoot({ method, path, headers: { 'x-request-id': 'job-17:step/4' } });
  expect(headers['x-request-id']).toBe('job-17:step/4');
  if (json?.type) expect(json.request_id).toBe('job-17:step/4');
});

test.each([
  ['none', undefined],
  ['an empty one', ''],
  ['two words', 'a b'],
  ['a line of a log', '{"level":"error"}'],
  ['a long one', 'x'.repeat(129)],
  ['a key', `bmad_0123456789ab_${'a'.repeat(43)}`],
])('who names it badly (%s) has it named', async (_, name) => {
  const headers: Record<string, string> = name === undefined ? {} : { 'x-request-id': name };
  const answer = await wire.shoot({ method: 'GET', path: '/nowhere', headers });
  expect(isUUID(answer.headers['x-request-id'])).toBe(true);
  expect(answer.json!.request_id).toBe(answer.headers['x-request-id']);
});

test('what is no HTTP is named too', async () => {
  const text = await wire.raw('nonsense\r\n\r\n');
  const [, told] = /x-request-id: (\S+)/.exec(text)!;
  expect(text).toContain(`"request_id":"${told}"`);
});
