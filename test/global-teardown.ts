import type { ScratchPostgres } from './support/postgres';

export default async function globalTeardown(): Promise<void> {
  await (globalThis as { testPostgres?: ScratchPostgres }).testPostgres?.remove();
}
