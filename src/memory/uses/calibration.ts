/** A confidence that was answered, and whether the memory helped. */
export interface Claim {
  confidence: number;
  helped: boolean;
}

const BINS = 10;
const STEPS = 50;
/** No fit moves a confidence by more than this, in logits. */
const FURTHEST = 5;

const logit = (p: number): number => Math.log(p / (1 - p));
const clamp = (p: number): number => Math.min(0.999, Math.max(0.001, p));
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** A confidence with a bias added to its logit. */
export const shifted = (confidence: number, bias: number): number => sigmoid(logit(clamp(confidence)) + bias);

/** The bias under which the confidences add up to what helped: one-dimensional logistic regression by Newton's method. */
export function fitBias(claims: readonly Claim[]): number {
  // One helped and one unhelpful use are imagined, so that claims of one kind alone have a fit, too.
  const wanted = claims.filter(({ helped }) => helped).length + 1;
  let bias = 0;
  for (let step = 0; step < STEPS; step++) {
    const now = [...claims.map(({ confidence }) => shifted(confidence, bias)), sigmoid(bias), sigmoid(bias)];
    const slope = now.reduce((sum, p) => sum + p * (1 - p), 0);
    const change = (wanted - now.reduce((sum, p) => sum + p, 0)) / Math.max(slope, 1e-9);
    bias = Math.min(FURTHEST, Math.max(-FURTHEST, bias + Math.min(1, Math.max(-1, change))));
    if (Math.abs(change) < 1e-9) break;
  }
  return bias;
}

/** Expected calibration error over ten equal bins: how far confidences are from the share that helped. 0 over none. */
export function calibrationError(claims: readonly Claim[]): number {
  const bins = Array.from({ length: BINS }, () => ({ claimed: 0, helped: 0 }));
  for (const { confidence, helped } of claims) {
    const bin = bins[Math.min(BINS - 1, Math.floor(confidence * BINS))];
    bin.claimed += confidence;
    bin.helped += Number(helped);
  }
  const off = bins.reduce((sum, { claimed, helped }) => sum + Math.abs(claimed - helped), 0);
  return claims.length ? off / claims.length : 0;
}
