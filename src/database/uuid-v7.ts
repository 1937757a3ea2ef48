import { randomFillSync } from 'node:crypto';

/** The 48 bits of milliseconds that a UUIDv7 begins with. */
const millisecondsOf = (at: number): string => Math.max(0, at).toString(16).padStart(12, '0').replace(/^.{8}/, '$&-');

/** Bytes of a UUID that are random. */
const RANDOM = 10;
/** Asking for random bytes costs much the same however many they are. */
const POOL = 100 * RANDOM;

/** Makes UUIDv7s, for rows that are written together and must be told apart afterwards. */
export class UuidMaker {
  private readonly pool = Buffer.alloc(POOL);
  private used = POOL;

  make(at = Date.now()): string {
    if (this.used === POOL) {
      randomFillSync(this.pool);
      this.used = 0;
    }
    const [start, text] = [this.used, this.pool];
    this.used += RANDOM;
    text[start + 2] = (text[start + 2] & 0x3f) | 0x80;
    const hex = text.toString('hex', start, this.used);
    return `${millisecondsOf(at)}-7${hex.slice(1, 4)}-${hex.slice(4, 8)}-${hex.slice(8)}`;
  }
}

/** The least UUIDv7 of what was made at that moment or later. */
export const leastUuid = (at: number): string => `${millisecondsOf(at)}-7000-8000-000000000000`;
