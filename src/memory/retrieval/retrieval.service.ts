import { Injectable } from '@nestjs/common';
import { Database, type Part, part } from '../../database/database';
import { NumberTable } from '../../database/number-table';
import type { Scope } from '../../database/scope';
import type { Viewer } from '../places/places.service';
import { MemoryCalibration } from '../uses/memory-calibration.entity';
import { candidates, places } from './candidates.query';
import type { Question } from './question';
import { type Neighbour, surroundings, surroundingsRows, surroundingsTable } from './surroundings.query';
import { TERMS, weighed, words } from './terms.query';

/** How many memories that share rare words with a question are looked at, at least. */
const CANDIDATES = 20;

/** A word of the question as it is in the places that are searched. */
export interface Term {
  /** As stored: stemmed. */
  text: string;
  /** How telling it is: its inverse document frequency, less for words of the context. */
  weight: number;
}

/** What there is for a question. */
export interface Found {
  /** The rarest first. */
  terms: Term[];
  /** The weight of all words of the question, those included that no memory has. */
  totalWeight: number;
  /** What the project's own calibration adds to the logit of a confidence. */
  bias: number;
  /** Sum of impact and weight over the terms that were read, of the candidates by their numbers. */
  bm25: ReadonlyMap<number, number>;
  /** The candidates and what stands around them. */
  read: Neighbour[];
}

/** What is looked for. */
export interface Wanted {
  question: Question;
  /** What is known beside it: its words matter less. */
  context: Question;
  /** How many memories are to be found. */
  limit: number;
  /** Whether their lengths are needed. */
  measured?: boolean;
  /** A condition on the memories `m` that are to be found; what stands around need not meet it. */
  filter?: Part;
}

interface Head extends Pick<Found, 'totalWeight' | 'bias'> {
  terms: [text: string, weight: number][] | null;
}

const candidatesTable = new NumberTable([part`number`, part`bm25`], (numbers, at): [number: number, bm25: number] => [
  numbers[at],
  numbers[at + 1],
]);

/**
 * From the words of a question to the memories that share the rarest of them, and to all that stands around these, in one
 * statement.
 */
@Injectable()
export class Retrieval {
  constructor(private readonly db: Database) {}

  /** @returns what the viewer may see; no candidates and nothing around them where no word of the question is known */
  async find(
    scope: Scope,
    viewer: Viewer,
    { question, context, limit, measured = false, filter }: Wanted,
  ): Promise<Found> {
    const [{ head, found, around }] = await this.db.read<{ head: Head; found: string | null; around: string | null }>`
      with ${places(scope, viewer)}, ${words(question, context)}, ${weighed},
        ${candidates(Math.max(CANDIDATES, limit + 1), filter)}, ${surroundings({ dated: question.dates.length > 0, measured })}
      select (${headOf(scope)}) as head, (select ${candidatesTable.text} from candidate) as found,
        (select ${surroundingsTable.text} from ${surroundingsRows}) as around`;
    return {
      totalWeight: head.totalWeight,
      bias: head.bias,
      terms: (head.terms ?? []).map(([text, weight]) => ({ text, weight })),
      bm25: new Map(candidatesTable.read(found)),
      read: surroundingsTable.read(around),
    };
  }
}

const headOf = ({ projectId }: Scope): Part => part`select json_build_object(
  'terms', (select json_agg(json_build_array(term, weight) order by k) from weighed where df > 0 and k < ${TERMS}::int),
  'totalWeight', (select coalesce(sum(weight), 0) from weighed where k < ${TERMS}::int),
  'bias', coalesce((
    select bias from ${MemoryCalibration} where project_id = ${projectId} order by id desc limit 1
  ), 0)
)`;
