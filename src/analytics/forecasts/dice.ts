import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Draws a number from 0 up to 1. */
export type Random = () => number;

/** The same numbers for the same seed. */
export function randomOf(seed: number): Random {
  const generator = xoroshiro128plus(seed);
  return () => uniformFloat64(generator);
}

/** Draws one of several things by its place. */
export type Urn = (random: Random) => number;

/**
 * An urn with so many things, whose weights are drawn themselves (Bayesian bootstrap): what was seen is a sample too, and
 * the less was seen the less is known about how often it comes.
 */
export function urnOf(things: number, random: Random): Urn {
  const ends = new Float64Array(things);
  let sum = 0;
  for (let thing = 0; thing < things; thing++) ends[thing] = sum += -Math.log(1 - random());
  return (draw) => {
    const point = draw() * sum;
    let thing = 0;
    while (thing < things - 1 && ends[thing] <= point) thing++;
    return thing;
  };
}
