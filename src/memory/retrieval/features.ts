import { Trait } from '../terms/analysis';
import type { Candidate, Found, Term } from './candidates.service';
import { dateMatch } from './dates';
import type { Neighbour } from './neighbours.service';
import type { Question } from './question';

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

const keyOf = ({ episode, position }: { episode: number; position: number }, shift = 0) =>
  `${episode},${position + shift}`;

/** What the words of a mask weigh. */
function weightOf(mask: number, terms: readonly Term[]): number {
  let sum = 0;
  for (let k = 0; k < terms.length; k++) if ((mask >>> k) & 1) sum += terms[k].weight;
  return sum;
}

/** The features of each memory that was read. */
export function featuresOf(
  question: Question,
  found: Found,
  read: readonly Neighbour[],
  likeness: ReadonlyMap<number, number> = new Map(),
): Featured[] {
  const { terms, candidates } = found;
  const total = found.totalWeight || 1;
  const known = new Map<string, { mask: number }>(candidates.map((one) => [keyOf(one), one]));
  for (const one of read) known.set(keyOf(one), one);
  const bm25 = new Map(candidates.map((one) => [one.number, one.bm25 / total]));
  const sessions = sessionWeights(terms, candidates, read);
  const most = Math.max(...sessions.values(), Number.EPSILON);
  const maskAt = (memory: Neighbour, shift: number) => known.get(keyOf(memory, shift))?.mask ?? 0;
  return read.map((memory) => {
    const coverage = weightOf(memory.mask, terms) / total;
    const session = sessions.get(memory.episode) ?? 0;
    const around = (maskAt(memory, -1) | maskAt(memory, 1)) & ~memory.mask;
    const own = bm25.get(memory.number);
    const features: Features = {
      bm25: own === undefined ? coverage : Math.max(own, 0.9 * coverage),
      coverage,
      neighbours: weightOf(around, terms) / total,
      previous: weightOf(maskAt(memory, -1), terms) / total,
      session: session / most,
      sessionCoverage: session / total,
      entity: memory.entity ? 1 : 0,
      date: dateOf(question, memory),
      time: question.asksWhen && memory.traits & Trait.TellsTime ? 1 : 0,
      asks: memory.traits & Trait.Asks ? 1 : 0,
      importance: memory.importance,
      usefulness: (memory.useful - memory.harmful) / (memory.useful + memory.harmful + 2),
      meaning: likeness.get(memory.number) ?? 0,
    };
    return { memory, features };
  });
}

/** What the words of each episode weigh together. */
function sessionWeights(
  terms: readonly Term[],
  candidates: readonly Candidate[],
  read: readonly Neighbour[],
): Map<number, number> {
  const masks = new Map<number, number>();
  for (const { episode, mask } of [...candidates, ...read]) masks.set(episode, (masks.get(episode) ?? 0) | mask);
  return new Map([...masks].map(([episode, mask]) => [episode, weightOf(mask, terms)]));
}

function dateOf({ dates }: Question, { occurred }: Neighbour): number {
  const at = new Date(occurred * 1000);
  return Math.max(0, ...dates.map((date) => dateMatch(date, at)));
}

/** The candidates whose surroundings are worth reading: by what is known of them and their neighbours so far. */
export function bestOf(candidates: readonly Candidate[], { terms, totalWeight }: Found, limit: number): Candidate[] {
  const total = totalWeight || 1;
  const known = new Map(candidates.map((one) => [keyOf(one), one.mask]));
  const sessions = sessionWeights(terms, candidates, []);
  const most = Math.max(...sessions.values(), Number.EPSILON);
  const promise = (one: Candidate) => {
    const around = ((known.get(keyOf(one, -1)) ?? 0) | (known.get(keyOf(one, 1)) ?? 0)) & ~one.mask;
    const words = 0.75 * one.bm25 + 0.25 * weightOf(one.mask, terms) + 0.45 * weightOf(around, terms);
    return words / total + (0.3 * sessions.get(one.episode)!) / most;
  };
  return candidates
    .map((one) => ({ one, promise: promise(one) }))
    .sort((a, b) => b.promise - a.promise)
    .slice(0, limit)
    .map(({ one }) => one);
}
