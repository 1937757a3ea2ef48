import { ProjectsService } from '../access/projects.service';
import { Event } from '../events/event.entity';
import { Database } from '../database/database';
import { Client as Api } from '../../test/support/client';
import { type McpClient, newClient, oldClient, post, say, told } from '../../test/support/mcp-kit';
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

let sessions = 0;
/** The session of an agent that has just begun. */
const begin = async (agent_id: string, by = client): Promise<string> =>
  (await told(by, 'begin', { agent_id, session_id: `s-${++sessions}` })).session;

const refusal = async (name: string, args: Record<string, unknown>) => {
  const { refused, answer } = await say(client, name, args);
  expect(refused).toBe(true);
  return answer;
};

describe('the tools', () => {
  const NAMES = [
    'begin',
    'what_next',
    'claim',
    'report',
    'finish',
    'hand_over',
    'remember',
    'recall',
    'decide',
    'find',
  ];

  test.each([
    ['new', newClient],
    ['old', oldClient],
  ])('are at most twelve, annotated, and told in 8 KB to the %s client', async (_, connect) => {
    const bytes: number[] = [];
    const fetched = globalThis.fetch;
    globalThis.fetch = async (...args) => {
      const response = await fetched(...args);
      bytes.push((await response.clone().arrayBuffer()).byteLength);
      return response;
    };
    try {
      const other: McpClient = await connect(url);
      bytes.length = 0;
      const { tools } = await other.listTools();
      expect(Math.max(...bytes)).toBeLessThanOrEqual(8_192);
      expect(Math.max(...bytes)).toBeGreaterThan(4_000);
      expect(tools.length).toBeLessThanOrEqual(12);
      expect(tools.map(({ name }) => name)).toEqual([...NAMES, 'status', 'raise']);
      for (const { annotations, description, inputSchema } of tools) {
        expect(annotations.readOnlyHint === true || annotations.destructiveHint === false).toBe(true);
        expect(description).toMatch(/\S/);
        for (const schema of Object.values<{ type: string; items?: object }>(inputSchema.properties))
          expect(schema.type === 'array' ? schema.items : schema).toBeDefined();
      }
      await other.close();
    } finally {
      globalThis.fetch = fetched;
    }
  });
});

describe('begin', () => {
  test('answers who I am, my session and what to call next', async () => {
    const answer = await told(client, 'begin', { agent_id: 'dev', user_id: 'ada', goal: 'the checkout' });
    expect(answer).toMatchObject({ you: expect.stringContaining('(dev)'), user: 'ada', project: 'default' });
    expect(answer.session).toMatch(/^dev\/\S{8}$/);
    expect(answer.next).toEqual([{ tool: 'what_next', args: { session: answer.session } }]);
    const { items } = await new Api(server.api).get<{ items: { session_id: string; context: object }[] }>(
      '/agents/active?user_id=ada',
    );
    expect(items.map(({ context }) => context)).toEqual([{ goal: 'the checkout' }]);
  });

  test('again goes on with what is in hand', async () => {
    const session = await begin('po');
    const [agent_id, session_id] = session.split('/');
    await told(client, 'raise', { session, kind: 'task', title: 'Look at it', agent_id: 'po' });
    const { id } = await told(client, 'claim', { session });
    const other = await begin('po');
    const again = await told(client, 'begin', { agent_id, session_id });
    expect(again).toMatchObject({ session, in_hand: [{ id, name: 'Look at it' }] });
    expect((await told(client, 'begin', { agent_id, session_id: other.split('/')[1] })).in_hand).toBeUndefined();
    await told(client, 'finish', { session, id });
  });

  test('says which agents there are like the one that is not', async () => {
    expect(await refusal('begin', { agent_id: 'dve' })).toMatchObject({
      refused: 'agent-not-found',
      suggestions: ['dev'],
    });
  });

  test('a session that has ended is begun anew as the refusal says', async () => {
    const session = await begin('sm');
    expect(await told(client, 'finish', { session, id: 'session' })).toMatchObject({ session });
    const { refused, next } = await refusal('what_next', { session });
    expect(refused).toBe('session-ended');
    expect(await told(client, next[0].tool, next[0].args)).toMatchObject({ session });
  });
});

describe('a call', () => {
  test('is made in the name of the agent, and keeps its session alive', async () => {
    const session = await begin('architect');
    const made = await told(client, 'raise', { session, kind: 'task', title: 'Draw it' });
    const [event] = await server.app
      .get(Database)
      .of(Event)
      .find({ where: { type: 'task.created' }, order: { id: 'DESC' }, take: 1 });
    expect(event).toMatchObject({ actor: 'architect', data: { task_id: made.id.slice('task:'.length) } });
    const before = Date.parse((await told(client, 'report', { session })).expires_at);
    await told(client, 'what_next', { session });
    const after = Date.parse((await told(client, 'report', { session })).expires_at);
    expect(after).toBeGreaterThan(before);
  });

  test('works in the project that the header names, and sees no other', async () => {
    await server.app.get(ProjectsService).create('elsewhere', 'Elsewhere');
    const there = await newClient(url, { 'x-bmad-project': 'elsewhere' });
    const session = await begin('dev', there);
    const mine = await told(client, 'raise', {
      session: await begin('dev'),
      kind: 'story',
      title: 'Ours',
      new_id: 'ours',
    });
    for (const [tool, args] of [
      ['status', { id: mine.id }],
      ['claim', { session, id: mine.id }],
      ['what_next', { session: await begin('qa') }],
    ] as const)
      expect(await say(there, tool, args)).toMatchObject({ refused: true, answer: { refused: /-not-found$/ } });
    expect(await told(there, 'find', { kind: 'story' })).toEqual({});
    await there.close();
    const { status } = await post(url, LIST, { 'x-bmad-project': 'nowhere' });
    expect(status).toBe(404);
  });

  test('takes what models write instead of numbers, lists and words', async () => {
    const session = await begin('dev');
    const { id } = await told(client, 'raise', {
      session,
      kind: 'STORY',
      title: 'Loose',
      new_id: 2.5,
      criteria: 'One thing',
    });
    expect(await told(client, 'status', { id, detail: 'true' })).toMatchObject({ story_id: '2.5', criteria_total: 1 });
    expect(await told(client, 'find', { kind: 'agent', limit: '2' })).toMatchObject({ found: [{}, {}] });
  });
});

describe('a refusal', () => {
  test('names what is not known, and what is', async () => {
    const { refused, errors } = await refusal('begin', { agent_id: 'dev', mood: 'good', colour: 'red' });
    expect(refused).toBe('invalid-request');
    expect(errors.map(({ field }: { field: string }) => field)).toEqual(['mood', 'colour']);
    expect(errors[0].message).toContain('agent_id, goal, session_id, user_id');
  });

  test('says with what it could be done', async () => {
    const session = await begin('dev');
    expect(await refusal('claim', { session, id: 'epic:E' })).toMatchObject({
      allowed: ['task:', 'stage:', 'story:', 'handoff:'],
    });
    expect(await refusal('decide', { session, id: 'story:x', value: 'PAS' })).toMatchObject({ suggestions: ['PASS'] });
    expect(await refusal('status', { id: '1.1' })).toMatchObject({ detail: expect.stringContaining('task:T-1') });
  });

  test('of a late worker leads back to what is next', async () => {
    const [one, two] = [await begin('dev'), await begin('dev')];
    const { id } = await told(client, 'raise', { session: one, kind: 'task', title: 'Race', priority: 'critical' });
    await told(client, 'claim', { session: one, id });
    const late = await refusal('finish', { session: two, id });
    expect(late).toMatchObject({ refused: 'lease-lost', next: [{ tool: 'what_next', args: { session: two } }] });
    await told(client, 'finish', { session: one, id, outcome: 'release', note: 'somebody else may' });
    expect(await told(client, 'claim', { session: two, id })).toMatchObject({ id, attempt: 2 });
    await told(client, 'finish', { session: two, id });
  });

  test('of a tool that is not there is an error of the protocol that names those that are', async () => {
    await expect(client.callTool({ name: 'nope' })).rejects.toThrow('begin, what_next, claim');
  });
});

describe('lists', () => {
  test('come by pages, and the call for the next one stands in the answer', async () => {
    const first = await told(client, 'find', { kind: 'agent', limit: 4 });
    expect(first.found).toHaveLength(4);
    const [{ tool, args }] = first.next;
    const second = await told(client, tool, args);
    const ids = [...first.found, ...second.found].map(({ id }: { id: string }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toContain('agent:dev');
  });

  test('of everything are never longer than asked, and detail is bounded too', async () => {
    for (const kind of ['task', 'story', 'epic', 'run', 'handoff', 'checklist', 'agent', 'workflow']) {
      const { bytes } = await say(client, 'find', { kind, limit: 50 });
      expect(bytes).toBeLessThanOrEqual(1_024);
    }
    const { bytes, answer } = await say(client, 'status', { id: 'workflow:greenfield-fullstack', detail: true });
    expect(answer.body.variants[0].steps.length).toBeGreaterThan(5);
    expect(bytes).toBeGreaterThan(1_024);
    expect(bytes).toBeLessThanOrEqual(16_384);
  });
});
