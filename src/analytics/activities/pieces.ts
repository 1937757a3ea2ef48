import { HOUR_MS, type Range } from '../window/window';

/** How long the pieces of time are that the activities of one agent are counted in, in hours: 1, 8 and 64 days. */
export const agentPieces = [24, 192, 1536] as const;

/** The same for all agents of a project together. */
export const teamPieces = [1, ...agentPieces] as const;

/** A piece of time: so many hours, from a multiple of them after the epoch on. */
export interface Piece {
  hours: number;
  startsAt: Date;
}

/** What a range is made of. */
export interface Cover {
  pieces: Piece[];
  /** What no piece fits into. */
  rest: Range[];
}

/** The fewest pieces that a range is made of, and what remains at its ends. Pure. */
export function cover({ from, to }: Range, sizes: readonly number[]): Cover {
  const smallest = sizes[0] * HOUR_MS;
  const [first, last] = [upTo(from.getTime(), smallest), downTo(to.getTime(), smallest)];
  if (first >= last) return { pieces: [], rest: from < to ? [{ from, to }] : [] };
  const rest = [
    { from, to: new Date(first) },
    { from: new Date(last), to },
  ].filter((range) => range.from < range.to);
  return { pieces: fill(first, last, sizes), rest };
}

/** Takes the largest piece that begins here and fits, again and again. */
function fill(from: number, to: number, sizes: readonly number[]): Piece[] {
  const pieces: Piece[] = [];
  for (let at = from; at < to;) {
    const hours = sizes.findLast((size) => at % (size * HOUR_MS) === 0 && at + size * HOUR_MS <= to)!;
    pieces.push({ hours, startsAt: new Date(at) });
    at += hours * HOUR_MS;
  }
  return pieces;
}

const downTo = (time: number, size: number) => Math.floor(time / size) * size;
const upTo = (time: number, size: number) => Math.ceil(time / size) * size;
