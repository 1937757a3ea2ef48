import { setTimeout as sleep } from 'node:timers/promises';
import { testServer, type TestServer } from '../../test/support/server';
import { Database } from '../database/database';
import { Event } from '../events/event.entity';
import { AgentActivity } from './agent-activity.entity';
import { AgentSession } from './agent-session.entity';
import { Roster } from './roster.service';
import { SessionExpiry } from './session-expiry.service';
import { SessionsService } from './sessions.service';

let one: TestServer;
let two: TestServer;
let db: Database;
let sessions: SessionsService;

beforeAll(async () => {
  one = await testServer({ sessionTimeoutSeconds: 1 });
  two = await testServer({ sessionTimeoutSeconds: 1, url: one.url });
  db = one.app.get(Database);
  sessions = one.app.get(SessionsService);
});
afterAll(async () => {
  await one.app.close();
  await two.app.close();
});

const activate = (session_id: string, agent_id = 'dev') =>
  sessions.activate(one.scope, { agent_id, session_id, user_id: 'ada' });

/** Waits until `what` holds, for at most five seconds. */
async function until(what: () => Promise<boolean>): Promise<void> {
  for (let turn = 0; turn < 50; turn++) {
    if (await what()) return;
    await sleep(100);
  }
  throw new Error('It did not come about within five seconds.');
}

test('a session whose heartbeat stops ends by itself, and its agent falls idle', async () => {
  const { session } = await activate('s', 'pm');
  await sessions.began(one.scope, session.id);
  expect(await one.app.get(Roster).get(one.scope, 'pm')).toMatchObject({ status: 'BUSY' });
  const row = () => db.of(AgentSession).findOneByOrFail({ id: session.id });
  await until(async () => (await row()).endedAt !== null);
  const ended = await row();
  expect(ended).toMatchObject({ endReason: 'EXPIRED', openWork: 0, endedAt: session.expiresAt });
  expect(await one.app.get(Roster).get(one.scope, 'pm')).toMatchObject({ status: 'IDLE' });
  await expect(sessions.heartbeat(one.scope, 'pm', 's')).rejects.toMatchObject({
    type: 'session-ended',
    message: expect.stringContaining('ran out of time'),
  });
  expect((await activate('s', 'pm')).session.id).not.toBe(session.id);
});

test('a session with heartbeats outlives its timeout', async () => {
  const { session } = await activate('s', 'qa');
  for (let beat = 0; beat < 5; beat++) {
    await sleep(500);
    await sessions.heartbeat(one.scope, 'qa', 's');
  }
  expect((await sessions.liveSession(one.scope, 'qa', 's')).session.id).toBe(session.id);
});

test('two servers end every session exactly once', async () => {
  const opened = await Promise.all(Array.from({ length: 60 }, (_, n) => activate(`s-${n}`)));
  const ids = opened.map(({ session }) => session.id);
  await db.sql`update ${AgentSession} set expires_at = now() - interval '1 second' where id = any(${ids}::uuid[])`;
  const turns = [one, two, one, two].map(({ app }) => app.get(SessionExpiry).expire());
  await Promise.all(turns);
  await until(
    async () =>
      (
        await db.sql`
    select from ${AgentSession} where ended_at is null and id = any(${ids}::uuid[])`
      ).length === 0,
  );
  const [{ events }] = await db.sql<{ events: string[] }>`
    select array_agg(subject_id order by subject_id)::text[] as events from ${Event}
    where type = 'session.expired' and subject_id = any(${ids}::uuid[])`;
  expect(events).toEqual([...ids].sort());
  const log = await db.of(AgentActivity).findBy({ activityType: 'EXPIRED' });
  expect(
    log
      .map(({ sessionUuid }) => sessionUuid)
      .filter((id) => ids.includes(id!))
      .sort(),
  ).toEqual([...ids].sort());
  expect(log[0]).toMatchObject({ success: true, responseTimeMs: null, actor: 'server', userId: 'ada' });
});

test('a session that somebody is renewing is left alone', async () => {
  const { session } = await activate('s', 'sm');
  await db.transaction(async () => {
    await sessions.heartbeat(one.scope, 'sm', 's');
    await sleep(1_500);
    expect(await two.app.get(SessionExpiry).expire()).toBe(0);
  });
  const left = await db.of(AgentSession).findOneByOrFail({ id: session.id });
  expect(left.endedAt).toBeNull();
});
