import { AsyncLocalStorage } from 'node:async_hooks';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { BMAD_CORE, testServer, type TestServer } from '../../test/support/server';
import { ProjectsService } from '../access/projects.service';
import { Database } from '../database/database';
import type { Scope } from '../database/scope';
import { DefinitionsService } from '../definitions/definitions.service';
import { Event } from '../events/event.entity';
import type { Problem } from '../problems/problem';
import { AgentSession } from './agent-session.entity';
import { Agent } from './agent.entity';
import { holdFlow } from './agent.flow';
import { AgentsService } from './agents.service';
import { Roster } from './roster.service';
import { SessionsService } from './sessions.service';

const definition = (id: string, name: string) =>
  `\`\`\`yaml\nagent: {id: ${id}, name: ${name}, title: Game Developer}\ncommands:\n  - help: Show\n  - build: Make\n\`\`\`\n`;
/** Runs as another request would, outside the transaction that we are in. */
const outside = AsyncLocalStorage.snapshot();

let server: TestServer;
let db: Database;
let agents: AgentsService;
let roster: Roster;
let definitions: DefinitionsService;
let folder: string;

const put = (path: string, text: string) => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'agents-'));
  put('games/agents/dev.md', definition('dev', 'Gus'));
  put('games/agents/level-designer.md', definition('level-designer', 'Liv'));
  server = await testServer({ bmadCore: [BMAD_CORE, join(folder, 'games')] });
  db = server.app.get(Database);
  agents = server.app.get(AgentsService);
  roster = server.app.get(Roster);
  definitions = server.app.get(DefinitionsService);
});
afterAll(async () => {
  await server.app.close();
  rmSync(folder, { recursive: true });
});

let projects = 0;
async function freshScope(): Promise<Scope> {
  const { id } = await server.app.get(ProjectsService).create(`agents-${++projects}`, 'Test');
  return { projectId: id, by: 'test' };
}

const names = async (scope: Scope, filter = {}) =>
  (await agents.list(scope, filter, { limit: 200 })).items.map(({ pack, agentId }) => `${pack}:${agentId}`).sort();
const eventsOf = async (id: string) =>
  (await db.of(Event).find({ where: { subjectId: id }, order: { id: 'ASC' } })).map(({ type }) => type);
const refusal = (promise: Promise<unknown>): Promise<Problem> =>
  promise.then(
    () => Promise.reject(new Error('it was not refused')),
    (error: Problem) => error,
  );

describe('enrolment', () => {
  test('gives every project, old or new, the agents of the definitions', async () => {
    const roster = await names(await freshScope());
    expect(roster).toHaveLength(12);
    expect(roster).toEqual(expect.arrayContaining(['core:analyst', 'core:dev', 'games:dev', 'games:level-designer']));
    expect(await names(server.scope)).toEqual(roster);
  });

  test('keeps what the definition says', async () => {
    const scope = await freshScope();
    const agent = await roster.get(scope, 'games:dev');
    expect(agent).toMatchObject({
      name: 'Gus',
      title: 'Game Developer',
      agentType: 'DEVELOPER',
      capabilities: ['build'],
    });
    expect(agent).toMatchObject({ status: 'IDLE', hold: 'AVAILABLE', liveSessions: 0 });
    expect(await eventsOf(agent.id)).toEqual(['agent.enrolled']);
  });

  test('follows a changed definition with the same agent, retires it with its file, and takes it back', async () => {
    const scope = await freshScope();
    put('games/agents/tester.md', definition('tester', 'Tom'));
    await definitions.load();
    const { id } = await roster.find(scope, 'tester');
    put('games/agents/tester.md', definition('tester', 'Tim'));
    await definitions.load();
    await definitions.load();
    expect(await roster.get(scope, 'tester')).toMatchObject({ id, name: 'Tim', version: 2 });
    expect(await eventsOf(id)).toEqual(['agent.enrolled', 'agent.redefined']);

    rmSync(join(folder, 'games/agents/tester.md'));
    await definitions.load();
    expect(await names(scope)).not.toContain('games:tester');
    expect(await roster.find(scope, 'tester')).toMatchObject({ id, definition: { current: false } });
    const activation = { agent_id: 'tester', session_id: 's', user_id: 'ada' };
    const sessions = server.app.get(SessionsService);
    expect(await refusal(sessions.activate(scope, activation))).toMatchObject({ type: 'agent-retired', status: 409 });
    expect(await refusal(agents.hold(scope, 'tester', 'PAUSED'))).toMatchObject({ type: 'agent-retired' });

    put('games/agents/tester.md', definition('tester', 'Tim'));
    await definitions.load();
    expect((await sessions.activate(scope, activation)).agent.id).toBe(id);
    rmSync(join(folder, 'games/agents/tester.md'));
    await definitions.load();
  });

  test('misses no agent when a project is made while definitions are being loaded', async () => {
    put('games/agents/artist.md', definition('artist', 'Art'));
    let made: Promise<Scope>;
    await db.transaction(async () => {
      await definitions.load();
      made = outside(freshScope);
      await sleep(200);
    });
    expect(await names(await made!)).toContain('games:artist');
    rmSync(join(folder, 'games/agents/artist.md'));
    await definitions.load();
  });

  test('misses no agent when definitions are loaded while a project is being made', async () => {
    put('games/agents/artist.md', definition('artist', 'Amy'));
    let loaded: Promise<unknown>;
    let scope: Scope;
    await db.transaction(async () => {
      scope = await freshScope();
      loaded = outside(() => definitions.load());
      await Promise.race([loaded, sleep(1_500)]);
    });
    await loaded!;
    expect(await names(scope!)).toContain('games:artist');
  });
});

describe('finding', () => {
  test('takes a unique agent_id, pack:agent_id and the UUID in any letter case', async () => {
    const scope = await freshScope();
    const { id } = await roster.find(scope, 'analyst');
    for (const name of ['core:analyst', id, id.toUpperCase()]) expect((await roster.find(scope, name)).id).toBe(id);
  });

  test('asks which when several packs have it', async () => {
    expect(await refusal(roster.find(server.scope, 'dev'))).toMatchObject({
      type: 'agent-ambiguous',
      status: 409,
      extras: { suggestions: expect.arrayContaining(['core:dev', 'games:dev']) },
    });
  });

  test('suggests look-alikes, and shows no other project', async () => {
    const scope = await freshScope();
    expect(await refusal(roster.find(scope, 'analist'))).toMatchObject({
      type: 'agent-not-found',
      status: 404,
      extras: { suggestions: ['analyst'] },
    });
    expect(await refusal(roster.find(scope, 'core:analist'))).toMatchObject({
      extras: { suggestions: ['core:analyst'] },
    });
    const { id } = await roster.find(server.scope, 'analyst');
    expect(await refusal(roster.get(scope, id))).toMatchObject({ status: 404 });
  });

  test('lists by status, type and pack', async () => {
    const scope = await freshScope();
    await agents.hold(scope, 'games:dev', 'PAUSED');
    expect(await names(scope, { status: 'PAUSED' })).toEqual(['games:dev']);
    expect(await names(scope, { agentType: 'DEVELOPER', pack: 'core' })).toEqual(['core:dev']);
    expect(await names(scope, { status: 'BUSY' })).toEqual([]);
  });
});

describe('the hold', () => {
  test('is a closed table of moves', () => {
    expect(holdFlow.states.map((state) => [state, holdFlow.next(state)])).toEqual([
      ['AVAILABLE', ['PAUSED', 'OFFLINE']],
      ['PAUSED', ['AVAILABLE', 'OFFLINE']],
      ['OFFLINE', ['AVAILABLE']],
    ]);
  });

  test('lets one of many callers win and tells the others what is allowed', async () => {
    const scope = await freshScope();
    const outcomes = await Promise.allSettled(
      Array.from({ length: 10 }, () => agents.hold(scope, 'analyst', 'PAUSED', 'lunch')),
    );
    const lost = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(lost).toHaveLength(9);
    expect(lost[0].reason).toMatchObject({
      type: 'illegal-move',
      status: 409,
      extras: { allowed: ['AVAILABLE', 'OFFLINE'] },
    });
    expect(await eventsOf((await roster.find(scope, 'analyst')).id)).toEqual(['agent.enrolled', 'agent.paused']);
  });

  test('hides what the sessions would say, and they go on', async () => {
    const scope = await freshScope();
    const sessions = server.app.get(SessionsService);
    const { session } = await sessions.activate(scope, { agent_id: 'analyst', session_id: 's', user_id: 'ada' });
    await sessions.began(scope, session.id);
    expect(await agents.hold(scope, 'analyst', 'OFFLINE')).toMatchObject({ status: 'OFFLINE', liveSessions: 1 });
    await sessions.heartbeat(scope, 'analyst', 's');
    expect(await agents.hold(scope, 'analyst', 'AVAILABLE')).toMatchObject({ status: 'BUSY' });
  });

  test('a session past its time makes nobody busy, even before it is ended', async () => {
    const scope = await freshScope();
    const agent = await db.of(Agent).findOneByOrFail({ projectId: scope.projectId, pack: 'core', agentId: 'qa' });
    await db.transaction(async () => {
      const { projectId } = scope;
      const gone = { projectId, agentUuid: agent.id, sessionId: 's', userId: 'ada', openWork: 1 };
      await db.of(AgentSession).insert({ ...gone, expiresAt: new Date(Date.now() - 60_000) });
      expect(await roster.get(scope, 'qa')).toMatchObject({ status: 'IDLE', liveSessions: 0 });
    });
  });
});
