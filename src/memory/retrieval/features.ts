import { Trait } from '../terms/analysis';
import { dateMatch } from './dates';
import { KnownWords } from './known-words';
import type { Question } from './question';
import type { Found } from './retrieval.service';
import type { Neighbour } from './surroundings.query';

/** What speaks for a memory and against it. Each is 0 to 1, `usefulness` -1 to 1. */
export interface Features {
  /** BM25 over the rare words of the question, as a share of what all of its words weigh. */
  bm25: number;
  /** Weight of the question's words that it has, as a share. */
  coverage: number;
  /** Weight of the words that only its direct neighbours have, as a share. */
  neighbours: number;
  /** Weight of the words that the memory before it has, as a share. */
  previous: number;
  /** Weight of the words that the memory before it has when that asks something: then it may be the answer. */
  answers: number;
  /** Weight of the words that memories two places away have, and none nearer, as a share. */
  beyond: number;
  /** Weight of the words that its session has, beside the session that has most. */
  session: number;
  /** The same, as a share of the question. */
  sessionCoverage: number;
  /** Whether it is about an entity that the question names. */
  entity: number;
  /** How well the time it tells of fits a date in the question. */
  date: number;
  /** Whether it says when something was, and the question asks for that. */
  time: number;
  /** Whether it ends by asking something. */
  asks: number;
  /** As stated. */
  importance: number;
  /** What was said of its help so far: more useful than not above 0. */
  usefulness: number;
  /** How alike it is in meaning to the question; 0 where no model is set. */
  meaning: number;
}

export interface Featured {
  memory: Neighbour;
  features: Features;
}

/** The features of each memory that was read. */
export function featuresOf(
  question: Question,
  { terms, bm25, read, totalWeight }: Found,
  likeness: ReadonlyMap<number, number> = new Map(),
): Featured[] {
  const total = totalWeight || 1;
  const words = new KnownWords(terms, read);
  return read.map((memory) => {
    const { episode, position, mask, useful, harmful } = memory;
    const coverage = words.weightOf(mask) / total;
    const session = words.session(episode);
    const own = bm25.get(memory.number);
    const features: Features = {
      bm25: own === undefined ? coverage : Math.max(own / total, 0.9 * coverage),
      coverage,
      neighbours: words.weightOf(words.around(memory)) / total,
      previous: words.weightOf(words.at(episode, position - 1)) / total,
      answers: words.weightOf(words.asked(memory)) / total,
      beyond: words.weightOf(words.beyond(memory)) / total,
      session: session.share,
      sessionCoverage: session.weight / total,
      entity: memory.entity,
      date: dateOf(question, memory),
      time: question.asksWhen && memory.traits & Trait.TellsTime ? 1 : 0,
      asks: memory.traits & Trait.Asks ? 1 : 0,
      importance: memory.importance,
      usefulness: (useful - harmful) / (useful + harmful + 2),
      meaning: likeness.get(memory.number) ?? 0,
    };
    return { memory, features };
  });
}

function dateOf({ dates }: Question, { occurred }: Neighbour): number {
  if (!dates.length) return 0;
  const at = new Date(occurred * 1000);
  return Math.max(0, ...dates.map((date) => dateMatch(date, at)));
}
