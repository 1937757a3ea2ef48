import { setTimeout as sleep } from 'node:timers/promises';
import { ProjectsService } from '../access/projects.service';
import { AgentSession } from '../agents/agent-session.entity';
import { Database } from '../database/database';
import { KeysService } from '../access/keys/keys.service';
import type { ApiScope } from '../access/keys/api-scope';
import { type McpClient, newClient, oldClient, say, told } from '../../test/support/mcp-kit';
import { testServer, type TestServer } from '../../test/support/server';

let server: TestServer;
let writer: McpClient;
let readers: McpClient[];
let session: string;

beforeAll(async () => {
  server = await testServer();
  const url = server.api.replace('/api/v1/bmad', '/mcp');
  const bearing = async (scope: ApiScope) => {
    const wanted = { name: scope, scopes: [scope], projectId: null };
    return { authorization: `Bearer ${(await server.app.get(KeysService).create(server.scope, wanted)).secret}` };
  };
  writer = await newClient(url, await bearing('WRITE'));
  const reading = await bearing('READ');
  readers = [await newClient(url, reading), await oldClient(url, reading)];
  ({ session } = await told(writer, 'begin', { agent_id: 'dev', session_id: 's-1' }));
  await told(writer, 'raise', { session, kind: 'task', title: 'Look at me' });
});
afterAll(async () => {
  for (const client of [writer, ...readers]) await client.close();
  await server.app.close();
});

const LOOKING = ['find', 'recall', 'status', 'what_next'];

/** How often the session was written to. */
const beats = async () => {
  const [{ version }] = await server.app.get(Database).sql<{ version: number }>`
    select version from ${AgentSession} where session_id = 's-1'`;
  return version;
};

test('a key that only looks sees everything and keeps no session alive', async () => {
  const before = await beats();
  for (const client of readers) {
    expect((await client.listTools()).tools).toHaveLength(12);
    expect((await told(client, 'find', { kind: 'task', session })).found).toHaveLength(1);
    expect((await told(client, 'status')).tasks_ready).toHaveLength(1);
    expect((await told(client, 'what_next', { session })).id).toBe('task:T-1');
    await told(client, 'recall', { session, query: 'What is there?' });
  }
  expect(await beats()).toBe(before);
  await told(writer, 'find', { kind: 'task', session });
  expect(await beats()).toBe(before + 1);
});

test('it is refused by every tool that changes something, and told what to do', async () => {
  for (const client of readers) {
    const { tools } = await client.listTools();
    for (const { name } of tools.filter((tool) => !LOOKING.includes(tool.name as string))) {
      const { refused, answer } = await say(client, name, { session });
      expect({ name, refused, type: answer.refused }).toEqual({ name, refused: true, type: 'scope-missing' });
      expect(answer.detail).toContain('administrator');
      expect([...answer.allowed].sort()).toEqual(LOOKING);
      expect(answer.next).toEqual([{ tool: 'status', args: {} }]);
    }
  }
});

test('in an archived project whoever may write only looks', async () => {
  const before = await beats();
  await server.app.get(ProjectsService).archive(server.scope, 'default');
  try {
    let type: unknown;
    // Notices are prompt, and no more than that.
    for (let turn = 0; turn < 500 && type !== 'project-archived'; turn++) {
      type = (await say(writer, 'raise', { kind: 'task', title: 'x' })).answer.refused;
      await sleep(20);
    }
    expect(type).toBe('project-archived');
    expect((await told(writer, 'find', { kind: 'task', session })).found).toHaveLength(1);
    expect(await beats()).toBe(before);
  } finally {
    await server.app.get(ProjectsService).unarchive(server.scope, 'default');
  }
});
