import { setTimeout as sleep } from 'node:timers/promises';
import { AgentSession } from '../../agents/agent-session.entity';
import { Roster } from '../../agents/roster.service';
import { SessionExpiry } from '../../agents/session-expiry.service';
import { SessionsService } from '../../agents/sessions.service';
import { Database } from '../../database/database';
import { Event } from '../../events/event.entity';
import { Task } from '../task.entity';
import type { ShownTask } from '../task-rows.service';
import { LeaseExpiry } from './lease-expiry.service';
import { type ClaimKit, claimKit, dev } from '../../../test/support/claim-kit';
import { expireAll } from '../../../test/support/expiry';
import { refusal } from '../../../test/support/story-kit';

let kit: ClaimKit;

beforeAll(async () => {
  kit = await claimKit();
});
afterAll(() => kit.close());

test('a worker that stops is replaced, and what it sends late changes nothing', async () => {
  const scope = await kit.freshScope();
  const { id } = await kit.make(scope);
  const first = (await kit.claims.claim(scope, dev('one', 1), {}))!.task;
  expect(await kit.claims.claim(scope, dev('two'), {})).toBeUndefined();
  const until = first.leaseExpiresAt!.getTime();
  while (Date.now() < until + 20) await sleep(10);
  // A claim that meets the sweeper at work on the task finds nothing; a worker asks again.
  let taken: ShownTask | undefined;
  while (!(taken = await kit.claims.claim(scope, dev('two'), {})) && Date.now() < until + 10_000) await sleep(10);
  const second = taken!.task;
  expect(second).toMatchObject({ id, attempt: 2, claimedSession: 'two' });
  const before = await kit.rowOf(id);
  const leaseToken = first.leaseToken!;
  for (const late of [
    kit.moves.move(scope, id, 'complete', { leaseToken }),
    kit.moves.move(scope, id, 'fail', { leaseToken }),
    kit.moves.move(scope, id, 'submit', { leaseToken }),
    kit.moves.move(scope, id, 'release', { leaseToken }),
    kit.moves.move(scope, id, 'block', { leaseToken }),
    kit.moves.move(scope, id, 'complete'),
    kit.leases.extend(scope, id, leaseToken),
    kit.leases.check(scope, id, leaseToken),
  ]) {
    expect(await refusal(late)).toMatchObject({
      type: 'lease-lost',
      status: 409,
      message: expect.stringContaining("is with 'dev' in the session 'two'"),
    });
  }
  expect(await kit.rowOf(id)).toEqual(before);
  expect(await kit.eventsOf(id)).toEqual(['task.created', 'task.claimed', 'task.lease_expired', 'task.claimed']);
});

test('a lease that has run out is refused although nobody has noticed yet', async () => {
  const scope = await kit.freshScope();
  const { id } = await kit.make(scope);
  const { leaseToken } = (await kit.claims.claim(scope, dev(), {}))!.task;
  const token = { leaseToken: leaseToken! };
  await kit.db.transaction(async () => {
    // As long as this transaction is open, the sweeper leaves the row alone.
    await kit.db.sql`update ${Task} set lease_expires_at = clock_timestamp() where id = ${id}`;
    for (const name of ['complete', 'fail', 'submit', 'release', 'block'] as const) {
      expect(await refusal(kit.moves.move(scope, id, name, token))).toMatchObject({
        type: 'lease-lost',
        message: expect.stringContaining('ran out'),
      });
    }
    expect(await refusal(kit.leases.extend(scope, id, leaseToken!))).toMatchObject({ type: 'lease-lost' });
    expect(await kit.rowOf(id)).toMatchObject({ status: 'IN_PROGRESS', leaseToken });
  });
});

test('the sweeper frees an expired task by itself, and its session has nothing to do', async () => {
  const scope = await kit.freshScope();
  const { id } = await kit.make(scope);
  const sessions = kit.server.app.get(SessionsService);
  await sessions.activate(scope, { agent_id: 'dev', session_id: 's', user_id: 'ada' });
  const { leaseExpiresAt } = (await kit.claims.claim(scope, dev('s', 1), {}))!.task;
  const status = async () => (await kit.server.app.get(Roster).get(scope, 'dev')).status;
  expect(await status()).toBe('BUSY');
  while ((await kit.rowOf(id)).status !== 'PENDING') {
    if (Date.now() > leaseExpiresAt!.getTime() + 10_000) throw new Error('It was not freed in time.');
    await sleep(50);
  }
  expect(await status()).toBe('ACTIVE');
  expect((await kit.rowOf(id)).actualHours).toBeGreaterThan(0.9 / 3600);
});

test('two servers end every overdue lease exactly once, and leave one that is being renewed alone', async () => {
  const scope = await kit.freshScope();
  const { projectId } = scope;
  await kit.db.sql`
    insert into ${Task} (project_id, task_id, name, status, lease_token, lease_expires_at, version)
    select ${projectId}::uuid, 'T-' || n, 'x', 'IN_PROGRESS', gen_random_uuid(), now() + interval '1 hour', 1
    from generate_series(1, 300) n`;
  const renewed = await kit.db.of(Task).findOneByOrFail({ projectId, taskId: 'T-300' });
  await kit.db.transaction(async () => {
    await kit.leases.extend(scope, renewed.id, renewed.leaseToken!, 7200);
    await kit.other.app.get(Database).sql`
      update ${Task} set lease_expires_at = now() - interval '1 second' where project_id = ${projectId} and task_id <> 'T-300'`;
    await Promise.all(Array.from({ length: 6 }, () => kit.other.app.get(LeaseExpiry).expire(projectId)));
  });
  await Promise.all(
    [kit.server, kit.other, kit.server, kit.other].map(({ app }) => app.get(LeaseExpiry).expire(projectId)),
  );
  const log = await kit.db.of(Event).findBy({ projectId, type: 'task.lease_expired' });
  expect(log).toHaveLength(299);
  expect(new Set(log.map(({ subjectId }) => subjectId)).size).toBe(299);
  expect(await kit.rowOf(renewed.id)).toMatchObject({ status: 'IN_PROGRESS', leaseToken: renewed.leaseToken });
});

test('a session that ends, by itself or not, gives back what it holds in the same transaction', async () => {
  const scope = await kit.freshScope();
  const sessions = kit.server.app.get(SessionsService);
  const activate = (session_id: string) => sessions.activate(scope, { agent_id: 'dev', session_id, user_id: 'ada' });
  const [one, two] = [await kit.make(scope), await kit.make(scope)];
  await activate('ends');
  await activate('expires');
  const ended = (await kit.claims.start(scope, one.id, dev('ends'))).task;
  await kit.claims.start(scope, two.id, dev('expires'));
  await sessions.deactivate(scope, 'dev', 'ends');
  expect(await kit.rowOf(one.id)).toMatchObject({ status: 'PENDING', leaseToken: null, sessionUuid: null });
  expect(await kit.eventsOf(one.id)).toEqual(['task.created', 'task.claimed', 'task.released']);
  await kit.db.sql`
    update ${AgentSession} set expires_at = now() - interval '1 second' where id = ${(await kit.rowOf(two.id)).sessionUuid}`;
  await expireAll(kit.server, SessionExpiry);
  expect(await kit.rowOf(two.id)).toMatchObject({ status: 'PENDING', leaseToken: null });
  expect(await refusal(kit.moves.move(scope, one.id, 'complete', { leaseToken: ended.leaseToken! }))).toMatchObject({
    type: 'lease-lost',
  });
});

test('a heartbeat makes a lease longer, never shorter', async () => {
  const scope = await kit.freshScope();
  const { id } = await kit.make(scope);
  const { leaseToken, leaseExpiresAt } = (await kit.claims.claim(scope, dev('s', 600), {}))!.task;
  expect((await kit.leases.extend(scope, id, leaseToken!, 60)).task.leaseExpiresAt).toEqual(leaseExpiresAt);
  const later = (await kit.leases.extend(scope, id, leaseToken!, 1200)).task.leaseExpiresAt!;
  expect(later.getTime() - leaseExpiresAt!.getTime()).toBeGreaterThan(590_000);
});
