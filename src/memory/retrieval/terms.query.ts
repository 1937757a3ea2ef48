import { type Part, part } from '../../database/database';
import { MemoryTerm } from '../terms/memory-term.entity';
import { TermStatistic } from '../terms/term-statistic.entity';
import type { Question } from './question';

/** How many postings one question reads at most. The rarest words are read first; the others only weigh what these find. */
export const POSTINGS = 1_500;
/** How many words of a question count: one bit each in a mask. */
export const TERMS = 16;
/** What a word that only the caller's context has counts beside one of the question. */
const CONTEXT_WEIGHT = 0.3;

/**
 * The words to look for. `known` are the entities that the question names; being about one of them is weighed by itself, so
 * the words of their names are not looked for, unless there is nothing else. `place` are the places to search.
 */
export const words = (question: Question, context: Question): Part => part`
  known as materialized (
    select n.key, n.words
    from unnest(${keysOf(question, context)}::text[], ${namesOf(question, context)}::text[]) n (key, words)
    where exists (select from place join ${MemoryTerm} p on p.place_number = place.number and p.term = '@' || n.key)
  ), asked as materialized (
    select lexeme as term, max(weight) as weight from (
      select lexeme, 1::float8 as weight from unnest(to_tsvector('english', ${question.words.join(' ')}))
      union all
      select lexeme, ${CONTEXT_WEIGHT}::float8 from unnest(to_tsvector('english', ${context.words.join(' ')}))
    ) lexemes group by lexeme
  ), other as materialized (
    select term, weight from asked
    where term not in (select lexeme from known, unnest(to_tsvector('english', known.words)))
  ), word as materialized (
    select term, weight from other
    union all select term, weight from asked where not exists (select from other)
    union all select '@' || key, 1 from known where not exists (select from other)
  )`;

/** The words with what each tells: `k`, the rarest first; `weight`; `drives`, whether its postings are read. */
export const weighed = part`
  frequency as materialized (
    select term collate "C" as term, weight, (
      select coalesce(sum(coalesce(
        (select s.memories from ${TermStatistic} s where s.place_number = place.number and s.term = word.term collate "C"),
        (select count(*) from (
          select from ${MemoryTerm} p where p.place_number = place.number and p.term = word.term collate "C" limit ${POSTINGS}
        ) few)
      )), 0)::float8 from place
    ) as df from word
  ), ranked as materialized (
    select term, df, (row_number() over rarest)::int - 1 as k, sum(df) over rarest as sum,
      weight * ln(1 + (greatest((select sum(memories) from place) - df, 0) + 0.5) / (df + 0.5)) as weight
    from frequency window rarest as (order by df = 0, df, term)
  ), weighed as materialized (
    select term, df, k, weight, df > 0 and (sum <= ${POSTINGS} or k = 0) as drives from ranked
  )`;

const all = (question: Question, context: Question) => [
  ...new Map([...context.names, ...question.names].map((name) => [name.key, name])).values(),
];
const keysOf = (question: Question, context: Question) => all(question, context).map(({ key }) => key);
const namesOf = (question: Question, context: Question) => all(question, context).map((name) => name.words.join(' '));
