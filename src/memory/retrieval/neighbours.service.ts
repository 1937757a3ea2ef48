import { Injectable } from '@nestjs/common';
import { Database, Fragment, type Part, part } from '../../database/database';
import { NumberTable } from '../../database/number-table';
import { Memory } from '../memory.entity';
import type { Candidate, Found } from './candidates.service';

/** How many positions to each side of a candidate are read. */
const RADIUS = 2;

/** A candidate or what was stored next to one, with all that decides its rank. */
export interface Neighbour {
  number: number;
  episode: number;
  position: number;
  /** Which of the terms it has, a bit for each. */
  mask: number;
  /** 1 when it is about an entity that the question names, else 0. */
  entity: number;
  importance: number;
  /** As stated by whoever stored it. */
  confidence: number;
  useful: number;
  harmful: number;
  /** Bits of `Trait`. */
  traits: number;
  /** Seconds since 1970. */
  occurred: number;
  /** Characters. */
  length: number;
}

/** The second of two statements: from the best candidates to all that stands around them, in their own places only. */
@Injectable()
export class Neighbours {
  constructor(private readonly db: Database) {}

  /** @param filter a condition on the memories `m`; what stands around need not meet it, so it is read and left out later */
  async around(best: readonly Candidate[], found: Found): Promise<Neighbour[]> {
    const spans = spansAround(best);
    const [episodes, firsts, lasts] = [0, 1, 2].map((n) => spans.map((span) => span[n]));
    const table = tableOf(found);
    const [{ rows }] = await this.db.read<{ rows: string | null }>`
      select ${table.text} as rows
      from unnest(${episodes}::int[], ${firsts}::int[], ${lasts}::int[]) span (episode, first, last)
      join ${Memory} m on m.episode = span.episode and m.position between span.first and span.last
      where m.place_number = any(${found.places}::int[]) and m.status = 'ACTIVE'`;
    return table.read(rows);
  }
}

/** What is read of the memories `m`. */
function tableOf({ terms, entities }: Found): NumberTable<keyof Neighbour> {
  const mask = terms.map(
    ({ text }, k) => part`((m.terms @@ ${lexeme(text)}::tsquery)::int << ${new Fragment(String(k))})`,
  );
  const about = entities.map(lexeme).join(' | ');
  return new NumberTable({
    number: part`m.number`,
    episode: part`m.episode`,
    position: part`m.position`,
    mask: mask.reduce<Part>((sum, bit) => part`${sum} | ${bit}`, part`0`),
    entity: about ? part`(m.terms @@ ${about}::tsquery)::int` : part`0`,
    importance: part`m.importance`,
    confidence: part`m.confidence`,
    useful: part`m.useful_count`,
    harmful: part`m.harmful_count`,
    traits: part`m.traits`,
    occurred: part`date_part('epoch', m.occurred_at)`,
    length: part`length(m.content)`,
  });
}

type Span = [episode: number, first: number, last: number];

/** The stretches of episodes around some candidates, none of which touch: one look at the index reads a whole one. */
export function spansAround(candidates: readonly Pick<Candidate, 'episode' | 'position'>[]): Span[] {
  const spans: Span[] = [];
  const inOrder = [...candidates].sort((a, b) => a.episode - b.episode || a.position - b.position);
  for (const { episode, position } of inOrder) {
    // What has no session stands alone.
    const radius = episode < 0 ? 0 : RADIUS;
    const last = spans.at(-1);
    if (last?.[0] === episode && position - radius <= last[2] + 1) last[2] = position + radius;
    else spans.push([episode, position - radius, position + radius]);
  }
  return spans;
}

/** A term as a tsquery. */
const lexeme = (term: string): string => `'${term.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
