import type { Measured } from '../figures/figure';
import type { Range } from '../window/window';

/** One life of a server. */
export interface Life {
  startedAt: Date;
  /** When it was last seen. */
  seenAt: Date;
  /** Null when it was not stopped in good order, or lives. */
  stoppedAt: Date | null;
}

/** A server that was not seen for so long has crashed: it says twice in that time that it lives. */
const SILENCE_MS = 15_000;

/**
 * The share of a period in which a server lived, of the time in which one should have. A time without any server is an outage
 * when it began with a crash, and none when it began with a stop. Pure.
 * @param lives those that touch the period, and the last one before it
 * @param period one that lies in the past
 */
export function availabilityOf(lives: readonly Life[], { from, to }: Range): Measured {
  const ordered = [...lives].sort((one, other) => one.startedAt.getTime() - other.startedAt.getTime());
  const within = (start: number, end: number) =>
    Math.max(0, Math.min(end, to.getTime()) - Math.max(start, from.getTime()));
  let [up, down] = [0, 0];
  /** Up to when some server lived, and whether the last of them was stopped. */
  let [end, stopped] = [-Infinity, true];
  const bridge = (next: number) => {
    if (stopped || next <= end) return;
    if (next - end > SILENCE_MS) down += within(end, next);
    else up += within(end, next);
  };
  for (const { startedAt, seenAt, stoppedAt } of ordered) {
    const start = startedAt.getTime();
    bridge(start);
    up += within(Math.max(start, end), seenAt.getTime());
    if (seenAt.getTime() >= end) [end, stopped] = [seenAt.getTime(), stoppedAt !== null];
  }
  bridge(to.getTime());
  const touching = ordered.filter(({ seenAt }) => seenAt >= from).length;
  return { value: up + down > 0 ? up / (up + down) : null, over: touching };
}
