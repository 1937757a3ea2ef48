import { SchedulerRegistry } from '@nestjs/schedule';
import { cloneDatabase } from '../../../test/support/database';
import { Locks } from '../../../test/support/locks';
import { testServer, type TestServer } from '../../../test/support/server';
import { Database } from '../../database/database';
import { MovesService } from '../moves/moves.service';
import { Task } from '../task.entity';
import { TasksService } from '../tasks.service';
import { ClaimsService } from './claims.service';
import { LeaseExpiry } from './lease-expiry.service';

/** An advisory lock that a sweeper waits for between its look at the leases and its locks. */
const GATE = 7;

let server: TestServer;
/** Its statements ask a `now()` of ours for the time, which waits at the gate. */
let slow: TestServer;
let db: Database;
let locks: Locks;

beforeAll(async () => {
  const url = await cloneDatabase();
  server = await testServer({ url });
  db = server.app.get(Database);
  await db.sql`create schema gated`;
  await db.sql`
    create function gated.now() returns timestamptz language plpgsql as $$ begin
      perform pg_advisory_lock_shared(7), pg_advisory_unlock_shared(7);
      return pg_catalog.now();
    end $$`;
  const gated = new URL(url);
  gated.searchParams.set('options', '-c search_path=gated,pg_catalog,public');
  slow = await testServer({ url: gated.href });
  for (const { app } of [server, slow]) {
    const registry = app.get(SchedulerRegistry);
    for (const name of registry.getIntervals()) registry.deleteInterval(name);
  }
  locks = await Locks.open(url);
});
afterAll(async () => {
  await locks.close();
  await slow.app.close();
  await server.app.close();
});

const worker = (sessionId: string) => ({ agentId: 'dev', sessionId });
const rowOf = (id: string) => db.of(Task).findOneByOrFail({ id });

/** A task whose lease has run out. */
async function overdue(): Promise<string> {
  const { scope } = server;
  const { id } = (await server.app.get(TasksService).create(scope, { name: 'x' })).task;
  await server.app.get(ClaimsService).start(scope, id, worker('one'));
  await db.sql`update ${Task} set lease_expires_at = now() - interval '1 second' where id = ${id}`;
  return id;
}

/** What becomes of a task that changes after the sweeper has seen its lease run out, and before it has the row. */
async function sweptAfter(id: string, meanwhile: () => Promise<unknown>): Promise<{ freed: number; task: Task }> {
  const freed = await locks.between(GATE, () => slow.app.get(LeaseExpiry).expire(server.scope.projectId), meanwhile);
  return { freed, task: await rowOf(id) };
}

test('the sweeper frees what it has seen run out, when nothing comes between', async () => {
  const id = await overdue();
  const { freed, task } = await sweptAfter(id, () => Promise.resolve());
  expect([freed, task.status]).toEqual([1, 'PENDING']);
});

test('a task that was freed and claimed anew before the sweeper had it stays with its new owner', async () => {
  const id = await overdue();
  const { freed, task } = await sweptAfter(id, () =>
    server.app.get(ClaimsService).start(server.scope, id, worker('two')),
  );
  expect(freed).toBe(0);
  expect(task).toMatchObject({ status: 'IN_PROGRESS', claimedSession: 'two', leaseToken: expect.any(String) });
});

test('a task that was cancelled before the sweeper had it stays so', async () => {
  const id = await overdue();
  const { freed, task } = await sweptAfter(id, () => server.app.get(MovesService).move(server.scope, id, 'cancel'));
  expect([freed, task.status]).toEqual([0, 'CANCELLED']);
});

test('a lease that was renewed before the sweeper had the row goes on', async () => {
  const id = await overdue();
  const { freed, task } = await sweptAfter(
    id,
    // As a heartbeat does that came in time, and was slower than the sweeper's look.
    () => db.sql`update ${Task} set lease_expires_at = now() + interval '1 hour' where id = ${id}`,
  );
  expect([freed, task.status]).toEqual([0, 'IN_PROGRESS']);
});
