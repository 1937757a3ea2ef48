import { Fragment, type Part, part } from '../../database/database';
import { NumberTable } from '../../database/number-table';
import { Memory } from '../memory.entity';
import { TERMS } from './terms.query';

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
  /** Seconds since 1970; 0 where the question has no dates. */
  occurred: number;
  /** Characters. */
  length: number;
}

/** A word as a tsquery that only it meets. */
const lexeme = (word: string) => `('''' || replace(replace(${word}, '\\', '\\\\'), '''', '''''') || '''')`;
const each = (of: (k: number) => string, by: string) =>
  new Fragment(Array.from({ length: TERMS }, (_, k) => of(k)).join(by));

/**
 * `sought`, one row: the words as tsqueries, null from the last one on, and the entities as one. `span`: the stretches of
 * episodes around the candidates, none twice; what has no session stands alone.
 * @param dated whether the question has dates
 */
export const surroundings = (dated: boolean): Part => part`
  sought as materialized (
    select ${each((k) => `words[${k + 1}] as word_${k}`, ', ')}, ${dated}::boolean as dated,
      (select string_agg(${new Fragment(lexeme(`'@' || key`))}, ' | ')::tsquery from known) as entities
    from (
      select array_agg(${new Fragment(lexeme('term'))}::tsquery order by k) as words
      from weighed where df > 0 and k < ${TERMS}::int
    ) had
  ), span as materialized (
    select episode, position + radius as last,
      greatest(position - radius, lag(position + radius + 1) over (partition by episode order by position)) as first
    from (
      select episode, position, case when episode < 0 then 0 else ${RADIUS}::int end as radius from candidate
    ) around
  )`;

/** What is read of the memories `m` around, as they are `sought`. */
export const surroundingsTable = new NumberTable<keyof Neighbour>({
  number: part`m.number`,
  episode: part`m.episode`,
  position: part`m.position`,
  mask: part`${each((k) => `coalesce((m.terms @@ word_${k})::int << ${k}, 0)`, ' | ')}`,
  entity: part`coalesce((m.terms @@ sought.entities)::int, 0)`,
  importance: part`m.importance`,
  confidence: part`m.confidence`,
  useful: part`m.useful_count`,
  harmful: part`m.harmful_count`,
  traits: part`m.traits`,
  occurred: part`case when dated then date_part('epoch', m.occurred_at) else 0 end`,
  length: part`length(m.content)`,
});

/** Its rows: memories in the places that are searched only. */
export const surroundingsRows = part`
  span cross join sought join ${Memory} m on m.episode = span.episode and m.position between span.first and span.last
  where m.place_number in (select number from place) and m.status = 'ACTIVE'`;
