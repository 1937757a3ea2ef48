import { randomBytes } from 'node:crypto';

/** The 48 bits of milliseconds that a UUIDv7 begins with. */
const millisecondsOf = (at: number): string => Math.max(0, at).toString(16).padStart(12, '0').replace(/^.{8}/, '$&-');

/** A new UUIDv7, for rows that are written together and must be told apart afterwards. */
export function newUuid(at = Date.now()): string {
  const random = randomBytes(10);
  random[2] = (random[2] & 0x3f) | 0x80;
  const [high, middle, low] = [random.toString('hex', 0, 2), random.toString('hex', 2, 4), random.toString('hex', 4)];
  return `${millisecondsOf(at)}-7${high.slice(1)}-${middle}-${low}`;
}

/** The least UUIDv7 of what was made at that moment or later. */
export const leastUuid = (at: number): string => `${millisecondsOf(at)}-7000-8000-000000000000`;
