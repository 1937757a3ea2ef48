import { Client } from '../../../test/support/client';
import { countAll } from '../../../test/support/counting';
import { testServer, type TestServer } from '../../../test/support/server';
import { AgentActivity } from '../../agents/agent-activity.entity';
import { Agent } from '../../agents/agent.entity';
import { Database } from '../../database/database';
import { ActivityRollup } from './activity-rollup.entity';
import type { RebuildView } from './rebuild.dto';

let server: TestServer;
let db: Database;
let client: Client;

beforeAll(async () => {
  server = await testServer();
  db = server.app.get(Database);
  client = new Client(server.api);
  const { projectId } = server.scope;
  await db.sql`
    insert into ${AgentActivity} (project_id, agent_uuid, activity_type, actor, success, response_time_ms, at)
    select ${projectId}, (select id from ${Agent} where project_id = ${projectId} order by id limit 1), 'TYPE_' || n % 3, 'test',
      n % 4 <> 0, n % 50, '2026-03-01'::timestamptz + make_interval(mins => n)
    from generate_series(1, 20000) n`;
  await countAll(server);
});
afterAll(() => server.app.close());

test('figures are the same before and after, and what was wrong in between is right again', async () => {
  const window = 'from=2026-03-01T00:00:00Z&to=2026-03-15T00:00:00Z';
  const figures = () => client.get(`/analytics/agents?${window}`);
  const right = await figures();
  await db.sql`update ${ActivityRollup} set activities = activities + 1`;
  expect(await figures()).not.toEqual(right);
  const begun = await client.post<RebuildView>('/analytics/rebuild');
  await countAll(server);
  const done = await client.get<RebuildView>('/analytics/rebuild');
  expect(done).toEqual({ under_way: false, begun_at: begun.begun_at, counted: expect.any(Number) });
  expect(done.counted).toBeGreaterThanOrEqual(20_000);
  expect(await figures()).toEqual(right);
});
