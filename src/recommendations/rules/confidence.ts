/** The share of a normal distribution below so many standard deviations (Abramowitz and Stegun 26.2.17, within 1e-7). */
export function below(deviations: number): number {
  if (Number.isNaN(deviations)) return 0.5;
  if (deviations < 0) return 1 - below(-deviations);
  const t = 1 / (1 + 0.2316419 * deviations);
  const tail = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return 1 - (Math.exp((-deviations * deviations) / 2) / Math.sqrt(2 * Math.PI)) * tail;
}

/** How sure it is that a share lies above a threshold, when so many of so many are seen (Agresti and Coull). */
export function shareAbove(part: number, whole: number, threshold: number): number {
  const share = (part + 2) / (whole + 4);
  return below((share - threshold) / Math.sqrt((share * (1 - share)) / (whole + 4)));
}

/** How sure it is that one share is less than another. */
export function shareLess(part: number, whole: number, otherPart: number, otherWhole: number): number {
  const [one, other] = [(part + 1) / (whole + 2), (otherPart + 1) / (otherWhole + 2)];
  const variance = (one * (1 - one)) / (whole + 2) + (other * (1 - other)) / (otherWhole + 2);
  return below((other - one) / Math.sqrt(variance));
}

/** A sample: how many values, their mean and standard deviation. */
export interface Sample {
  count: number;
  mean: number | null;
  deviation: number | null;
}

/** The variance of the mean of a sample; 0 of a sample whose values are alike. */
const ofMean = ({ count, deviation }: Sample): number => (deviation ?? 0) ** 2 / count;

/** How sure it is that the mean of one sample is less than that of another. */
export const meanLess = (one: Sample, other: Sample): number =>
  certainty((other.mean ?? 0) - (one.mean ?? 0), ofMean(one) + ofMean(other));

/** How sure it is that the mean of a sample is more than a threshold. */
export const meanAbove = (sample: Sample, threshold: number): number =>
  certainty((sample.mean ?? 0) - threshold, ofMean(sample));

/** How sure it is that a difference of such a variance is above 0. */
function certainty(difference: number, variance: number): number {
  if (variance > 0) return below(difference / Math.sqrt(variance));
  return difference > 0 ? 1 : difference < 0 ? 0 : 0.5;
}
