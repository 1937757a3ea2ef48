import type { Client } from 'pg';

/** How many different words the texts are made of; the n-th is drawn with a chance like 1/n, as in languages. */
const WORDS = 30_000;
/** Words of a text. */
const LENGTH = 15;
/** Memories of one session. */
const SESSION = 16;
/** The share of all memories that lies in the biggest place: the project `default`. */
const BIGGEST = 0.1;
const PROJECTS = 500;
const BATCH = 50_000;

/** Writes memories past the server: a tenth of them in the project `default`, the rest in many others. */
export async function fillMemories(client: Client, count: number): Promise<void> {
  await client.query('set search_path to bmad');
  await client.query(`
    insert into projects (key, name, version) select 'bench-' || n, 'Bench', 1 from generate_series(1, ${PROJECTS}) n`);
  await client.query(`
    insert into memory_places (project_id, visibility, owner) select id, 'PROJECT', '' from projects on conflict do nothing`);
  await client.query(`create function pg_temp.word() returns text language sql volatile as
    $$ select 'w' || to_hex(floor(exp(random() * ln(${WORDS})))::int * 7919 % 1000003) $$`);
  for (let made = 0; made < count; made += BATCH) await fillBatch(client, made, Math.min(BATCH, count - made));
  for (const table of ['memories', 'memory_terms', 'memory_places', 'memory_episodes']) {
    await client.query(`vacuum analyze ${table}`);
  }
}

/** Sessions are numbered past the real ones; their episodes have no rows, which retrieval does not need. */
async function fillBatch(client: Client, from: number, count: number): Promise<void> {
  await client.query(
    `with place as materialized (
      select row_number() over (order by key <> 'default', number) - 1 as rank, number, project_id
      from memory_places p join projects on projects.id = p.project_id where visibility = 'PROJECT'
    ), agent as materialized (
      select distinct on (project_id) project_id, id from agents order by project_id, id
    ), text as materialized (
      select n, n / ${SESSION} as session, (select string_agg(pg_temp.word(), ' ') from generate_series(1, ${LENGTH}) where n > 0) as content
      from generate_series($1::int + 1, $1::int + $2::int) n
    ), drawn as materialized (
      select text.*, case when session % 10 < ${BIGGEST * 10} then 0 else 1 + session % ${PROJECTS} end as place from text
    )
    insert into memories (project_id, place_number, agent_uuid, session_id, episode, position, category, content,
      importance, confidence, occurred_at, traits, fingerprint, terms, version)
    select place.project_id, place.number, coalesce(agent.id, (select id from agent limit 1)), 's' || session,
      1000000 + session, n % ${SESSION} + 1, 'TASK_COMPLETION', content, 0.5, 0.8, now() - n * interval '1 minute', 0,
      md5(content)::uuid, strip(to_tsvector('english', content)), 1
    from drawn join place on place.rank = drawn.place left join agent on agent.project_id = place.project_id`,
    [from, count],
  );
  await client.query(
    `insert into memory_terms (place_number, term, memory_number, episode, position, impact)
     select place_number, term, number, episode, position, 100
     from memories, unnest(tsvector_to_array(terms)) term where number > (select coalesce(max(memory_number), 0) from memory_terms)`,
  );
}

/** Questions of five words that stand together in some memory of the project `default`. */
export async function questionsFrom(client: Client, count: number): Promise<string[]> {
  const { rows } = await client.query<{ content: string }>(
    `select content from bmad.memories m join bmad.projects p on p.id = m.project_id and p.key = 'default'
     order by md5(m.id::text) limit $1`,
    [count],
  );
  return rows.map(({ content }) => content.split(' ').slice(0, 5).join(' '));
}
