import { type Database, part } from '../../database/database';
import { Event } from '../../events/event.entity';
import { Memory } from '../memory.entity';
import type { MemoryCategory } from '../memory.flow';
import type { Link } from '../memory-rows.service';
import { MemoryEpisode } from '../places/memory-episode.entity';
import { MemoryTerm } from '../terms/memory-term.entity';
import { postingsOf, termsFrom } from '../terms/term-index.service';
import { MemoryIntegration } from '../uses/memory-integration.entity';
import { MemoryLink } from './memory-link.entity';
import type { Duplicate } from './new-memory';

/** A memory as the statement takes it: members of its row by their columns, and what belongs to it. */
export interface Entry {
  project_id: string;
  /** Who stores it, for its event. */
  by: string;
  place_number: number;
  agent_uuid: string | null;
  /** Null makes it an episode of its own. */
  session_id: string | null;
  user_id: string | null;
  category: MemoryCategory;
  content: string;
  context: Record<string, unknown>;
  tags: string[];
  entities: string[];
  importance: number;
  confidence: number;
  /** Null is now. */
  occurred_at: Date | null;
  traits: number;
  fingerprint: string;
  words: string;
  marks: string[];
  links: readonly Link[];
  /** What its event tells. */
  told: Record<string, unknown>;
}

export interface Written {
  memory: Memory;
  integrationId: string;
  /** Older memories in the same place that say the same in the same words. */
  duplicates: Duplicate[];
}

/** How many duplicates an answer names. */
const NAMED = 5;

/**
 * One statement writes memories with all that belongs to them: their places in their sessions, postings, links, first uses
 * and events. Whoever writes into the same session waits until the caller's transaction ends.
 * @returns the memories in the order of the entries
 */
export async function writeMemories(db: Database, entries: readonly Entry[]): Promise<Written[]> {
  const rows = await db.sql<{ integration: string; alike: string[] }>`
    with entry as materialized (
      select given.n, given.entry ->> 'by' as by, row.project_id, row.place_number, row.agent_uuid, row.session_id, row.user_id, row.category, row.content, row.context,
        row.tags, row.entities, row.importance, row.confidence, coalesce(row.occurred_at, now()) as occurred_at,
        row.traits, row.fingerprint, given.entry ->> 'words' as words, array(
          select jsonb_array_elements_text(given.entry -> 'marks')) as marks, given.entry -> 'links' as links,
        given.entry -> 'told' as told, nextval(pg_get_serial_sequence(${db.table(Memory)}, 'number'))::int as number
      from jsonb_array_elements(${JSON.stringify(entries)}::jsonb) with ordinality as given (entry, n)
        cross join lateral jsonb_populate_record(null::${Memory}, given.entry) row
    ), episode as (
      insert into ${MemoryEpisode} as e (place_number, session_id, last_position)
      select place_number, session_id, count(*) from entry where session_id is not null
      group by place_number, session_id order by place_number, session_id
      on conflict (place_number, session_id) do update set last_position = e.last_position + excluded.last_position
      returning number, place_number, session_id, last_position
    ), spot as materialized (
      select entry.*, coalesce(episode.number, -entry.number) as episode, coalesce(episode.last_position
        - count(*) over (partition by episode.number) + row_number() over (partition by episode.number order by n), 1)
        as position
      from entry left join episode on episode.place_number = entry.place_number and episode.session_id = entry.session_id
    ), memory as (
      insert into ${Memory} as m (number, project_id, place_number, agent_uuid, session_id, user_id, episode, position,
        category, content, context, tags, entities, importance, confidence, occurred_at, traits, fingerprint, terms, version)
      select number, project_id, place_number, agent_uuid, session_id, user_id, episode, position,
        category, content, context, tags, entities, importance, confidence, occurred_at, traits, fingerprint,
        ${termsFrom(part`words`, part`marks`)}, 1
      from spot returning ${db.columns(Memory, 'm')}
    ), posting as (
      insert into ${MemoryTerm} (place_number, term, memory_number, episode, position, impact)
      select spot.place_number, posting.term, spot.number, spot.episode, spot.position, posting.impact
      from spot cross join lateral (${postingsOf(part`spot.words`, part`spot.marks`)}) posting
    ), link as (
      insert into ${MemoryLink} (memory_uuid, type, target, project_id)
      select m.id, link.type, link.id, m.project_id
      from memory m join spot on spot.number = m.number
        cross join lateral jsonb_to_recordset(spot.links) as link (type text, id text)
      on conflict do nothing
    ), told as (
      insert into ${Event} (tx, project_id, type, subject_type, subject_id, actor, data)
      select pg_current_xact_id()::text::bigint, m.project_id, 'memory.stored', 'memory', m.id, spot.by, spot.told
      from memory m join spot on spot.number = m.number order by m.number
    ), used as (
      insert into ${MemoryIntegration} (project_id, memory_uuid, agent_uuid, session_id, user_id, operation)
      select project_id, id, agent_uuid, session_id, user_id, 'STORE' from memory returning id, memory_uuid
    )
    select ${db.columns(Memory, 'm')}, used.id as integration, array(
      select old.id from ${Memory} old
      where old.place_number = m.place_number and old.fingerprint = m.fingerprint and old.status = 'ACTIVE'
      order by old.number limit ${NAMED}) as alike
    from memory m join used on used.memory_uuid = m.id order by m.number`;
  return rows.map((row) => ({
    memory: db.hydrate(Memory, row),
    integrationId: row.integration,
    duplicates: row.alike.map((id) => ({ id, similarity: 1 })),
  }));
}
