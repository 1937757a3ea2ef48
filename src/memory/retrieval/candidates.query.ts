import { type Part, part } from '../../database/database';
import type { Scope } from '../../database/scope';
import { Memory } from '../memory.entity';
import { MemoryPlace } from '../places/memory-place.entity';
import { mayLookInto, type Viewer } from '../places/places.service';
import { MemoryTerm } from '../terms/memory-term.entity';
import { POSTINGS, TERMS } from './terms.query';

/** A place that was never counted is taken to have at most this many memories. */
const UNCOUNTED = 1_000;

/** `place`: the places that are searched. */
export const places = (scope: Scope, viewer: Viewer): Part => part`
  place as materialized (
    select number, coalesce(counted, (
      select count(*) from (
        select from ${Memory} m where m.place_number = place.number and m.status = 'ACTIVE' limit ${UNCOUNTED}
      ) few
    )) as memories
    from ${MemoryPlace} place where ${mayLookInto(scope, viewer)}
  )`;

/**
 * `candidate`: the memories that share the rarest words with the question, the best by BM25 over these.
 * @param most how many
 * @param filter a condition on the memories `m`
 */
export const candidates = (most: number, filter?: Part): Part => part`
  candidate as materialized (
    select p.memory_number as number, min(p.episode) as episode, min(p.position) as position,
      sum(p.impact * w.weight) / 100 as bm25
    from weighed w cross join place cross join lateral (
      select p.memory_number, p.episode, p.position, p.impact from ${MemoryTerm} p
      where p.place_number = place.number and p.term = w.term ${filter ? met(filter) : part``} limit ${POSTINGS}
    ) p
    where w.drives and w.k < ${TERMS}::int
    group by p.memory_number order by bm25 desc, number limit (select ${most}::int)
  )`;

const met = (filter: Part) => part`and exists (select from ${Memory} m where m.number = p.memory_number and ${filter})`;
