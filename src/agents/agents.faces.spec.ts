import { testServer, type TestServer } from '../../test/support/server';
import { SessionsService } from './sessions.service';

let server: TestServer;

beforeAll(async () => {
  server = await testServer();
});
afterAll(() => server.app.close());

type Json = Record<string, any>;

/** Asks over HTTP; a body makes it a POST. */
async function ask(path: string, body?: object, headers = {}): Promise<{ status: number; json: Json }> {
  const post = {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...headers },
  };
  const response = await fetch(`${server.api}/agents${path}`, body ? post : { headers });
  return { status: response.status, json: (await response.json()) as Json };
}

const activate = (agent_id: string, session_id: string, user_id = 'ada') =>
  server.app.get(SessionsService).activate(server.scope, { agent_id, session_id, user_id });

test('the roster is listed page by page, oldest first', async () => {
  const first = await ask('?limit=6');
  const second = await ask(`?limit=6&after=${first.json.next}`);
  expect([first.json.items.length, second.json.items.length, second.json.next]).toEqual([6, 4, null]);
  const ids = [...first.json.items, ...second.json.items].map(({ id }: Json) => id as string);
  expect(ids).toEqual([...ids].sort());
  expect(first.json.items[0]).toEqual({
    id: expect.any(String),
    agent_id: expect.any(String),
    pack: 'core',
    name: expect.any(String),
    title: expect.any(String),
    agent_type: expect.any(String),
    capabilities: expect.any(Array),
    status: 'IDLE',
    live_sessions: 0,
    retired: false,
    created_at: expect.any(String),
    updated_at: expect.any(String),
  });
});

test('filters take any letter case and refuse what they do not know', async () => {
  expect((await ask('?agent_type=Analyst&pack=core&status=idle')).json.items).toMatchObject([{ agent_id: 'analyst' }]);
  const wrong = await ask('?status=asleep');
  expect(wrong).toMatchObject({ status: 400, json: { type: 'urn:bmad:problem:invalid-request' } });
  expect(wrong.json.errors).toEqual([
    { field: 'status', message: 'status must be one of IDLE, ACTIVE, BUSY, PAUSED, OFFLINE, in any letter case' },
  ]);
  expect(await ask('?colour=blue')).toMatchObject({ status: 400 });
});

test('an agent shows its definition and figures that say over how many', async () => {
  expect((await ask('/ux-expert')).json.metrics).toEqual({
    activities: 0,
    success_rate: { value: null, over: 0 },
    response_ms_mean: { value: null, over: 0 },
    response_ms_p95: { value: null, over: 0 },
    sessions: 0,
    live_sessions: 0,
    session_seconds_mean: { value: null, over: 0 },
  });
  await activate('analyst', 'figures');
  await ask('/analyst/pause', {});
  await activate('analyst', 'refused').catch(() => undefined);
  await ask('/analyst/resume', {});
  await ask('/analyst/deactivate', { session_id: 'figures' });
  const { json } = await ask('/core:analyst');
  expect(json).toMatchObject({ agent_id: 'analyst', name: 'Mary', icon: '📊', status: 'IDLE', problems: [] });
  expect(json.persona.core_principles).toContain(
    'Collaborative Partnership - Engage as a thinking partner with iterative refinement',
  );
  expect(json.commands).toContainEqual(expect.objectContaining({ name: 'brainstorm', args: ['topic'] }));
  expect(json.dependencies.tasks).toContain('create-doc.md');
  const figure = (over: number) => ({ value: expect.any(Number), over });
  expect(json.metrics).toEqual({
    activities: 5,
    success_rate: { value: 0.8, over: 5 },
    response_ms_mean: figure(5),
    response_ms_p95: figure(5),
    sessions: 1,
    live_sessions: 0,
    session_seconds_mean: figure(1),
  });
  expect(json.metrics.response_ms_p95.value).toBeGreaterThanOrEqual(json.metrics.response_ms_mean.value);
});

test('live sessions are listed with their agents', async () => {
  await activate('dev', 'session-1', 'ada');
  await activate('dev', 'session-2', 'bob');
  await activate('qa', 'session-1', 'bob');
  const shown = async (query: string) =>
    (await ask(`/active${query}`)).json.items.map(({ agent_id, session_id, user_id }: Json) => [
      agent_id,
      session_id,
      user_id,
    ]);
  expect(await shown('?session_id=session-1')).toEqual([
    ['dev', 'session-1', 'ada'],
    ['qa', 'session-1', 'bob'],
  ]);
  expect(await shown('?user_id=bob&session_id=session-2')).toEqual([['dev', 'session-2', 'bob']]);
  const { json } = await ask('/active?user_id=ada');
  expect(json.items).toMatchObject([{ open_work: 0, ended_at: null, agent: { agent_id: 'dev', status: 'ACTIVE' } }]);
});

test('a session is kept alive, ended, and stays in the history', async () => {
  await activate('po', 'p-1');
  expect(await ask('/po/heartbeat', { session_id: 'p-1' })).toMatchObject({ status: 200, json: { session_id: 'p-1' } });
  expect(await ask('/po/heartbeat', {})).toMatchObject({ status: 400, json: { errors: [{ field: 'session_id' }] } });
  expect(await ask('/po/deactivate', {})).toMatchObject({ status: 200, json: { end_reason: 'DEACTIVATED' } });
  expect(await ask('/po/heartbeat', { session_id: 'p-1' })).toMatchObject({ status: 409 });
  expect((await ask('/po/sessions')).json).toMatchObject({
    items: [{ session_id: 'p-1', user_id: 'ada' }],
    next: null,
  });
  expect((await ask('/po/activity')).json.items).toMatchObject([
    { activity_type: 'ACTIVATED', session_id: 'p-1', user_id: 'ada', success: true, error: null },
    { activity_type: 'DEACTIVATED', session_id: 'p-1', user_id: 'ada', actor: 'anonymous' },
  ]);
});

test('a refused move says what is allowed, an unknown agent what was meant', async () => {
  expect(await ask('/sm/offline', { reason: 'away' })).toMatchObject({ status: 200, json: { status: 'OFFLINE' } });
  expect(await ask('/sm/pause', {})).toMatchObject({
    status: 409,
    json: { type: 'urn:bmad:problem:illegal-move', allowed: ['AVAILABLE'] },
  });
  await activate('sm', 's').catch(() => undefined);
  expect((await ask('/sm/activity')).json.items).toMatchObject([
    { activity_type: 'OFFLINE', success: true, details: { reason: 'away' } },
    { activity_type: 'PAUSED', success: false, error: 'urn:bmad:problem:illegal-move' },
    { activity_type: 'ACTIVATED', success: false, error: 'urn:bmad:problem:agent-offline', user_id: 'ada' },
  ]);
  expect(await ask('/analist')).toMatchObject({ status: 404, json: { suggestions: ['analyst'] } });
  expect(await ask('/analyst', undefined, { 'X-BMAD-Project': 'nowhere' })).toMatchObject({ status: 404 });
});

test('the document names the enums and shows an agent to try', async () => {
  const document = (await (await fetch(new URL('/api/openapi.json', server.api))).json()) as Json;
  expect(document.components.schemas.AgentStatus.enum).toEqual(['IDLE', 'ACTIVE', 'BUSY', 'PAUSED', 'OFFLINE']);
  const get = document.paths['/api/v1/bmad/agents/{agent_id}'].get;
  expect(get.parameters).toContainEqual(
    expect.objectContaining({ name: 'agent_id', in: 'path', schema: { type: 'string', example: 'analyst' } }),
  );
  expect(get.responses['200'].content['application/json'].schema).toEqual({
    $ref: '#/components/schemas/AgentDetailView',
  });
  const schemas = ['AgentDetailView', 'ActiveSessionView', 'ActivityView', 'PersonaView', 'CommandView', 'MetricsView'];
  const fields = schemas.flatMap((name) => Object.entries<Json>(document.components.schemas[name].properties));
  expect(fields.filter(([, { description }]) => !description)).toEqual([]);
});

test('an unknown member is answered with the known ones', async () => {
  const { json } = await ask('/dev/heartbeat', { session_id: 's', user: 'ada' });
  expect(json.errors).toEqual([{ field: 'user', message: 'is not known here; known are session_id' }]);
});
