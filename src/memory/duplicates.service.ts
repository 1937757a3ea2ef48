import { Injectable } from '@nestjs/common';
import { Database } from '../database/database';
import type { Scope } from '../database/scope';
import { Memory } from './memory.entity';
import { MemoryRows } from './memory-rows.service';
import type { Viewer } from './places/places.service';
import type { Duplicate } from './store/new-memory';
import { MemoryTerm } from './terms/memory-term.entity';

/** From which share of common words on two memories count as the same. */
const ALIKE = 0.6;
/** By how many of its rarest words the look-alikes of a memory are looked for. */
const RAREST = 8;
/** A word in more memories than this leads to too many. */
const TOO_MANY = 2_000;
const LISTED = 20;

/** Finds memories that say the same as another. */
@Injectable()
export class Duplicates {
  constructor(
    private readonly db: Database,
    private readonly rows: MemoryRows,
  ) {}

  /**
   * ACTIVE memories in the same place with nearly the same words, the most alike first. They are offered, never merged
   * by themselves.
   * @throws Problem 404
   */
  async of(scope: Scope, id: string, viewer: Viewer): Promise<Duplicate[]> {
    const { memory } = await this.rows.get(scope, id, viewer);
    return this.db.sql<Duplicate>`
      with own as materialized (select tsvector_to_array(terms) as terms from ${Memory} where id = ${memory.id}),
      rare as materialized (
        select term collate "C" as term from own, unnest(own.terms) term cross join lateral (
          select count(*) as n from (
            select from ${MemoryTerm} p where p.place_number = ${memory.placeNumber} and p.term = term collate "C"
            limit ${TOO_MANY}
          ) few
        ) frequency
        where n < ${TOO_MANY} order by n, term limit ${RAREST}
      ), near as materialized (
        select distinct p.memory_number as number from rare join ${MemoryTerm} p
          on p.place_number = ${memory.placeNumber} and p.term = rare.term
      )
      select id, similarity from (
        select m.id, (
          select count(*) filter (where theirs is not null and mine is not null)::float8 / count(*)
          from unnest(tsvector_to_array(m.terms)) theirs full join unnest(own.terms) mine on mine = theirs
        ) as similarity
        from own, near join ${Memory} m on m.number = near.number
        where m.id <> ${memory.id} and m.status = 'ACTIVE'
      ) alike where similarity >= ${ALIKE}::float8 order by similarity desc, id limit ${LISTED}`;
  }
}
