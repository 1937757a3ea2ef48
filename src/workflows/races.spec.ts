import { DemoRun, demoServer, type DemoServer } from '../../test/support/demo';
import type { ProblemView } from '../problems/problem.dto';
import { AgentSession } from '../agents/agent-session.entity';
import { SessionExpiry } from '../agents/session-expiry.service';
import { Database } from '../database/database';
import { Transaction } from '../database/transaction';
import { codeOf } from '../problems/problem-of';

const REPETITIONS = 6;
const CLIENTS = 3;

let server: DemoServer;

beforeAll(async () => (server = await demoServer()));
afterAll(() => server.close());

const nothing = () => Promise.resolve();

/** Each move with what makes it possible, and what its losers may do instead. */
const races: [
  string,
  { prepare: (run: DemoRun) => Promise<unknown>; path: string; body: object; allowed: string[] },
][] = [
  ['start', { prepare: nothing, path: '/stages/analyst-brief-md/start', body: {}, allowed: ['COMPLETED', 'FAILED'] }],
  [
    'complete',
    {
      prepare: (run) => run.move('analyst-brief-md', 'start'),
      path: '/stages/analyst-brief-md/complete',
      body: { artifacts: [{ name: 'brief.md' }] },
      allowed: [],
    },
  ],
  [
    'decide',
    {
      prepare: (run) => run.workUpToReview(),
      path: '/decisions',
      body: { name: 'agent:review', value: 'pm' },
      allowed: [],
    },
  ],
  ['pause', { prepare: nothing, path: '/pause', body: {}, allowed: ['ACTIVE', 'CANCELLED', 'FAILED'] }],
  ['cancel', { prepare: nothing, path: '/cancel', body: {}, allowed: [] }],
  [
    'skip',
    {
      prepare: nothing,
      path: '/stages/audit/skip',
      body: { reason: 'no time' },
      allowed: [],
    },
  ],
  [
    'rework',
    {
      prepare: (run) => run.work('analyst-brief-md', ['brief.md']),
      path: '/rework',
      body: { stage_id: 'analyst-brief-md', reason: 'again' },
      allowed: [],
    },
  ],
  [
    'resume',
    {
      prepare: (run) => run.client.post(`${run.path}/pause`),
      path: '/resume',
      body: {},
      allowed: ['PAUSED', 'COMPLETED', 'CANCELLED', 'FAILED'],
    },
  ],
];

test.each(races)('of several clients that %s at once one wins', async (move, { prepare, path, body, allowed }) => {
  const client = await server.client.inNewProject(`race-${move}`);
  for (let repetition = 0; repetition < REPETITIONS; repetition++) {
    const run = await DemoRun.start(client);
    await prepare(run);
    const answers = await Promise.all(Array.from({ length: CLIENTS }, () => client.send(run.path + path, body)));
    const losers = answers.filter(({ ok }) => !ok).map(({ json }) => json as ProblemView);
    expect(losers).toHaveLength(CLIENTS - 1);
    for (const loser of losers) expect(loser).toMatchObject({ status: 409, allowed });
    const { items } = await client.get<{ items: { type: string }[] }>(`${run.path}/activity?limit=200`);
    expect(items.filter(({ type }) => type === EVENTS[move])).toHaveLength(move === 'decide' ? 2 : 1);
  }
});

/** What each move is called in the history of the run; before the last decision another one was made. */
const EVENTS: Record<string, string> = {
  start: 'stage.started',
  complete: 'stage.completed',
  decide: 'workflow.decided',
  pause: 'workflow.paused',
  cancel: 'workflow.cancelled',
  skip: 'stage.skipped',
  rework: 'workflow.reworked',
  resume: 'workflow.active',
};

test('starts at once get distinct keys without gaps', async () => {
  const client = await server.client.inNewProject('keys');
  const runs = await Promise.all(Array.from({ length: 50 }, () => DemoRun.start(client)));
  const numbers = runs.map(({ key }) => Number(key.replace('demo-', '')));
  expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, n) => n + 1));
});

test('moves of different runs, activations, ends and expiries of shared sessions never deadlock', async () => {
  const client = await server.client.inNewProject('crowd');
  const db = server.app.get(Database);
  const expiry = server.app.get(SessionExpiry);
  const lost = watchForDeadlocks();
  const sessions = ['s-1', 's-2'];
  const activate = (session_id: string) =>
    client.send('/agents/activate', { agent_id: 'dev', session_id, user_id: 'ada' });

  const work = async (lane: number) => {
    for (let turn = 0; turn < 8; turn++) {
      const run = await DemoRun.start(client, { variant: 'short_sequence' });
      const session_id = sessions[(lane + turn) % 2];
      await activate(session_id);
      await client.post(`${run.path}/stages/build/start`, { session_id });
      if (turn % 2) await client.post(`${run.path}/pause`).then(() => client.post(`${run.path}/resume`));
      await client.post(run.path + (turn % 3 ? '/stages/build/complete' : '/cancel'));
    }
  };
  const disturb = async () => {
    for (let turn = 0; turn < 15; turn++) {
      await db.of(AgentSession).update({ sessionId: 's-1' }, { expiresAt: new Date(Date.now() - 1000) });
      await expiry.expire();
      await client.send('/agents/dev/deactivate', { session_id: 's-2' });
    }
  };
  await Promise.all([...Array.from({ length: 6 }, (_, lane) => work(lane)), disturb(), disturb()]);
  expect(lost).toEqual([]);
});

/** The codes of the transactions that fail in the database, which are tried again without anybody noticing. */
function watchForDeadlocks(): string[] {
  const lost: string[] = [];

  const { undo } = Transaction.prototype;
  jest.spyOn(Transaction.prototype, 'undo').mockImplementation(function (this: Transaction, error: unknown) {
    const code = codeOf(error);
    if (code) lost.push(code);
    return undo.call(this, error);
  });
  return lost;
}
