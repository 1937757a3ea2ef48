import type { Client } from 'pg';

/** How much a year holds. */
export interface YearSize {
  agents: number;
  runs: number;
  stories: number;
  tasks: number;
  handoffs: number;
  memories: number;
  activities: number;
}

export const FULL_YEAR: YearSize = {
  agents: 100,
  runs: 1_000,
  stories: 5_000,
  tasks: 50_000,
  handoffs: 6_000,
  memories: 5_000,
  activities: 10_000_000,
};

/** What is wrong with the team, for analytics to find. */
export const truths = {
  workflowId: 'year-flow',
  /** Takes most of the time of a run. */
  slowStage: 'build',
  /** Its handoffs are mostly rejected. */
  weakPair: ['year-1', 'year-2'],
  /** In the week that began so many days ago much failed. */
  badWeek: { from: 140, to: 133 },
};

const BATCH = 500_000;
const day = (expression: string) => `date_trunc('day', now()) - interval '1 day' * (${expression})`;
const bad = (days: string) => `${days} <= ${truths.badWeek.from} and ${days} > ${truths.badWeek.to}`;
const agent = (number: string) => `(select id from agents where project_id = $1 and agent_id = 'year-' || (${number}))`;
const definition = (kind: string) => `(select id from definitions where kind = '${kind}' order by id limit 1)`;
/** An id as one was made then: UUIDv7. */
const idOf = (time: string) =>
  `(lpad(to_hex((extract(epoch from ${time}) * 1000)::bigint), 12, '0') || substr(uuidv7()::text, 15, 5) || substr(gen_random_uuid()::text, 20))::uuid`;
const around = (mean: number) => `${mean} * (0.2 - ln(1 - random()))`;

/** Writes a year of a plausible team into a project, past the server; the same one each time, up to when it was. */
export async function seedYear(client: Client, project: string, size: YearSize, schema = 'bmad'): Promise<void> {
  const { rows } = await client.query<{ id: string }>(`select id from ${schema}.projects where key = $1`, [project]);
  const write = (text: string, count?: number) =>
    client.query(text, count === undefined ? [rows[0].id] : [rows[0].id, count]);
  await client.query(`set search_path to ${schema}; set max_parallel_workers_per_gather to 0; select setseed(0.42)`);
  await write(
    `insert into agents (project_id, pack, agent_id, definition_uuid, name, title, agent_type, capabilities, version)
     select $1, 'year', 'year-' || n, ${definition('AGENT')}, 'Year ' || n, 'Worker', 'DEVELOPER', '{}', 1
     from generate_series(1, $2::int) n`,
    size.agents,
  );
  await seedStories(write, size.stories);
  await seedRuns(write, size.runs);
  await seedTasks(write, size);
  await seedHandoffs(write, size);
  await seedMemories(write, size.memories);
  for (let made = 0; made < size.activities; made += BATCH)
    await seedActivities(write, size.agents, Math.min(BATCH, size.activities - made));
  await client.query('vacuum analyze');
}

type Write = (text: string, count?: number) => Promise<unknown>;

async function seedStories(write: Write, count: number): Promise<void> {
  await write(
    `insert into epics (project_id, epic_id, name, status, version)
     select $1, 'year-' || n, 'Epic ' || n, 'ACTIVE', 1 from generate_series(1, 20) n`,
  );
  await write(
    `insert into stories (project_id, story_id, epic_uuid, title, status, story_points, created_at, started_at, ended_at, version)
     select $1, 'Y.' || n, epic.id, 'Story ' || n, story.status, points, created, started,
       case when story.status in ('DONE', 'CANCELLED') then least(now(), started + interval '1 hour' * took) end, 1
     from (
       select n, ${day('2 + 363 * random()')} as created, (1 + floor(8 * random()))::int as points, ${around(60)} as took,
         (case when random() < 0.85 then 'DONE' when random() < 0.5 then 'CANCELLED' else 'IN_PROGRESS' end)::story_status as status,
         ${around(30)} as waited
       from generate_series(1, $2::int) n
     ) story
     cross join lateral (select least(now(), created + interval '1 hour' * waited) as started) start
     join epics epic on epic.project_id = $1 and epic.epic_id = 'year-' || (1 + n % 20)`,
    count,
  );
  await write(
    `insert into quality_gates (project_id, story_uuid, revision, gate, status_reason, quality_score, actor, created_at)
     select $1, id, 1, (case when random() < 0.7 then 'PASS' when random() < 0.5 then 'CONCERNS' else 'FAIL' end)::gate_verdict,
       'as seen', (60 + 40 * random())::int, 'qa', ended_at - interval '1 hour' * pass
     from stories cross join generate_series(0, 1) pass
     where project_id = $1 and status = 'DONE' and (pass = 0 or random() < 0.3)`,
  );
}

/** Six stages one after another, the fourth of which takes most of the time. */
async function seedRuns(write: Write, count: number): Promise<void> {
  await write(
    `with run as materialized (
      select n, uuidv7() as id, ${day('40 + 325 * random()')} as started, random() as fate from generate_series(1, $2::int) n
    ), stage as materialized (
      select run.*, place, name, ${around(2)} as waited,
        case when name = '${truths.slowStage}' then ${around(60)} else ${around(4)} end as worked,
        case when fate < 0.85 then 6 else 1 + floor(5 * fate)::int - 1 end as reached
      from run cross join unnest(array['analyze', 'plan', 'design', 'build', 'test', 'release']) with ordinality stage (name, place)
    ), timed as materialized (
      select *, started + interval '1 hour' * sum(waited + worked) over (partition by id order by place) as ended from stage
    ), runs as (
      insert into workflows (id, project_id, key, workflow_id, pack, definition_uuid, variant, workflow_type, status, user_id,
        session_id, started_at, ended_at, paused_seconds, version)
      select id, $1, '${truths.workflowId}-' || n, '${truths.workflowId}', 'year', ${definition('WORKFLOW')}, 'sequence', 'CUSTOM',
        (case when fate < 0.85 then 'COMPLETED' when fate < 0.92 then 'CANCELLED' when fate < 0.97 then 'FAILED' else 'ACTIVE' end)::workflow_status,
        'ada', 's', started, case when fate < 0.97 then max(ended) filter (where place <= reached) end, 600 * (n % 5), 1
      from timed group by id, n, started, fate, reached returning id
    )
    insert into workflow_stages (project_id, run_uuid, stage_id, position, name, step, agent_ids, status, attempt, agent_id,
      ready_at, started_at, ended_at, quality_score, version)
    select $1, timed.id, name, place, name, '{}', array['year-' || place],
      (case when place <= reached then 'COMPLETED' when place = reached + 1 then 'READY' else 'PENDING' end)::stage_status,
      case when place <= reached then 1 + (random() < 0.1)::int else 0 end, 'year-' || place,
      case when place <= reached + 1 then ended - interval '1 hour' * (worked + waited) end,
      case when place <= reached then ended - interval '1 hour' * worked end,
      case when place <= reached then ended end, case when random() < 0.5 then (50 + 50 * random())::int end, 1
    from timed join runs on runs.id = timed.id`,
    count,
  );
}

async function seedTasks(write: Write, { tasks, agents }: YearSize): Promise<void> {
  await write(
    `insert into tasks (project_id, task_id, name, status, agent_id, claimed_by, claimed_by_uuid, attempt, created_at, started_at,
       ended_at, quality_score, estimated_hours, actual_hours, version)
     select $1, 'Y-' || n, 'Task ' || n, status, 'year-' || worker, 'year-' || worker, ${agent('worker')}, 1 + (random() < 0.08)::int,
       ended - interval '2 days', ended - interval '1 hour' * worked, ended,
       case when status = 'COMPLETED' and random() < 0.6 then (40 + 60 * random())::int end, 4,
       case when status = 'COMPLETED' then worked end, 1
     from (
       select n, 1 + n % ${agents} as worker, ${around(5)} as worked, ${day('days')} as ended,
         (case when random() < case when ${bad('days')} then 0.4 else 0.04 end then 'FAILED'
           when random() < 0.03 then 'CANCELLED' else 'COMPLETED' end)::task_status as status
       from (select n, 365 * random() as days from generate_series(1, $2::int) n) n
     ) task`,
    tasks,
  );
}

async function seedHandoffs(write: Write, { handoffs, agents }: YearSize): Promise<void> {
  const [from, to] = truths.weakPair.map((name) => name.slice('year-'.length));
  await write(
    `insert into agent_collaborations (project_id, collaboration_id, type, participants, summary, status, from_agent_uuid, to_agent_uuid,
       started_at, accepted_at, expires_at, rejection_reason, ended_at, completeness, quality, version)
     select $1, 'Y-' || n, 'HANDOFF', array[giver, taker], 'Over to you', status, giver, taker, at,
       case when status = 'COMPLETED' then at + interval '1 hour' * ${around(3)} end,
       at + interval '3 days', case when status = 'REJECTED' then 'not enough' end,
       at + interval '10 days', (30 + 70 * random())::int,
       case when status = 'COMPLETED' and random() < 0.5 then (50 + 50 * random())::int end, 1
     from (
       select n, ${agent('gives')} as giver, ${agent('takes')} as taker, ${day('11 + 350 * random()')} as at,
         (case when random() < case when gives = ${from} and takes = ${to} then 0.7 else 0.05 end then 'REJECTED'
           when random() < 0.03 then 'EXPIRED' else 'COMPLETED' end)::handoff_status as status
       from (select n, 1 + n % least(${agents}, 8) as gives, 1 + (n + 1 + n / 8 % 3) % least(${agents}, 8) as takes
         from generate_series(1, $2::int) n) pair
     ) handoff`,
    handoffs,
  );
  await write(
    `insert into agent_collaborations (project_id, collaboration_id, type, participants, summary, started_at, ended_at, success_rating, version)
     select $1, 'M-' || n, (array['REVIEW', 'CONSULTATION', 'PARALLEL']::collaboration_type[])[1 + n % 3],
       array[${agent('1')}, ${agent('2')}], 'Together', ${day('2 + 360 * random()')}, now(), (50 + 50 * random())::int, 1
     from generate_series(1, $2::int / 10) n`,
    handoffs,
  );
}

async function seedMemories(write: Write, count: number): Promise<void> {
  await write(
    `insert into memory_places (project_id, visibility, owner) values ($1, 'PROJECT', '') on conflict do nothing`,
  );
  await write(
    `insert into memories (project_id, place_number, agent_uuid, session_id, episode, position, category, content, importance, confidence,
       occurred_at, created_at, traits, fingerprint, terms, version)
     select $1, (select number from memory_places where project_id = $1 and visibility = 'PROJECT'), ${agent('1')}, 'y', 900000, n,
       (enum_range(null::memory_category))[1 + n % 6], 'A memory of the year ' || n, 0.5, 0.8, at, at, 0, md5(n::text)::uuid, '', 1
     from (select n, ${day('365 * random()')} as at from generate_series(1, $2::int) n) memory`,
    count,
  );
  await write(
    `insert into memory_integrations (project_id, memory_uuid, operation, helped, at)
     select $1, id, (enum_range(null::memory_operation))[1 + (place + position) % 8],
       case when random() < 0.3 then random() < 0.8 end, created_at + (now() - created_at) * random()
     from memories cross join generate_series(1, 6) place where project_id = $1 and position % 4 > 0`,
  );
}

async function seedActivities(write: Write, agents: number, count: number): Promise<void> {
  await write(
    `insert into agent_activities (id, project_id, agent_uuid, activity_type, actor, success, error, response_time_ms, at)
     select ${idOf('at')}, $1, agent.id, (array['TASK_CLAIMED', 'TASK_COMPLETED', 'STAGE_STARTED', 'MEMORY_RECALLED', 'SESSION_EXPIRED'])[1 + n % 5],
       'year', success, case when not success then 'Refused' end, case when n % 5 < 4 then ${around(12)} end, at
     from (
       select n, 1 + n % ${agents} as worker, ${day('days')} as at,
         random() > case when ${bad('days')} then 0.35 else 0.03 end as success
       from (select n, 365 * random() as days from generate_series(1, $2::int) n) n
     ) activity
     join agents agent on agent.project_id = $1 and agent.agent_id = 'year-' || worker`,
    count,
  );
}
