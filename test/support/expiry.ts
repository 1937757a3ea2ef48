import type { Type } from '@nestjs/common';
import type { TestServer } from './server';

interface Expiry {
  expire(): Promise<number>;
  tick(): Promise<void>;
}

/**
 * Ends what has run out, and is done once it has ended: the server's own turn may be at it at that moment, and neither waits
 * for rows that the other one holds.
 */
export async function expireAll({ app }: Pick<TestServer, 'app'>, expiry: Type<Expiry>): Promise<void> {
  await app.get(expiry).expire();
  // Goes along with the turn under way.
  await app.get(expiry).tick();
}
