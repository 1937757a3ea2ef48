import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { AgentActivity } from '../../src/agents/agent-activity.entity';
import { ActivityCounting, COUNTING_LOCK } from '../../src/analytics/activities/activity-counting.service';
import { ActivityReader } from '../../src/analytics/activities/activity-reader.entity';
import { Database } from '../../src/database/database';
import type { TestServer } from './server';

/**
 * Counts every activity, and ends a rebuild that is under way. An activity is counted once no older transaction is open, and
 * those of the other test files, in databases of the same Postgres server, are among them: they are waited for.
 */
export async function countAll({ app }: Pick<TestServer, 'app'>): Promise<void> {
  const [counting, db] = [app.get(ActivityCounting), app.get(Database)];
  const isDone = async () => {
    const [{ done }] = await db.sql<{ done: boolean }>`
      select count(*) = 1 and not exists (
        select from ${AgentActivity} a join ${ActivityReader} reader on (a.tx, a.id) > (reader.tx, reader.activity_uuid)
      ) as done from ${ActivityReader}`;
    return done;
  };
  await counting.catchUp();
  while (!(await isDone())) await sleep(20).then(() => counting.catchUp());
}

/** Keeps every server on a database from counting activities meanwhile. */
export async function whileNobodyCounts({ url }: Pick<TestServer, 'url'>, work: () => Promise<void>): Promise<void> {
  const holder = new Client(url);
  await holder.connect();
  try {
    await holder.query('select pg_advisory_lock(hashtextextended($1, 0))', [COUNTING_LOCK]);
    await work();
  } finally {
    await holder.end();
  }
}
