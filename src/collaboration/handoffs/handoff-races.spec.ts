import { Client } from '../../../test/support/client';
import { expireAll } from '../../../test/support/expiry';
import { testServer, type TestServer } from '../../../test/support/server';
import { Database } from '../../database/database';
import type { ProblemView } from '../../problems/problem.dto';
import { Collaboration } from '../collaboration.entity';
import { HandoffExpiry } from './handoff-expiry.service';
import { handoffFlow, type HandoffStatus } from './handoff.flow';
import type { HandoffView } from './handoff.view';

const REPETITIONS = 4;
const CLIENTS = 3;
const HANDOFFS = '/collaboration/handoffs';
const WHY = { reason: 'why not' };

let server: TestServer;

beforeAll(async () => {
  server = await testServer();
});
afterAll(() => server.app.close());

const fresh = (key: string) => new Client(server.api).inNewProject(key);
const offer = (client: Client) =>
  client.post<HandoffView>(HANDOFFS, { from_agent_id: 'dev', to_agent_id: 'qa', summary: 'It is built' });

async function historyOf(client: Client, path: string): Promise<string[]> {
  const { items } = await client.get<{ items: { type: string }[] }>(`${path}/activity`);
  return items.map(({ type }) => type);
}

/** The answers of a receiver, with how a handoff comes to where they are possible. */
const answers: Record<string, { from: HandoffStatus; to: HandoffStatus; body: object; prepare?: string }> = {
  accept: { from: 'OFFERED', to: 'ACCEPTED', body: {} },
  reject: { from: 'OFFERED', to: 'REJECTED', body: WHY },
  complete: { from: 'ACCEPTED', to: 'COMPLETED', body: { quality: 50 }, prepare: 'accept' },
};

test.each(Object.entries(answers))(
  'of several receivers that %s a handoff at once one wins',
  async (move, { from, to, body, prepare }) => {
    const client = await fresh(`handoff-${move}`);
    for (let repetition = 0; repetition < REPETITIONS; repetition++) {
      const path = `${HANDOFFS}/${(await offer(client)).handoff_id}`;
      if (prepare) await client.post(`${path}/${prepare}`, {});
      expect((await client.get<HandoffView>(path)).status).toBe(from);
      const all = await Promise.all(Array.from({ length: CLIENTS }, () => client.send(`${path}/${move}`, body)));
      const losers = all.filter(({ ok }) => !ok).map(({ json }) => json as ProblemView);
      expect(losers).toHaveLength(CLIENTS - 1);
      for (const loser of losers) expect(loser).toMatchObject({ status: 409, allowed: handoffFlow.next(to) });
      expect((await client.get<HandoffView>(path)).status).toBe(to);
      const told = `handoff.${to.toLowerCase()}`;
      expect((await historyOf(client, path)).filter((type) => type === told)).toHaveLength(1);
    }
  },
);

test('an offer whose time is over expires once, whoever answers meanwhile', async () => {
  const client = await fresh('expiry');
  const expiry = server.app.get(HandoffExpiry);
  for (let repetition = 0; repetition < REPETITIONS; repetition++) {
    const { id, handoff_id } = await offer(client);
    await server.app.get(Database).of(Collaboration).update({ id }, { expiresAt: new Date() });
    const path = `${HANDOFFS}/${handoff_id}`;
    const late = [{ accept: {} }, { reject: WHY }, { accept: {} }].flatMap((answer) =>
      Object.entries(answer).map(([move, body]) => client.send(`${path}/${move}`, body)),
    );
    await Promise.all([expiry.expire(), expiry.expire()]);
    for (const answer of await Promise.all(late)) {
      expect(answer).toMatchObject({ ok: false, json: { status: 409, allowed: [] } });
    }
    // What an answer held at that moment is left to the next turn.
    await expireAll(server, HandoffExpiry);
    expect((await historyOf(client, path)).filter((type) => type === 'handoff.expired')).toHaveLength(1);
  }
});

test('there is a race for every move of the table', () => {
  const raced = Object.values(answers).map(({ from, to }) => `${from}>${to}`);
  const moves = handoffFlow.states.flatMap((from) => handoffFlow.next(from).map((to) => `${from}>${to}`));
  expect([...raced, 'OFFERED>EXPIRED'].sort()).toEqual(moves.sort());
});
