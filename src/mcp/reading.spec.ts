import { join } from 'node:path';
import { Client as Api } from '../../test/support/client';
import { newClient, oldClient, post, told } from '../../test/support/mcp-kit';
import { BMAD_CORE, BMAD_METHOD, testServer, type TestServer } from '../../test/support/server';

type Reader = Awaited<ReturnType<typeof newClient>>;

const GAMES = join(BMAD_METHOD, 'expansion-packs/bmad-2d-unity-game-dev');

let server: TestServer;
let url: string;
let client: Reader;
let api: Api;

beforeAll(async () => {
  server = await testServer({ bmadCore: [BMAD_CORE, GAMES] });
  url = server.api.replace('/api/v1/bmad', '/mcp');
  client = await newClient(url);
  api = new Api(server.api);
  await api.post('/epics', { epic_id: 'E', name: 'Epic' });
  await api.post('/stories', { story_id: '1/1: odd %', title: 'A story', epic_id: 'E' });
  await api.post('/workflows/start', { workflow_id: 'greenfield-fullstack', user_id: 'ada', session_id: 's' });
}, 60_000);
afterAll(async () => {
  await client.close();
  await server.app.close();
});

type Json = any;

const ask = async (method: string, params: object): Promise<Json> => {
  const { text } = await post(url, JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }));
  return JSON.parse(text);
};

describe('resources', () => {
  /** Every page, one after another. */
  const pages = async (): Promise<{ uri: string; mimeType: string; name: string }[][]> => {
    const all = [];
    for (let cursor: string | undefined; ;) {
      const { result } = await ask('resources/list', cursor === undefined ? {} : { cursor });
      all.push(result.resources);
      cursor = result.nextCursor;
      if (cursor === undefined) return all;
    }
  };

  test('are definitions, stories and runs, by pages of at most fifty, each once', async () => {
    const found = await pages();
    const uris = found.flat().map(({ uri }) => uri);
    expect(Math.max(...found.map((page) => page.length))).toBeLessThanOrEqual(50);
    expect(new Set(uris).size).toBe(uris.length);
    expect(uris).toEqual(
      expect.arrayContaining([
        'bmad://definitions/agent/core%3Adev',
        'bmad://definitions/workflow/core%3Agreenfield-fullstack',
        'bmad://stories/1%2F1%3A%20odd%20%25',
        'bmad://runs/greenfield-fullstack-1',
      ]),
    );
    const { items } = await api.get<{ items: unknown[] }>('/definitions?limit=200');
    expect(uris.filter((uri) => uri.startsWith('bmad://definitions/'))).toHaveLength(items.length);
  });

  test('can all be read, as what their lists say', async () => {
    const kinds = new Map((await pages()).flat().map((one) => [one.uri.replace(/[^/]*$/, ''), one]));
    expect(kinds.size).toBe(8);
    for (const { uri, mimeType } of kinds.values()) {
      const { contents } = await client.readResource({ uri });
      expect(contents).toEqual([{ uri, mimeType, text: expect.stringMatching(/\S/) }]);
    }
  });

  test('are what their routes answer, or the file itself', async () => {
    const read = async (uri: string) => (await client.readResource({ uri })).contents[0] as { text: string };
    expect(JSON.parse((await read('bmad://runs/greenfield-fullstack-1')).text)).toEqual(
      await api.get('/workflows/greenfield-fullstack-1'),
    );
    expect(JSON.parse((await read('bmad://stories/1%2F1%3A%20odd%20%25')).text)).toMatchObject({ epic_id: 'E' });
    expect((await read('bmad://definitions/agent/dev')).text).toContain('# dev');
    expect((await read('bmad://definitions/task/core%3Ashard-doc')).text).toContain('# Document Sharding Task');
  });

  test('have templates', async () => {
    const { resourceTemplates } = await client.listResourceTemplates();
    expect(resourceTemplates.map(({ uriTemplate }) => uriTemplate)).toEqual([
      'bmad://definitions/{kind}/{id}',
      'bmad://stories/{id}',
      'bmad://runs/{key}',
    ]);
  });

  test.each([
    ['bmad://runs/greenfield-fullstack-2', 'Did you mean greenfield-fullstack-1?'],
    ['bmad://definitions/agent/dve', 'dev'],
    ['bmad://definitions/spell/dev', 'There is no resource'],
    ['bmad://stories/%E0%A4%A', 'There is no resource'],
    ['file:///etc/passwd', 'There is no resource'],
    ['', 'There is no resource'],
  ])('%j is refused with what there is', async (uri, message) => {
    const { error } = await ask('resources/read', { uri });
    expect(error).toMatchObject({ code: -32602, message: expect.stringContaining(message) });
  });

  test.each(['nonsense', 'runs:x', ':', ''])('the cursor %j is refused', async (cursor) => {
    expect((await ask('resources/list', { cursor })).error).toMatchObject({ code: -32602 });
    if (cursor) expect((await ask('prompts/list', { cursor })).error).toMatchObject({ code: -32602 });
  });
});

describe('prompts', () => {
  test('are the team, with the pack in the name where it is not the core', async () => {
    const { prompts } = await client.listPrompts();
    const names = prompts.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['dev', 'bmad-2d-unity-game-dev:game-developer']));
    expect(prompts.find(({ name }) => name === 'dev')).toMatchObject({ title: 'James, Full Stack Developer' });
    for (const name of names) expect((await client.getPrompt({ name })).messages).toHaveLength(1);
  });

  test('give the persona, say what to do, and how to begin', async () => {
    const old = await oldClient(url);
    const { messages } = (await old.getPrompt({ name: 'dev', arguments: { task: 'Fix the form' } })) as Json;
    const { text } = messages[0].content;
    expect(messages[0].role).toBe('user');
    for (const part of ["the tool begin with agent_id 'dev'", 'Fix the form', 'activation-instructions'])
      expect(text).toContain(part);
    await old.close();
    expect(await told(client, 'begin', { agent_id: 'dev' })).toMatchObject({ you: expect.stringContaining('James') });
  });

  test('of nobody are refused with who is like them', async () => {
    const { error } = await ask('prompts/get', { name: 'dve' });
    expect(error).toMatchObject({ code: -32602, data: { suggestions: ['dev'] } });
  });
});
