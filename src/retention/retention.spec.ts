import { randomUUID } from 'node:crypto';
import { Client as Postgres } from 'pg';
import { Client } from '../../test/support/client';
import { countAll, whileNobodyCounts } from '../../test/support/counting';
import { testServer, type TestServer } from '../../test/support/server';
import { IdempotencyKey } from '../access/idempotency/idempotency-key.entity';
import { KeysService } from '../access/keys/keys.service';
import { AgentActivity } from '../agents/agent-activity.entity';
import { AgentSession } from '../agents/agent-session.entity';
import { Agent } from '../agents/agent.entity';
import { ActivityCounting } from '../analytics/activities/activity-counting.service';
import { ActivityTallies } from '../analytics/activities/activity-tallies.service';
import { DAY_MS } from '../analytics/window/window';
import { Database } from '../database/database';
import { WebhookDelivery } from '../webhooks/deliveries/delivery.entity';
import type { RetentionView } from './retention.dto';
import { Retention } from './retention.service';

let server: TestServer;
let second: TestServer;
let db: Database;
let retention: Retention;
let root: Client;
let projects = 0;

beforeAll(async () => {
  server = await testServer();
  second = await testServer({ url: server.url, retention: { removes: false, days: { idempotency_keys: 0 } } });
  db = server.app.get(Database);
  retention = server.app.get(Retention);
  root = new Client(server.api);
});
afterAll(async () => {
  await server.app.close();
  await second.app.close();
});

const project = () => root.inNewProject(`kept-${++projects}`);
const told = async (kind: string) => {
  const { kinds } = await root.get<RetentionView>('/retention');
  return kinds.find((one) => one.kind === kind)!;
};

test('activities go once they are counted, and the figures stay, also when they are counted anew', async () => {
  const counting = server.app.get(ActivityCounting);
  const tallies = server.app.get(ActivityTallies);
  const [{ id: agent }] = await db.sql<{ id: string }>`
    select id from ${Agent} where project_id = ${server.scope.projectId} order by id limit 1`;
  const add = (count: number, days: number) => db.sql`
    insert into ${AgentActivity} (project_id, agent_uuid, activity_type, actor, success, error, response_time_ms, at)
    select ${server.scope.projectId}, ${agent}, 'TYPE_' || n % 3, 'test', n % 5 <> 0, case when n % 5 = 0 then 'error' end,
      n % 100, now() - make_interval(days => ${days}, mins => n)
    from generate_series(1, ${count}::int) n`;
  const today = Math.ceil(Date.now() / DAY_MS) * DAY_MS;
  const range = { from: new Date(today - 600 * DAY_MS), to: new Date(today) };
  const whose = { scope: server.scope, everywhere: false };
  const figures = async () => [
    await tallies.team(whose, [range]),
    await tallies.agents(whose, [range], [agent]),
    await tallies.counted(),
  ];
  await add(2_500, 400);
  await add(500, 3);
  await countAll(server);
  const [before, removedBefore] = [await figures(), (await told('activities')).removed!];
  await retention.run(700);
  expect((await told('activities')).removed).toBe(removedBefore + 2_500);
  expect(await figures()).toEqual(before);
  await counting.rebuild();
  await countAll(server);
  expect(await figures()).toEqual(before);
  // What nobody has counted stays, however old it is.
  await whileNobodyCounts(server, async () => {
    await add(10, 400);
    await retention.run();
    expect((await told('activities')).removed).toBe(removedBefore + 2_500);
  });
  await countAll(server);
  await retention.run();
  expect((await told('activities')).removed).toBe(removedBefore + 2_510);
  await counting.rebuild();
  await countAll(server);
  expect(((await figures())[0] as { activities: number }[])[0].activities).toBe(
    (before[0] as { activities: number }[])[0].activities + 10,
  );
}, 60_000);

test('sessions that ended long ago go, and what was done in them stays', async () => {
  const client = await project();
  const session = async (session_id: string) => {
    await client.post('/agents/activate', { agent_id: 'dev', session_id, user_id: 'ada' });
    return (await db.of(AgentSession).findOneByOrFail({ sessionId: session_id })).id;
  };
  const [old, young, live] = [await session('old'), await session('young'), await session('live')];
  for (const session_id of ['old', 'young']) await client.post('/agents/dev/deactivate', { session_id });
  await db.sql`update ${AgentSession} set ended_at = now() - interval '366 days' where id = ${old}`;
  await db.sql`update ${AgentSession} set started_at = now() - interval '400 days' where id = ${live}`;
  const done = () => db.sql<{ n: number }>`
    select count(*)::int as n from ${AgentActivity} where project_id = (select project_id from ${AgentSession} where id = ${live})`;
  const before = await done();
  await retention.run();
  const left = await db.sql<{
    id: string;
  }>`select id from ${AgentSession} where id in (${old}, ${young}, ${live}) order by id`;
  expect(left.map(({ id }) => id).sort()).toEqual([young, live].sort());
  expect(await done()).toEqual(before);
});

test('an idempotency key that is too old is a new one, and where they are kept for ever none goes', async () => {
  const key = randomUUID();
  const send = async () => {
    const headers = { 'content-type': 'application/json', 'idempotency-key': key };
    const answer = await fetch(`${server.api}/tasks`, { method: 'POST', headers, body: '{"name":"x"}' });
    return ((await answer.json()) as { id: string }).id;
  };
  const first = await send();
  await retention.run();
  expect(await send()).toBe(first);
  await db.sql`update ${IdempotencyKey} set created_at = now() - interval '8 days'`;
  await second.app.get(Retention).run();
  expect(await send()).toBe(first);
  await retention.run();
  expect(await send()).not.toBe(first);
});

test('deliveries of webhooks go, those of a paused one too', async () => {
  const client = await project();
  const { id } = await client.post('/webhooks', { url: 'https://hooks.example.com/', types: ['task.'] });
  for (let n = 0; n < 3; n++) await client.post(`/webhooks/${String(id)}/test`);
  const deliveries = async () =>
    (await client.get<{ items: { id: string }[] }>(`/webhooks/${String(id)}/deliveries`)).items;
  const [old, replayed, young] = await deliveries();
  await db.sql`update ${WebhookDelivery} set created_at = now() - interval '31 days', updated_at = now() - interval '31 days'
    where id in (${old.id}, ${replayed.id})`;
  await client.post(`/webhooks/${String(id)}/deliveries/${replayed.id}/replay`);
  await retention.run();
  expect((await deliveries()).map((one) => one.id)).toEqual([replayed.id, young.id]);
});

test('of servers that remove at once each row is counted once, and a kind that another one is at is passed by', async () => {
  const make = () => db.sql`
    insert into ${IdempotencyKey} (project_id, actor, key_hash, fingerprint, created_at)
    select ${server.scope.projectId}, 'test', gen_random_uuid()::text, '', now() - interval '9 days' from generate_series(1, 300)`;
  await retention.run();
  const before = (await told('idempotency_keys')).removed!;
  await make();
  const other = await testServer({ url: server.url });
  await Promise.all([retention.run(20), other.app.get(Retention).run(20)]);
  await other.app.close();
  expect((await told('idempotency_keys')).removed).toBe(before + 300);
  await make();
  const holder = new Postgres(server.url);
  await holder.connect();
  await holder.query(`begin; select from bmad.retention_removals where kind = 'idempotency_keys' for update`);
  await retention.run();
  expect((await told('idempotency_keys')).removed).toBe(before + 300);
  await holder.end();
  await retention.run();
  expect((await told('idempotency_keys')).removed).toBe(before + 600);
});

test('the periods are told to everybody, the numbers to nobody who knows one project only', async () => {
  const { kinds } = await new Client(second.api).get<RetentionView>('/retention');
  expect(kinds.map(({ kind, kept_days }) => [kind, kept_days])).toEqual([
    ...[
      ['events', 90],
      ['activities', 365],
      ['agent_sessions', 365],
      ['webhook_deliveries', 30],
    ],
    ['idempotency_keys', null],
  ]);
  const wanted = { name: 'reader', scopes: ['READ' as const], projectId: server.scope.projectId };
  const { secret } = await server.app.get(KeysService).create(server.scope, wanted);
  const bound = await new Client(server.api, 'default', secret).get<RetentionView>('/retention');
  expect(bound.kinds.map(({ removed, last_removed }) => [removed, last_removed])).toEqual(
    kinds.map(() => [null, null]),
  );
});
