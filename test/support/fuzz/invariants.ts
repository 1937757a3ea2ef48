import { Client } from 'pg';

/** What must hold in every database of ours at any moment: each statement finds the rows for which it does not. */
const invariants: Record<string, string> = {
  'a task counts what it waits for': `
    select t.task_id from tasks t where t.waits_for <> (
      select count(*) from task_dependencies d join tasks o on o.id = d.depends_on_uuid
      where d.task_uuid = t.id and o.status not in ('COMPLETED', 'CANCELLED'))`,
  'no task depends on itself': cycles('task_dependencies', 'task_uuid'),
  'no story depends on itself': cycles('story_dependencies', 'story_uuid'),
  // A run that rests or has ended lets its stages stand; they are nobody's open work.
  'a session counts the work that it has open': `
    select s.session_id, s.open_work, tasks, stages from agent_sessions s
    cross join lateral (
      select jsonb_agg(jsonb_build_array(task_id, status, tied, lease_expires_at, now())) as tasks, count(*) as held
      from tasks t where t.session_uuid = s.id) t
    cross join lateral (
      select jsonb_agg(jsonb_build_array(g.stage_id, g.status)) as stages, count(*) as active
      from workflow_stages g join workflows w on w.id = g.run_uuid and w.status = 'ACTIVE'
      where g.session_uuid = s.id and g.status = 'ACTIVE') g
    where s.ended_at is null and s.open_work <> held + active`,
  'a session that has ended holds no lease': `
    select t.task_id from tasks t join agent_sessions s on s.id = t.session_uuid
    where s.ended_at is not null and t.lease_token is not null and t.lease_expires_at > now()`,
  'a story that is DONE has met its criteria': `
    select s.story_id from stories s join story_criteria c on c.story_uuid = s.id where s.status = 'DONE' and not c.met`,
  'a story that is DONE has no open task': `
    select s.story_id from stories s join tasks t on t.story_uuid = s.id
    where s.status = 'DONE' and t.status not in ('COMPLETED', 'CANCELLED')`,
  'an epic that is DONE has no open story': `
    select e.epic_id from epics e join stories s on s.epic_uuid = e.id
    where e.status = 'DONE' and s.status not in ('DONE', 'CANCELLED')`,
  'a run that is COMPLETED has no stage left': `
    select w.key, g.stage_id from workflows w join workflow_stages g on g.run_uuid = w.id
    where w.status = 'COMPLETED' and g.status in ('READY', 'ACTIVE', 'FAILED')`,
  'only ACTIVE memories are found': `
    select m.id from memories m where m.status <> 'ACTIVE'
      and exists (select from memory_terms t where t.place_number = m.place_number and t.memory_number = m.number)`,
  'whatever is there has announced itself': [
    'tasks',
    'stories',
    'epics',
    'workflows',
    'agent_collaborations',
    'memories',
  ]
    .map(
      (table) => `select '${table}', t.id from ${table} t where not exists (
      select from events e where e.project_id = t.project_id and e.subject_id = t.id)`,
    )
    .join(' union all '),
};

/** The rows of a table of edges from which one comes back to where one began. */
function cycles(table: string, from: string): string {
  return `
    with recursive way (start, here) as (
      select ${from}, depends_on_uuid from ${table}
      union select way.start, edge.depends_on_uuid from way join ${table} edge on edge.${from} = way.here
    ) select start from way where start = here`;
}

/** Which rows break what must hold in a database, and rows that refer to another project's. */
export async function broken(url: string): Promise<string[]> {
  const client = new Client(url);
  await client.connect();
  try {
    await client.query('set search_path = bmad');
    const found: string[] = [];
    for (const [rule, statement] of [...Object.entries(invariants), ...(await walls(client))]) {
      const { rows } = await client.query(statement);
      if (rows.length) found.push(`${rule}: ${rows.length}, such as ${JSON.stringify(rows[0])}`);
    }
    return found;
  } finally {
    await client.end();
  }
}

/** For each foreign key between rows of projects, that both are of the same one. */
async function walls(client: Client): Promise<[string, string][]> {
  const scoped = `exists (select from pg_attribute a where a.attrelid = %.oid and a.attname = 'project_id')`;
  const { rows } = await client.query<{ child: string; parent: string; column: string; key: string }>(`
    select child.relname as child, parent.relname as parent, a.attname as column, b.attname as key
    from pg_constraint c join pg_class child on child.oid = c.conrelid join pg_class parent on parent.oid = c.confrelid
    join pg_attribute a on a.attrelid = child.oid and a.attnum = c.conkey[1]
    join pg_attribute b on b.attrelid = parent.oid and b.attnum = c.confkey[1]
    where c.contype = 'f' and cardinality(c.conkey) = 1 and child.relnamespace = 'bmad'::regnamespace
      and ${scoped.replace('%', 'child')} and ${scoped.replace('%', 'parent')}`);
  return rows.map(({ child, parent, column, key }) => [
    `${child}.${column} stays in its project`,
    `select p.${key} from ${child} c join ${parent} p on p.${key} = c.${column} where p.project_id <> c.project_id`,
  ]);
}
