import { Logger } from '@nestjs/common';
import { KeysService } from '../../access/keys/keys.service';
import { Database } from '../../database/database';
import { faultText } from '../../problems/fault-text';
import { testServer, type TestServer } from '../../../test/support/server';
import { JsonLog } from './json-log';
import { SteadyOutput } from './steady-output';

/** Stands in for all that nobody but its holder may read. */
const SECRET = 'hunter2-of-ada';

let server: TestServer;
let key: string;
let text = '';
const lines = () =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, any>);
const requests = () => lines().filter(({ message }) => message === 'request');

beforeAll(async () => {
  const output = { writableLength: 0, write: (line: string) => ((text += line), true) };
  server = await testServer({ http: { log: new JsonLog('debug', new SteadyOutput(output)) } });
  const wanted = { name: 'ops', scopes: ['WRITE' as const], projectId: null, userId: 'ada' };
  key = (await server.app.get(KeysService).create(server.scope, wanted)).secret;
  text = '';
});
afterAll(() => server.app.close());

async function send(method: string, path: string, body?: object, headers: Record<string, string> = {}) {
  const type = body && { 'content-type': 'application/json' };
  const sent = { authorization: `Bearer ${key}`, ...type, ...headers };
  const response = await fetch(server.api + path, { method, headers: sent, body: body && JSON.stringify(body) });
  await response.text();
  return response.status;
}

/** Waits until so many requests were told of. */
async function told(count: number): Promise<Record<string, any>[]> {
  while (requests().length < count) await new Promise((resolve) => setTimeout(resolve, 5));
  return requests();
}

test('one line says of a request who did what in which project, and how it went', async () => {
  text = '';
  const headers = { 'x-bmad-project': 'default', 'x-request-id': 'job-1' };
  await send('POST', '/tasks', { name: 'x' }, headers);
  await send('GET', '/tasks/T-1?limit=1');
  await send('GET', '/nowhere');
  const [made, asked, lost] = await told(3);
  expect(made).toEqual({
    level: 'info',
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    message: 'request',
    method: 'POST',
    route: '/api/v1/bmad/tasks',
    status: 201,
    duration_ms: expect.any(Number),
    request_id: 'job-1',
    key: key.slice(0, 17),
    actor: 'ada',
    project: 'default',
  });
  expect(asked).toMatchObject({ route: '/api/v1/bmad/tasks/:id', status: 400 });
  expect(lost).toMatchObject({ route: 'none', status: 404 });
});

test('no secret that is sent reaches the log, wherever it stands and whatever comes of it', async () => {
  text = '';
  const secret = `?${SECRET}=${SECRET}`;
  const tries: Parameters<typeof send>[] = [
    ['POST', '/tasks', { name: SECRET, description: SECRET }],
    ['POST', '/tasks', { [SECRET]: SECRET }],
    ['POST', `/memory/store`, { agent_id: 'dev', category: 'AGENT_CONTEXT', content: SECRET }],
    ['GET', `/tasks${secret}`],
    ['GET', `/tasks/${SECRET}`],
    ['GET', `/${SECRET}${secret}`],
    ['GET', '/tasks', undefined, { authorization: `Bearer ${SECRET}` }],
    ['GET', '/tasks', undefined, { 'x-bmad-project': SECRET, cookie: SECRET, 'x-other': SECRET }],
    ['POST', '/tasks', { name: 'x' }, { 'idempotency-key': SECRET, 'if-match': `"${SECRET}"` }],
    ['GET', '/tasks', undefined, { 'x-request-id': key }],
  ];
  for (const one of tries) await send(...one);
  const url = server.api.replace('/api/v1/bmad', '/mcp');
  const call = {
    jsonrpc: '2.0',
    id: SECRET,
    method: 'tools/call',
    params: { name: SECRET, arguments: { [SECRET]: SECRET } },
  };
  const headers = {
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    authorization: `Bearer ${key}`,
  };
  for (const body of [JSON.stringify(call), `{ "${SECRET}`]) {
    await (await fetch(url, { method: 'POST', headers, body })).text();
  }
  await told(tries.length + 2);
  expect(text).not.toContain(SECRET);
  expect(text).not.toContain(key);
  expect(text).not.toMatch(/Bearer/);
});

test('a fault of the server is told with its place, but not with what was sent', async () => {
  text = '';
  const { manager } = server.app.get(Database);
  await manager.query('alter table bmad.epics rename to epics_elsewhere');
  try {
    expect(await send('POST', '/epics', { epic_id: SECRET, name: SECRET })).toBe(500);
    expect(await send('GET', `/epics/${SECRET}`)).toBe(500);
  } finally {
    await manager.query('alter table bmad.epics_elsewhere rename to epics');
  }
  expect((await told(2)).map(({ level }) => level as string)).toEqual(['warn', 'warn']);
  const faults = lines().filter(({ level }) => level === 'error');
  expect(faults.map(({ context, message }) => [context, message])).toEqual([
    ['Http', expect.stringMatching(/^POST \/api\/v1\/bmad\/epics \(request .*\) failed$/)],
    ['Http', expect.stringMatching(/^GET \/api\/v1\/bmad\/epics\/:id \(request .*\) failed$/)],
  ]);
  for (const { stack } of faults) expect(stack).toMatch(/^QueryFailedError: 42P01\n\s+at /);
  expect(text).not.toContain(SECRET);
});

test('what a parser stumbled over is not told', () => {
  const parse = () => JSON.parse(SECRET) as unknown;
  let fault: unknown;
  try {
    parse();
  } catch (error) {
    fault = error;
  }
  expect(String(fault)).toContain(SECRET.slice(0, 5));
  expect(faultText(fault)).toMatch(/^SyntaxError: what was read is not told\n\s+at /);
  expect(faultText(new TypeError('x is not a function'))).toMatch(/^TypeError: x is not a function\n/);
  expect(faultText({ password: SECRET })).not.toContain(SECRET);
});

test('what the features tell has the same form, with no key in it', () => {
  text = '';
  const log = new Logger('Feature');
  log.warn(`somebody said ${key}`);
  log.log('so it is');
  expect(lines()).toEqual([
    { level: 'warn', time: expect.any(String), context: 'Feature', message: `somebody said ${key.slice(0, 17)}_…` },
    { level: 'info', time: expect.any(String), context: 'Feature', message: 'so it is' },
  ]);
});

test('a log that nobody reads holds nobody up, and says what it has left out', () => {
  const written: string[] = [];
  const to = { writableLength: 0, write: (line: string) => written.push(line) > 0 };
  const output = new SteadyOutput(to);
  output.write('1\n');
  to.writableLength = 5 * 1024 * 1024;
  output.write('2\n');
  output.write('3\n');
  to.writableLength = 0;
  output.write('4\n');
  expect(written).toEqual(['1\n', expect.stringContaining('2 lines were left out'), '4\n']);
});
