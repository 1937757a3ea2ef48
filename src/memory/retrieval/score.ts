import type { Featured, Features } from './features';

/** What each feature counts: fitted to five conversations, and judged on each of them by a fit to the other four. */
export const weights = {
  bm25: 0.75,
  coverage: 0.2,
  neighbours: 0.45,
  previous: 0.25,
  answers: 0.35,
  beyond: 0.35,
  session: 0.35,
  entity: 0.35,
  date: 0.65,
  time: 0.35,
  asks: -0.08,
  importance: 0.02,
  usefulness: 0.2,
  meaning: 0.5,
} satisfies Partial<Record<keyof Features, number>>;

const named = Object.entries(weights) as [keyof typeof weights, number][];
/** The score of a memory that everything speaks for; meanings, which most servers do not compare, come on top. */
const BEST = named.reduce((sum, [name, weight]) => sum + (name === 'meaning' ? 0 : Math.max(weight, 0)), 0);

export interface Scored extends Featured {
  /** The sum of features by their weights. */
  score: number;
  /** The score as a share of the best possible one, 0 to 1. */
  relevance: number;
}

/** Spelled out: it is run for hundreds of memories a question, and a loop over names takes ten times as long. */
export const scoreOf = (features: Features): number =>
  weights.bm25 * features.bm25 +
  weights.coverage * features.coverage +
  weights.neighbours * features.neighbours +
  weights.previous * features.previous +
  weights.answers * features.answers +
  weights.beyond * features.beyond +
  weights.session * features.session +
  weights.entity * features.entity +
  weights.date * features.date +
  weights.time * features.time +
  weights.asks * features.asks +
  weights.importance * features.importance +
  weights.usefulness * features.usefulness +
  weights.meaning * features.meaning;

/** The best memories with their scores, the best first; of equals the older. */
export function bestScored(memories: readonly Featured[], limit: number): Scored[] {
  return memories
    .map((one) => ({ one, score: scoreOf(one.features) }))
    .sort((a, b) => b.score - a.score || a.one.memory.number - b.one.memory.number)
    .slice(0, limit)
    .map(({ one: { memory, features }, score }) => {
      const relevance = Math.min(1, Math.max(0, score / BEST));
      return { memory, features, score, relevance };
    });
}

/** How much each feature added to a score or took from it. */
export const contributionsOf = (features: Features): Record<string, number> =>
  Object.fromEntries(named.map(([name, weight]) => [name, weight * features[name]]));
