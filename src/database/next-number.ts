import { Counter } from './counter.entity';
import type { Database } from './database';

/** The next number of a series, 1 first. Never given out twice; a rolled-back transaction gives it back. */
export async function nextNumber(db: Database, projectId: string, series: string): Promise<number> {
  const [{ value }] = await db.sql<{ value: number }>`
    insert into ${Counter} as c (project_id, name, value) values (${projectId}, ${series}, 1)
    on conflict (project_id, name) do update set value = c.value + 1 returning value`;
  return value;
}
