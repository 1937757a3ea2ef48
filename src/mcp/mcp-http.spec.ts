import { request } from 'node:http';
import { type McpClient, newClient, post, say, told } from '../../test/support/mcp-kit';
import { testServer, type TestServer } from '../../test/support/server';

let server: TestServer;
let url: string;
let client: McpClient;

beforeAll(async () => {
  server = await testServer();
  url = server.api.replace('/api/v1/bmad', '/mcp');
  client = await newClient(url);
});
afterAll(async () => {
  await client.close();
  await server.app.close();
});

const LIST = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' });

describe('what is no message of the protocol', () => {
  const NAMED = { jsonrpc: '2.0', id: 1, method: 'tools/call' };
  const call = (params: unknown) => JSON.stringify({ ...NAMED, params });

  test.each([
    ['no JSON', '{bad', 400],
    ['an empty body', '', 400],
    ['no object', '"tools/list"', 400],
    ['a batch', `[${LIST}]`, 400],
    ['another version', '{"jsonrpc":"1.0","id":1,"method":"tools/list"}', 400],
    ['no method', '{"jsonrpc":"2.0","id":1}', 400],
    ['an unknown method', '{"jsonrpc":"2.0","id":1,"method":"tools/destroy"}', 200],
    ['a method that is none', '{"jsonrpc":"2.0","id":1,"method":7}', 400],
    ['an id that is none', '{"jsonrpc":"2.0","id":{"a":1},"method":"tools/list"}', 400],
    ['a call without a name', call({}), 200],
    ['a call with another name', call({ name: { a: 1 } }), 200],
    ['arguments that are a list', call({ name: 'begin', arguments: [1] }), 200],
    ['arguments that are a text', call({ name: 'begin', arguments: 'dev' }), 200],
    ['an unknown tool', call({ name: 'x'.repeat(10_000) }), 200],
    ['a NUL', call({ name: 'begin', arguments: { agent_id: 'de\u0000v' } }), 400],
    ['half a surrogate pair', '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"\\ud800"}}', 400],
    [
      'a name of every object',
      '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"__proto__":{"name":"begin"}}}',
      400,
    ],
    ['depth', call({ name: 'begin', arguments: { agent_id: deep(100) } }), 400],
    ['too much', call({ name: 'begin', arguments: { agent_id: 'x'.repeat(3_000_000) } }), 413],
  ])('%s is answered without harm', async (_, body, status) => {
    const answer = await post(url, body);
    expect({ status: answer.status, text: answer.text.slice(0, 200) }).toMatchObject({ status });
    const said = JSON.parse(answer.text);
    const problem = said.error ?? (said.result?.isError ? said.result : undefined) ?? said.detail;
    expect(problem).toBeDefined();
    expect(answer.text).not.toMatch(/ at .*\.js|node_modules|select /);
    expect((await post(url, LIST)).status).toBe(200);
  });

  test('another content type, method or revision is refused by its name', async () => {
    expect((await post(url, LIST, { 'content-type': 'text/plain' })).status).toBe(415);
    expect((await post(url, LIST, { accept: 'text/html' })).status).toBe(406);
    expect((await post(url, LIST, { 'mcp-protocol-version': '1999-01-01' })).status).toBe(400);
    for (const method of ['GET', 'DELETE']) {
      const response = await fetch(url, { method, headers: { accept: 'text/event-stream' } });
      expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
    }
  });

  test('a notification is taken without an answer', async () => {
    const answer = await post(url, '{"jsonrpc":"2.0","method":"notifications/initialized"}');
    expect(answer).toMatchObject({ status: 202, text: '' });
  });

  test('bad arguments of every tool are refused, each within a kilobyte', async () => {
    const { tools } = await client.listTools();
    const strange = [
      '',
      'x',
      '\'"; drop table',
      'task:T-0',
      'stage:a/b',
      'é'.repeat(3_000),
      -1,
      1e99,
      true,
      null,
      [],
      {},
      [[]],
    ];
    const { session } = await told(client, 'begin', { agent_id: 'dev', session_id: 's-1' });
    for (const { name, inputSchema } of tools) {
      for (const argument of Object.keys(inputSchema.properties)) {
        const calls = strange.map((value) => say(client, name, { session, [argument]: value }));
        for (const { bytes, answer } of await Promise.all(calls)) {
          expect(answer.refused).not.toBe('internal');
          expect(bytes).toBeLessThanOrEqual(1_024);
        }
      }
    }
  }, 60_000);
});

describe('a page of another site', () => {
  test('reaches a server without keys neither by a name of its own nor from its origin', async () => {
    const { port } = new URL(url);
    for (const headers of [{ host: `evil.example:${port}` }, { origin: 'https://evil.example' }] as Record<
      string,
      string
    >[]) {
      const { status, text } = await raw(Number(port), { host: `127.0.0.1:${port}`, ...headers });
      expect({ status, type: JSON.parse(text).type }).toEqual({ status: 403, type: 'urn:bmad:problem:foreign-name' });
    }
    for (const name of ['localhost', '127.0.0.1'])
      expect((await raw(Number(port), { host: `${name}:${port}`, origin: `http://${name}:6274` })).status).toBe(200);
  });
});

/** A request that names itself and where it comes from, which fetch does not let one do. */
function raw(port: number, headers: Record<string, string>): Promise<{ status: number; text: string }> {
  const all = { 'content-type': 'application/json', accept: 'application/json, text/event-stream', ...headers };
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path: '/mcp', method: 'POST', headers: all }, (response) => {
      let text = '';
      response.on('data', (part) => (text += part)).on('end', () => resolve({ status: response.statusCode!, text }));
    });
    sent.on('error', reject).end(LIST);
  });
}

function deep(levels: number): unknown {
  return levels ? [deep(levels - 1)] : 1;
}
