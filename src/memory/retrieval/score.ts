import type { Featured, Features } from './features';

/** What each feature counts. */
export const weights: Partial<Record<keyof Features, number>> = {
  bm25: 0.75,
  coverage: 0.25,
  neighbours: 0.45,
  previous: 0.15,
  session: 0.3,
  entity: 0.25,
  date: 0.25,
  time: 0.1,
  asks: -0.08,
  importance: 0.02,
  usefulness: 0.2,
  meaning: 0.5,
};

const named = Object.entries(weights) as [keyof Features, number][];
/** The score of a memory that everything speaks for; meanings, which most servers do not compare, come on top. */
const BEST = named.reduce((sum, [name, weight]) => sum + (name === 'meaning' ? 0 : Math.max(weight, 0)), 0);

export interface Scored extends Featured {
  /** The sum of features by their weights. */
  score: number;
  /** The score as a share of the best possible one, 0 to 1. */
  relevance: number;
}

export const scoreOf = (features: Features): number =>
  named.reduce((sum, [name, weight]) => sum + weight * features[name], 0);

/** The memories with their scores, the best first; of equals the older. */
export function ranked(memories: readonly Featured[]): Scored[] {
  return memories
    .map((one) => {
      const score = scoreOf(one.features);
      return { ...one, score, relevance: Math.min(1, Math.max(0, score / BEST)) };
    })
    .sort((a, b) => b.score - a.score || a.memory.number - b.memory.number);
}

/** How much each feature added to a score or took from it. */
export const contributionsOf = (features: Features): Record<string, number> =>
  Object.fromEntries(named.map(([name, weight]) => [name, weight * features[name]]));
