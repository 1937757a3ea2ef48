import { Client } from 'pg';
import { cloneDatabase } from './support/database';

/** What is promised of the views: their columns, in order, and their types. Columns may be added at the end, and no more. */
const promised: Record<string, string> = {
  agents_v1:
    'id uuid, project text, agent_id text, pack text, name text, title text, agent_type text, status text, live_sessions integer, created_at timestamp with time zone, updated_at timestamp with time zone',
  epics_v1:
    'id uuid, project text, epic_id text, name text, status text, stories_total integer, stories_done integer, points_total double precision, points_done double precision, progress_percentage integer, start_date date, target_date date, created_at timestamp with time zone, updated_at timestamp with time zone, ended_at timestamp with time zone',
  events_v1:
    'position bigint, project text, type text, subject_type text, subject_id uuid, actor text, data jsonb, at timestamp with time zone',
  memories_v1:
    'id uuid, project text, agent_id text, scope text, category text, status text, content text, tags text[], entities text[], importance real, confidence real, useful_count integer, harmful_count integer, occurred_at timestamp with time zone, created_at timestamp with time zone, updated_at timestamp with time zone',
  runs_v1:
    'id uuid, project text, key text, workflow_id text, pack text, workflow_type text, status text, user_id text, epic_id text, paused_seconds double precision, created_at timestamp with time zone, updated_at timestamp with time zone, started_at timestamp with time zone, ended_at timestamp with time zone',
  stages_v1:
    'id uuid, project text, run_key text, stage_id text, name text, position integer, status text, agent_id text, attempt integer, quality_score smallint, ready_at timestamp with time zone, created_at timestamp with time zone, updated_at timestamp with time zone, started_at timestamp with time zone, ended_at timestamp with time zone',
  stories_v1:
    'id uuid, project text, story_id text, title text, status text, epic_id text, assignee text, story_points double precision, criteria_total integer, criteria_met integer, tasks_total integer, tasks_open integer, estimated_hours double precision, actual_hours double precision, revision integer, created_at timestamp with time zone, updated_at timestamp with time zone, started_at timestamp with time zone, ended_at timestamp with time zone',
  tasks_v1:
    'id uuid, project text, task_id text, name text, task_type text, status text, priority text, agent_id text, claimed_by text, workflow_key text, story_id text, epic_id text, waits_for integer, tags text[], estimated_hours double precision, actual_hours double precision, quality_score smallint, due_at timestamp with time zone, created_at timestamp with time zone, updated_at timestamp with time zone, started_at timestamp with time zone, ended_at timestamp with time zone',
};

let client: Client;
beforeAll(async () => {
  client = new Client(await cloneDatabase());
  await client.connect();
});
afterAll(() => client.end());

interface Column {
  view: string;
  column: string;
  type: string;
  meaning: string | null;
}

const columns = async (): Promise<Column[]> =>
  (
    await client.query<Column>(`
      select relname as view, attname as column, format_type(atttypid, atttypmod) as type,
        col_description(attrelid, attnum) as meaning
      from pg_attribute join pg_class on pg_class.oid = attrelid
      where relnamespace = 'bmad'::regnamespace and relkind = 'v' and relname ~ '_v[0-9]+$' and attnum > 0
      order by relname, attnum`)
  ).rows;

test('the views keep their columns', async () => {
  const found = await columns();
  for (const [name, list] of Object.entries(promised)) {
    const now = found.filter(({ view }) => view === name).map(({ column, type }) => `${column} ${type}`);
    expect(now.slice(0, list.split(', ').length).join(', ')).toBe(list);
  }
  expect([...new Set(found.map(({ view }) => view))]).toEqual(Object.keys(promised));
});

test('every view and column says what it means', async () => {
  expect((await columns()).filter(({ meaning }) => !meaning)).toEqual([]);
  const { rows } = await client.query(
    `select relname from pg_class where relnamespace = 'bmad'::regnamespace and relkind = 'v' and relname ~ '_v[0-9]+$'
       and obj_description(oid) is null`,
  );
  expect(rows).toEqual([]);
});
