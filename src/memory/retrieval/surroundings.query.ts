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
  /** Characters; 0 where the answer has no budget. */
  length: number;
}

/** A word as a tsquery that only it meets. */
const lexeme = (word: string) => `('''' || replace(replace(${word}, '\\', '\\\\'), '''', '''''') || '''')`;
const each = (of: (k: number) => string, by: string, from = 0, to = TERMS) =>
  new Fragment(Array.from({ length: to - from }, (_, n) => of(from + n)).join(by));

/** What of a memory is only read where it matters. */
export interface Details {
  /** When it was: where the question has dates. */
  dated: boolean;
  /** How long it is: where the answer has a budget. */
  measured: boolean;
}

/**
 * `sought`, one row: the words as tsqueries, null from the last one on, the entities as one, and which details. `span`: the
 * stretches of episodes around the candidates, none twice; what has no session stands alone.
 */
export const surroundings = ({ dated, measured }: Details): Part => part`
  sought as materialized (
    select ${each((k) => `words[${k + 1}] as word_${k}`, ', ')}, ${dated}::boolean as dated,
      ${measured}::boolean as measured,
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

/** Few questions have more words: those beyond are passed over at once. */
const FEW = 8;
/** The bits of a memory: above those of the words the one of its entities, then its traits. */
const [ENTITY, TRAITS] = [TERMS, TERMS + 1];

const words = (from: number, to: number) =>
  each((k) => `coalesce((m.terms @@ word_${k})::int << ${k}, 0)`, ' | ', from, to).text;
const bits = new Fragment(`
  ${words(0, FEW)} | case when word_${FEW} is null then 0 else ${words(FEW, TERMS)} end
  | coalesce((m.terms @@ sought.entities)::int << ${ENTITY}, 0) | (m.traits::int << ${TRAITS})`);

/** What is read of the memories `m` around, as they are `sought`. */
export const surroundingsTable = new NumberTable<Neighbour>(
  [
    part`m.number`,
    part`m.episode`,
    part`m.position`,
    part`${bits}`,
    part`m.importance`,
    part`m.confidence`,
    part`m.useful_count`,
    part`m.harmful_count`,
    part`case when dated then date_part('epoch', m.occurred_at) else 0 end`,
    part`case when measured then length(m.content) else 0 end`,
  ],
  (numbers, at) => ({
    number: numbers[at],
    episode: numbers[at + 1],
    position: numbers[at + 2],
    mask: numbers[at + 3] & ((1 << TERMS) - 1),
    entity: (numbers[at + 3] >> ENTITY) & 1,
    traits: numbers[at + 3] >> TRAITS,
    importance: numbers[at + 4],
    confidence: numbers[at + 5],
    useful: numbers[at + 6],
    harmful: numbers[at + 7],
    occurred: numbers[at + 8],
    length: numbers[at + 9],
  }),
);

/** Its rows: memories in the places that are searched only. */
export const surroundingsRows = part`
  span cross join sought join ${Memory} m on m.episode = span.episode and m.position between span.first and span.last
  where m.place_number in (select number from place) and m.status = 'ACTIVE'`;
