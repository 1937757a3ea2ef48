import type { Scored } from './score';

/** A logistic regression over what a rank says: fitted to questions whose answers are known, and to ones without an answer. */
const model = {
  constant: -9.09,
  /** Its score as a share of the best one's. */
  relative: 3.98,
  /** 1 / rank. */
  rank: 1.73,
  /** How far its score is above the next one's. */
  gap: 3.69,
  coverage: 0.97,
  neighbours: 0.34,
  sessionCoverage: 1.24,
  /** Held: names tell more in conversations of two people than they do in a team. */
  entity: 1.15,
  date: 0.81,
};

/** The stated confidence that neither raises nor lowers a hit's. */
const USUAL = 0.8;

const logit = (p: number): number => Math.log(p / (1 - p));
/** No statement is taken to be more certain than this. */
const clamp = (p: number): number => Math.min(0.99, Math.max(0.01, p));
export const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** The lead of a memory that is the only one. */
const ALONE = 0.5;

/** How far the score at `place` is above the next one's. The last of several leads nobody. */
function gapAfter(answer: readonly Scored[], place: number): number {
  const { score } = answer[place];
  if (place + 1 < answer.length) return score - answer[place + 1].score;
  return place === 0 ? Math.min(ALONE, score) : 0;
}

/** The model's inputs for the memory at `place` (from 0) of an answer. */
export function inputsOf(answer: readonly Scored[], place: number): Record<keyof typeof model, number> {
  const { score, features } = answer[place];
  const { coverage, neighbours, sessionCoverage, entity, date } = features;
  const relative = answer[0].score > 0 ? score / answer[0].score : 0;
  const gap = gapAfter(answer, place);
  return {
    constant: 1,
    relative,
    rank: 1 / (place + 1),
    gap,
    coverage,
    neighbours,
    sessionCoverage,
    entity,
    date,
  };
}

/**
 * How probable it is that the memory at `place` (from 0) of an answer helps, 0 to 1: by how it was found, by how sure
 * whoever stored it was, and by how often it helped before.
 * @param bias of the project's own calibration
 */
export function confidenceOf(answer: readonly Scored[], place: number, bias = 0): number {
  const { memory } = answer[place];
  const inputs = inputsOf(answer, place);
  const found = (Object.keys(model) as (keyof typeof model)[]).reduce(
    (sum, name) => sum + model[name] * inputs[name],
    0,
  );
  const stated = logit(clamp(memory.confidence)) - logit(USUAL);
  const helped = 0.5 * Math.log((memory.useful + 1) / (memory.harmful + 1));
  return sigmoid(found + stated + helped + bias);
}
