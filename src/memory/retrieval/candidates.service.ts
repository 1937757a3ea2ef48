import { Injectable } from '@nestjs/common';
import { Database, type Part, part } from '../../database/database';
import { NumberTable } from '../../database/number-table';
import type { Scope } from '../../database/scope';
import { Memory } from '../memory.entity';
import { MemoryPlace } from '../places/memory-place.entity';
import { mayLookInto, type Viewer } from '../places/places.service';
import { MemoryTerm } from '../terms/memory-term.entity';
import { MemoryCalibration } from '../uses/memory-calibration.entity';
import type { Question } from './question';
import { POSTINGS, weighed, words } from './terms.query';

/** How many memories are looked at more closely. */
const CANDIDATES = 100;
/** How many words of a question count: one bit each in a mask. */
export const TERMS = 16;
/** A place that was never counted is taken to have at most this many memories. */
const UNCOUNTED = 1_000;
/** A word of the question as it is in the places that are searched. */
export interface Term {
  /** As stored: stemmed. */
  text: string;
  /** How telling it is: its inverse document frequency, less for words of the context. */
  weight: number;
}

/** A memory that shares rare words with the question. */
export interface Candidate {
  number: number;
  episode: number;
  position: number;
  /** Which of the terms it is known to have, a bit for each. */
  mask: number;
  /** Sum of impact and weight over the terms that were read. */
  bm25: number;
}

export interface Found {
  /** The rarest first. */
  terms: Term[];
  /** The weight of all words of the question, those included that no memory has. */
  totalWeight: number;
  /** The known entities that the question names, as terms. */
  entities: string[];
  /** Numbers of the places that were searched. */
  places: number[];
  /** What the project's own calibration adds to the logit of a confidence. */
  bias: number;
  /** The best first. */
  candidates: Candidate[];
}

interface Head extends Omit<Found, 'terms' | 'candidates' | 'entities'> {
  terms: [text: string, weight: number][] | null;
  entities: string[] | null;
}

const table = new NumberTable<keyof Candidate>({
  number: part`number`,
  episode: part`episode`,
  position: part`position`,
  mask: part`mask`,
  bm25: part`bm25`,
});

/** The first of two statements: from the words of a question to the memories that share the rarest of them. */
@Injectable()
export class Candidates {
  constructor(private readonly db: Database) {}

  /**
   * @param context words that matter less than those of the question
   * @param filter a condition on the memories `m` that are to be found
   */
  async find(scope: Scope, viewer: Viewer, question: Question, context: Question, filter?: Part): Promise<Found> {
    const [{ head, rows }] = await this.db.read<{ head: Head; rows: string | null }>`
      with ${this.places(scope, viewer)}, ${words(question, context)}, ${weighed}
      select (${this.head(scope)}) as head, (select ${table.text} from (
        select p.memory_number as number, min(p.episode) as episode, min(p.position) as position,
          bit_or(1 << w.k) as mask, sum(p.impact * w.weight) / 100 as bm25
        from weighed w cross join place cross join lateral (${this.postings(filter)}) p
        where w.drives and w.k < ${TERMS}::int
        group by p.memory_number order by bm25 desc, number limit ${CANDIDATES}
      ) best) as rows`;
    const terms = (head.terms ?? []).map(([text, weight]) => ({ text, weight }));
    return { ...head, places: head.places ?? [], entities: head.entities ?? [], terms, candidates: table.read(rows) };
  }

  private places(scope: Scope, viewer: Viewer): Part {
    return part`place as materialized (
        select number, coalesce(counted, (
          select count(*) from (
            select from ${Memory} m where m.place_number = place.number and m.status = 'ACTIVE' limit ${UNCOUNTED}
          ) few
        )) as memories
        from ${MemoryPlace} place where ${mayLookInto(scope, viewer)}
      )`;
  }

  private postings(filter?: Part): Part {
    const wanted = filter
      ? part`and exists (select from ${Memory} m where m.number = p.memory_number and ${filter})`
      : part``;
    return part`
      select p.memory_number, p.episode, p.position, p.impact from ${MemoryTerm} p
      where p.place_number = place.number and p.term = w.term ${wanted} limit ${POSTINGS}`;
  }

  private head({ projectId }: Scope): Part {
    return part`select json_build_object(
      'places', (select json_agg(number) from place),
      'terms', (select json_agg(json_build_array(term, weight) order by k) from weighed where df > 0 and k < ${TERMS}::int),
      'totalWeight', (select coalesce(sum(weight), 0) from weighed where k < ${TERMS}::int),
      'entities', (select json_agg('@' || key) from known),
      'bias', coalesce((
        select bias from ${MemoryCalibration} where project_id = ${projectId} order by id desc limit 1
      ), 0)
    )`;
  }
}
