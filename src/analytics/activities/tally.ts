import { quantiles } from './sketch';
import { unpack } from './packed';

/** What activities add up to. */
export interface Tally {
  activities: number;
  /** Those that somebody waited for. */
  requests: number;
  /** The requests that the server carried out. */
  succeeded: number;
  /** The response times together, in microseconds. */
  responseUs: number;
  /** How many there are of each type, the most frequent first. */
  byType: Record<string, number>;
  /** How many failed with each problem, the most frequent first. */
  errors: Record<string, number>;
  /** How many response times there are in each counter of the histogram, packed. */
  responses: string | null;
}

/** The same as Postgres adds it up, its counters packed. */
export interface PackedTally {
  activities: number;
  requests: number;
  succeeded: number;
  responseUs: number | null;
  byType: string | null;
  errors: string | null;
  responses: string | null;
}

export const noTally: Tally = {
  activities: 0,
  requests: 0,
  succeeded: 0,
  responseUs: 0,
  byType: {},
  errors: {},
  responses: null,
};

/** @param names what the counters of types and problems are called, by their number */
export const tallyOf = (packed: PackedTally, names: Readonly<Record<number, string>>): Tally => ({
  ...packed,
  responseUs: packed.responseUs ?? 0,
  byType: named(packed.byType, names),
  errors: named(packed.errors, names),
});

function named(packed: string | null, names: Readonly<Record<number, string>>): Record<string, number> {
  const counts = unpack(packed).map((count, number) => [names[number], count] as const);
  const some = counts.filter(([, count]) => count > 0);
  return Object.fromEntries(some.sort(([, one], [, other]) => other - one));
}

/** The response times within which these shares of the requests were answered, in milliseconds; null over none. */
export const responseTimes = (tally: Tally, shares: readonly number[]): (number | null)[] =>
  quantiles(unpack(tally.responses), shares);
