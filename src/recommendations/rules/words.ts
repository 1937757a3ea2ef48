/** A share as people read it: `62 %`. */
export const percent = (share: number): string => `${Math.round(share * 100)} %`;

/** A number with one digit after the point at most. */
export const rounded = (value: number): string => String(Math.round(value * 10) / 10);
