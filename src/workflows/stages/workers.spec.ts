import * as fc from 'fast-check';
import type { Client } from '../../../test/support/client';
import { DemoRun, demoServer, type DemoServer } from '../../../test/support/demo';
import { expireAll } from '../../../test/support/expiry';
import { AgentSession } from '../../agents/agent-session.entity';
import { SessionExpiry } from '../../agents/session-expiry.service';
import { Database } from '../../database/database';
import { Stage } from './stage.entity';
import { Run } from '../run.entity';

const CREW =
  'workflow: { id: crew, sequence: [{ agent: dev, step: a }, { agent: qa, step: b }, { agent: dev, step: c }] }';

let server: DemoServer;
let db: Database;
let client: Client;
let projects = 0;

beforeAll(async () => {
  server = await demoServer();
  db = server.app.get(Database);
  server.put('demo/workflows/crew.yaml', CREW);
  await server.client.post('/definitions/reload');
});
afterAll(() => server.close());
beforeEach(async () => (client = await server.client.inNewProject(`workers-${++projects}`)));

const statusOf = async (agent: string) => (await client.get(`/agents/${agent}`)).status;
const activate = (agent_id: string, session_id = 's-1') =>
  client.post('/agents/activate', { agent_id, session_id, user_id: 'ada' });
const logOf = async (agent: string) =>
  (await client.get<{ items: Record<string, unknown>[] }>(`/agents/${agent}/activity`)).items;

describe('an agent is busy', () => {
  const inSession = { session_id: 's-1' };
  let run: DemoRun;
  beforeEach(async () => {
    await activate('analyst');
    run = await DemoRun.start(client);
    await run.move('analyst-brief-md', 'start', inSession);
    expect(await statusOf('analyst')).toBe('BUSY');
  });

  test('until its stage is completed', async () => {
    await run.move('analyst-brief-md', 'complete');
    expect(await statusOf('analyst')).toBe('ACTIVE');
  });

  test('until its stage fails, and again when it is started anew', async () => {
    await run.move('analyst-brief-md', 'fail', { reason: 'the power went out' });
    expect(await statusOf('analyst')).toBe('ACTIVE');
    await run.move('analyst-brief-md', 'retry');
    expect(await statusOf('analyst')).toBe('ACTIVE');
    await run.move('analyst-brief-md', 'start', inSession);
    expect(await statusOf('analyst')).toBe('BUSY');
  });

  test('but not while the run rests', async () => {
    await client.post(`${run.path}/pause`);
    expect(await statusOf('analyst')).toBe('ACTIVE');
    await client.post(`${run.path}/resume`);
    expect(await statusOf('analyst')).toBe('BUSY');
    await run.move('analyst-brief-md', 'complete');
    expect(await statusOf('analyst')).toBe('ACTIVE');
  });

  test('until the run is cancelled, also when it rests', async () => {
    const other = await DemoRun.start(client);
    await other.move('analyst-brief-md', 'start', inSession);
    await client.post(`${run.path}/pause`);
    await client.post(`${run.path}/cancel`);
    expect(await statusOf('analyst')).toBe('BUSY');
    await client.post(`${other.path}/cancel`);
    expect(await statusOf('analyst')).toBe('ACTIVE');
  });

  test('in the session that it was activated in anew while the run rested', async () => {
    await client.post(`${run.path}/pause`);
    await client.post('/agents/analyst/deactivate', inSession);
    await activate('analyst');
    expect(await statusOf('analyst')).toBe('ACTIVE');
    await client.post(`${run.path}/resume`);
    expect(await statusOf('analyst')).toBe('BUSY');
  });
});

test('a stage may be worked on without a session, and in one that nobody opened', async () => {
  const run = await DemoRun.start(client);
  expect(await run.move('analyst-brief-md', 'start', { session_id: 'never-opened' })).toMatchObject({
    session_id: 'never-opened',
  });
  expect(await statusOf('analyst')).toBe('IDLE');
});

test('the log says what an agent did and tried, in which session, how it went and how long it took', async () => {
  await activate('pm');
  const run = await DemoRun.start(client);
  await client.refused(`${run.path}/stages/pm-prd-md/start`, { session_id: 's-1' });
  await run.work('analyst-brief-md', ['brief.md']);
  await client.refused(`${run.path}/stages/pm-prd-md/start`, { session_id: 's-1' });
  await run.move('pm-prd-md', 'start', { session_id: 's-1', acknowledge: ['the customer has agreed'] });
  await run.move('pm-prd-md', 'complete');
  await client.refused(`${run.path}/stages/pm-prd-md/complete`, {});

  const log = await logOf('pm');
  expect(log.map(({ activity_type, success, error }) => [activity_type, success, error])).toEqual([
    ['ACTIVATED', true, null],
    ['STAGE_STARTED', false, 'urn:bmad:problem:stage-not-ready'],
    ['STAGE_STARTED', false, 'urn:bmad:problem:requirements-missing'],
    ['STAGE_STARTED', true, null],
    ['STAGE_COMPLETED', true, null],
    ['STAGE_COMPLETED', false, 'urn:bmad:problem:illegal-move'],
  ]);
  for (const { response_time_ms } of log) expect(response_time_ms).toBeGreaterThan(0);
  const done = { session_id: 's-1', user_id: 'ada', details: { workflow: run.key, stage_id: 'pm-prd-md' } };
  expect(log.slice(3, 5)).toMatchObject([done, done]);
  expect((await logOf('analyst')).map(({ activity_type }) => activity_type)).toEqual([
    'STAGE_STARTED',
    'HANDOFF_OFFERED',
    'STAGE_COMPLETED',
  ]);
});

test('a start that is refused to an agent stands in the log of that agent', async () => {
  const run = await DemoRun.start(client);
  await client.refused(`${run.path}/stages/analyst-brief-md/start`, { agent_id: 'dev' });
  expect(await logOf('dev')).toMatchObject([
    { activity_type: 'STAGE_STARTED', success: false, error: 'urn:bmad:problem:unacceptable' },
  ]);
  expect(await logOf('analyst')).toEqual([]);
});

type Act = (runs: DemoRun[]) => Promise<unknown>;
const stageMoves = ['start', 'start', 'complete', 'fail', 'retry'];
const anyAct: fc.Arbitrary<{ told: string; act: Act }> = fc
  .oneof(
    {
      weight: 5,
      arbitrary: fc.tuple(fc.nat(1), fc.constantFrom('a', 'b', 'c'), fc.constantFrom(...stageMoves), fc.nat(1)),
    },
    { weight: 2, arbitrary: fc.tuple(fc.nat(1), fc.constantFrom('pause', 'resume', 'resume', 'cancel')) },
    {
      weight: 2,
      arbitrary: fc.tuple(fc.constantFrom('dev', 'qa'), fc.constantFrom('activate', 'deactivate', 'expire'), fc.nat(1)),
    },
  )
  .map((choice) => ({ told: choice.join(' '), act: actOf(choice) }));

function actOf(choice: (string | number)[]): Act {
  if (typeof choice[0] === 'string') {
    const [agent_id, move, n] = choice as [string, string, number];
    const session_id = `s-${n}`;
    if (move === 'expire') return () => expire(agent_id, session_id);
    if (move === 'activate') return () => client.send('/agents/activate', { agent_id, session_id, user_id: 'ada' });
    return () => client.send(`/agents/${agent_id}/deactivate`, { session_id });
  }
  if (choice.length === 2) return (runs) => client.send(`${runs[Number(choice[0])].path}/${choice[1]}`, {});
  const [run, stage, move, n] = choice as [number, string, string, number];
  const body = { start: { session_id: `s-${n}` }, fail: { reason: 'why not' } }[move] ?? {};
  return (runs) => client.send(`${runs[run].path}/stages/${stage}/${move}`, body);
}

async function expire(agentId: string, sessionId: string): Promise<void> {
  const { id } = await client.get<{ id: string }>(`/agents/${agentId}`);
  await db.of(AgentSession).update({ agentUuid: id, sessionId }, { expiresAt: new Date(Date.now() - 1000) });
  await expireAll(server, SessionExpiry);
}

/** The sessions whose open work is not what a count of the stages in progress says. */
const miscounted = () => db.sql`
  select session.session_id, session.open_work, count(run.id)::int as counted
  from ${AgentSession} session
  left join ${Stage} stage on stage.session_uuid = session.id and stage.status = 'ACTIVE'
  left join ${Run} run on run.id = stage.run_uuid and run.status = 'ACTIVE' and session.ended_at is null
  group by session.id having session.open_work <> count(run.id)`;

test('the open work of a session is always what its stages in progress are', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyAct, { minLength: 10, maxLength: 40 }), async (acts) => {
      client = await server.client.inNewProject(`workers-${++projects}`);
      for (const agent of ['dev', 'qa']) await activate(agent, 's-0');
      const runs = [
        await DemoRun.start(client, { workflow_id: 'crew' }),
        await DemoRun.start(client, { workflow_id: 'crew' }),
      ];
      for (const { act } of acts) await act(runs);
      const told = acts.map((one) => one.told);
      expect({ told, miscounted: await miscounted() }).toEqual({ told, miscounted: [] });
    }),
    { numRuns: 20, endOnFailure: true },
  );
}, 60_000);
