/** One question's answer: which of its memories were evidence, in their order, and how sure each was said to be. */
export interface Judged {
  relevant: boolean[];
  confidences: number[];
  /** How many memories are evidence. */
  evidence: number;
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** The share of the evidence among the first k. */
export const recallAt = (k: number, judged: readonly Judged[]): number =>
  mean(judged.map(({ relevant, evidence }) => relevant.slice(0, k).filter(Boolean).length / evidence));

/** Mean of 1 / the rank of the first evidence. */
export const reciprocalRank = (judged: readonly Judged[]): number =>
  mean(judged.map(({ relevant }) => (relevant.includes(true) ? 1 / (relevant.indexOf(true) + 1) : 0)));

/** Normalised discounted cumulative gain of the first k. */
export const gainAt = (k: number, judged: readonly Judged[]): number =>
  mean(
    judged.map(({ relevant, evidence }) => {
      const gain = (hits: boolean[]) => hits.reduce((sum, hit, rank) => sum + (hit ? 1 / Math.log2(rank + 2) : 0), 0);
      return gain(relevant.slice(0, k)) / gain(Array.from({ length: Math.min(k, evidence) }, () => true));
    }),
  );

/** A confidence and whether it was right. */
export type Claim = [confidence: number, right: boolean];

export const claimsOf = (judged: readonly Judged[], k: number): Claim[] =>
  judged.flatMap(({ relevant, confidences }) =>
    confidences.slice(0, k).map((confidence, rank): Claim => [confidence, relevant[rank]]),
  );

/** Expected calibration error over ten equal bins: how far confidences are from what they claim. */
export function calibrationError(claims: readonly Claim[]): number {
  const bins = Array.from({ length: 10 }, (): Claim[] => []);
  for (const claim of claims) bins[Math.min(9, Math.floor(claim[0] * 10))].push(claim);
  return bins
    .filter((bin) => bin.length)
    .reduce((sum, bin) => {
      const off = mean(bin.map(([confidence]) => confidence)) - mean(bin.map(([, right]) => Number(right)));
      return sum + (Math.abs(off) * bin.length) / claims.length;
    }, 0);
}

/** Mean squared error of the confidences. */
export const brier = (claims: readonly Claim[]): number =>
  mean(claims.map(([confidence, right]) => (confidence - Number(right)) ** 2));

/** How often one of `above` is larger than one of `below`. */
export function separation(above: readonly number[], below: readonly number[]): number {
  const sorted = [...below].sort((a, b) => a - b);
  const under = (value: number, orEqual: boolean) => {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sorted[middle] < value || (orEqual && sorted[middle] === value)) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return mean(above.map((value) => (under(value, false) + under(value, true)) / 2)) / sorted.length;
}
