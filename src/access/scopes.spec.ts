import { Client } from '../../test/support/client';
import { testServer, type TestServer } from '../../test/support/server';
import { KeysService, type NewKey } from './keys/keys.service';
import { ProjectsService } from './projects.service';

let server: TestServer;
let shop: string;

beforeAll(async () => {
  server = await testServer();
  shop = (await server.app.get(ProjectsService).create('shop', 'Shop')).id;
  await server.app.get(ProjectsService).create('shoe', 'Shoes');
  await key({ scopes: ['ADMIN'] });
});
afterAll(() => server.app.close());

async function key(wanted: Partial<NewKey>): Promise<string> {
  const all = { name: 'a service', scopes: ['WRITE' as const], projectId: null, ...wanted };
  return (await server.app.get(KeysService).create(server.scope, all)).secret;
}

/** What a key is answered. */
async function send(secret: string, method: string, path: string, body?: object, project?: string) {
  const headers: Record<string, string> = { authorization: `Bearer ${secret}` };
  if (project !== undefined) headers['x-bmad-project'] = project;
  if (body) headers['content-type'] = 'application/json';
  const response = await fetch(server.api + path, { method, headers, body: body && JSON.stringify(body) });
  const json = (await response.json()) as Record<string, any>;
  return { status: response.status, json, text: JSON.stringify(json) };
}
const status = async (...request: Parameters<typeof send>) => (await send(...request)).status;

const story = (story_id: string) => ({ story_id, title: 'A story' });
const task = { name: 'A task' };

describe('a key with the scope', () => {
  test('READ looks, and writes nothing', async () => {
    const reader = await key({ scopes: ['READ'] });
    expect(await status(reader, 'GET', '/tasks')).toBe(200);
    expect(await status(reader, 'POST', '/memory/context', { agent_id: 'dev' })).toBe(200);
    expect(await send(reader, 'POST', '/tasks', task)).toMatchObject({
      status: 403,
      json: { type: 'urn:bmad:problem:scope-missing', allowed: ['WRITE'] },
    });
    expect(await status(reader, 'GET', '/access/keys')).toBe(403);
  });

  test('WRITE does everything in projects, and nothing about them', async () => {
    const writer = await key({ scopes: ['READ', 'WRITE'] });
    expect(await status(writer, 'POST', '/tasks', task)).toBe(201);
    expect(await status(writer, 'POST', '/projects', { key: 'new', name: 'New' })).toBe(403);
    expect(await status(writer, 'POST', '/access/keys', { name: 'x', scopes: ['READ'] })).toBe(403);
    expect(await status(writer, 'POST', '/definitions/reload')).toBe(403);
  });

  test('ADMIN makes projects and keys', async () => {
    const admin = await key({ scopes: ['ADMIN'] });
    expect(await status(admin, 'POST', '/projects', { key: 'new', name: 'New' })).toBe(201);
    expect(await status(admin, 'POST', '/access/keys', { name: 'x', scopes: ['READ'], project: 'new' })).toBe(201);
    expect(await status(admin, 'POST', '/definitions/reload')).toBe(200);
  });
});

describe('a key of one project', () => {
  test('works in it without saying so', async () => {
    const bound = await key({ projectId: shop });
    expect(await status(bound, 'POST', '/stories', story('1.1'))).toBe(201);
    expect(await status(bound, 'GET', '/stories/1.1', undefined, 'shop')).toBe(200);
    expect(await status(await key({}), 'GET', '/stories/1.1')).toBe(404);
    expect(await status(await key({}), 'GET', '/stories/1.1', undefined, 'shop')).toBe(200);
  });

  test('is told of another project what it is told of one that is not there', async () => {
    const bound = await key({ projectId: shop, scopes: ['ADMIN'] });
    const told = async (name: string) => [
      await send(bound, 'GET', '/stories', undefined, name),
      await send(bound, 'GET', `/projects/${name}`),
      await send(bound, 'POST', '/access/keys', { name: 'x', scopes: ['READ'], project: name }),
    ];
    const anonymous = (answers: Awaited<ReturnType<typeof told>>, name: string) =>
      answers.map(({ status, json: { request_id: _, ...json } }) => [
        status,
        JSON.stringify(json).replaceAll(name, '…'),
      ]);
    const there = anonymous(await told('shoe'), 'shoe');
    expect(there.map(([status]) => status)).toEqual([404, 404, 404]);
    expect(there).toEqual(anonymous(await told('shoo'), 'shoo'));
    expect((await send(bound, 'GET', '/projects')).json.items.map(({ key }: { key: string }) => key)).toEqual(['shop']);
  });

  test.each(['agents', 'workflows', 'stories', 'collaboration', 'memory', 'system'])(
    'sees the figures of its project, not of all: %s',
    async (figures) => {
      const bound = await key({ projectId: shop, scopes: ['ADMIN'] });
      expect(await status(bound, 'GET', `/analytics/${figures}`)).toBe(200);
      expect(await send(bound, 'GET', `/analytics/${figures}?all_projects=true`)).toMatchObject({
        status: 403,
        json: { type: 'urn:bmad:problem:project-key' },
      });
      expect(await status(await key({}), 'GET', `/analytics/${figures}?all_projects=true`)).toBe(200);
    },
  );

  test('rules over the keys of that project only', async () => {
    const bound = await key({ projectId: shop, scopes: ['ADMIN'], name: 'shop admin' });
    const made = await send(bound, 'POST', '/access/keys', { name: 'of the shop', scopes: ['ADMIN'] });
    expect(made.json).toMatchObject({ project: 'shop', created_by: 'shop admin' });
    const { items } = (await send(bound, 'GET', '/access/keys')).json;
    expect(new Set(items.map(({ project }: { project: string }) => project))).toEqual(new Set(['shop']));
    const { key: foreign } = await server.app
      .get(KeysService)
      .create(server.scope, { name: 'global', scopes: ['READ'], projectId: null });
    for (const move of ['', '/rotate', '/revoke']) {
      const method = move ? 'POST' : 'GET';
      expect(await status(bound, method, `/access/keys/${foreign.id}${move}`)).toBe(404);
      expect(await status(bound, method, `/access/keys/${foreign.prefix}${move}`)).toBe(404);
    }
    expect(await status(bound, 'POST', '/projects', { key: 'mine', name: 'Mine' })).toBe(403);
    expect(await status(bound, 'POST', '/definitions/reload')).toBe(403);
  });
});

describe('the actor', () => {
  const actors = async (path: string) => {
    const admin = new Client(server.api, 'default', await key({}));
    const { items } = await admin.get<{ items: { actor: string }[] }>(`${path}/activity`);
    return items.map(({ actor }) => actor);
  };

  test.each([
    [{ agentId: 'dev' }, 'dev'],
    [{ userId: 'ada' }, 'ada'],
    [{ name: 'CI' }, 'CI'],
  ])('of a key with %j is %s', async (wanted, by) => {
    const { json } = await send(await key(wanted), 'POST', '/tasks', task);
    expect(await actors(`/tasks/${json.task_id}`)).toEqual(expect.arrayContaining([by]));
    expect(new Set(await actors(`/tasks/${json.task_id}`))).toEqual(new Set([by]));
  });
});

describe('the key of an agent', () => {
  const session = { session_id: 's', user_id: 'ada' };
  const run = async () => {
    const start = { workflow_id: 'greenfield-fullstack', ...session };
    const { json } = await send(await key({}), 'POST', '/workflows/start', start);
    return `/workflows/${json.key}/stages/${json.stages[0].stage_id}/start`;
  };

  type Deed = [string, string, object?];
  /** Requests that say who does something, with the name in its place. */
  const deeds: Record<string, (name: string) => Deed | Promise<Deed>> = {
    activate: (agent_id) => ['POST', '/agents/activate', { agent_id, ...session }],
    heartbeat: (name) => ['POST', `/agents/${name}/heartbeat`, { session_id: 's' }],
    claim: (agent_id) => ['POST', '/tasks/claim', { agent_id, session_id: 's' }],
    remember: (agent_id) => ['POST', '/memory/context', { agent_id }],
    search: (agent_id) => ['POST', '/memory/search', { agent_id, query: 'x' }],
    look: (agent_id) => ['GET', `/memory?agent_id=${agent_id}`],
    store: (agent_id) => ['POST', '/memory/store', { agent_id, content: `by ${agent_id}`, category: 'AGENT_CONTEXT' }],
    import: (agent_id) => [
      'POST',
      '/memory/import',
      { jsonl: JSON.stringify({ agent_id, content: `of ${agent_id}`, category: 'AGENT_CONTEXT' }) },
    ],
    'hand over': (from_agent_id) => [
      'POST',
      '/collaboration/handoffs',
      { from_agent_id, to_agent_id: 'qa', summary: 'Please test it' },
    ],
    'start a stage': async (agent_id) => ['POST', await run(), { agent_id }],
    deactivate: (name) => ['POST', `/agents/${name}/deactivate`, { session_id: 's' }],
  };

  test.each(Object.keys(deeds))('does not %s as another agent', async (deed) => {
    const analyst = await key({ agentId: 'core:analyst' });
    const own = await send(analyst, ...(await deeds[deed]('analyst')));
    expect(own.text).not.toContain('another-agent');
    expect(own.status).toBeLessThan(300);
    expect(await send(analyst, ...(await deeds[deed]('dev')))).toMatchObject({
      status: 403,
      json: { type: 'urn:bmad:problem:another-agent', allowed: ['analyst'] },
    });
  });

  test('answers no handoff that is for another, whether it says who it is or not', async () => {
    const offer = { from_agent_id: 'analyst', to_agent_id: 'dev', summary: 'Please build it' };
    const { json } = await send(await key({}), 'POST', '/collaboration/handoffs', offer);
    const accept = `/collaboration/handoffs/${json.handoff_id}/accept`;
    const qa = await key({ agentId: 'qa' });
    expect(await status(qa, 'POST', accept)).toBe(422);
    expect(await status(qa, 'POST', accept, { agent_id: 'dev' })).toBe(403);
    expect(await status(await key({ agentId: 'dev' }), 'POST', accept)).toBe(200);
  });

  test('starts the stage of another neither with its name nor without', async () => {
    const path = await run();
    expect(await status(await key({ agentId: 'qa' }), 'POST', path)).toBe(422);
    expect(await status(await key({ agentId: 'analyst' }), 'POST', path)).toBe(200);
  });
});
