import type { Client, QueryConfig } from 'pg';

/**
 * What Postgres has by itself, as a yardstick: memories that have any word of the question, found by a GIN index, ordered by
 * `ts_rank`. In a table of its own, so that its index is no burden to the server beside it.
 */
export async function makeTextSearch(client: Client): Promise<void> {
  await client.query(`
    create table public.text_search as
    select m.id, p.key as project, to_tsvector('english', concat_ws(' ', m.content, array_to_string(m.entities, ' '))) as words
    from bmad.memories m join bmad.projects p on p.id = m.project_id`);
  await client.query('create index on public.text_search using gin (words)');
  await client.query('vacuum analyze public.text_search');
}

/** The statement that answers the ids of the best memories of a project. */
export const textSearch = (project: string, question: string, limit: number): QueryConfig => ({
  name: 'text-search',
  text: `
    with asked as materialized (
      select string_agg(quote_literal(word), ' | ')::tsquery as words from unnest(tsvector_to_array(to_tsvector('english', $2))) word
    )
    select id from public.text_search found, asked where found.words @@ asked.words and project = $1
    order by ts_rank(found.words, asked.words) desc, id limit $3`,
  values: [project, question, limit],
});
