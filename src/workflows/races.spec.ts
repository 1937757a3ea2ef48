import { DemoRun, demoServer, type DemoServer } from '../../test/support/demo';
import { AgentSession } from '../agents/agent-session.entity';
import { SessionExpiry } from '../agents/session-expiry.service';
import { Database } from '../database/database';
import { Transaction } from '../database/transaction';
import { codeOf } from '../database/failures';

let server: DemoServer;

beforeAll(async () => (server = await demoServer()));
afterAll(() => server.close());

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
