import 'reflect-metadata';
import { createHash, timingSafeEqual } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Arrival } from '../src/access/arrival';
import { Access } from '../src/access/access.service';
import { KeysService } from '../src/access/keys/keys.service';
import { ProjectsService } from '../src/access/projects.service';
import { AppModule } from '../src/app.module';
import { startEmbeddedPostgres } from '../src/database/embedded/embedded-postgres';
import { createApplication } from '../src/http/application';

/** So many keys are in use at once. */
const KEYS = 100;
const REQUESTS = 100_000;
const ROUNDS = 5;
const BAR_MICROSECONDS = 100;
const NEED = { scope: 'WRITE', everywhere: false } as const;

/** What one of many requests costs, in microseconds. */
async function each(count: number, work: (n: number) => unknown): Promise<number> {
  const begun = performance.now();
  for (let n = 0; n < count; n++) await work(n);
  return ((performance.now() - begun) * 1000) / count;
}

const median = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** The yardstick: whoever keeps hashes of keys in memory has to find one, hash what is sent and compare. */
function bare(secrets: readonly string[]): (secret: string) => boolean {
  const hashOf = (secret: string) => createHash('sha256').update(secret).digest();
  const known = new Map(secrets.map((secret) => [secret.slice(0, 17), hashOf(secret)]));
  return (header) => {
    const secret = header.slice('Bearer '.length);
    return timingSafeEqual(known.get(secret.slice(0, 17))!, hashOf(secret));
  };
}

async function main(): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), 'bench-authentication-'));
  const postgres = await startEmbeddedPostgres({ dataDir: scratch, path: process.env.PATH });
  const app = await createApplication(
    AppModule.forRoot({ database: { url: postgres.url('postgres') }, monitoring: { raisesAlerts: false } }),
  );
  try {
    await app.init();
    const [access, keys] = [app.get(Access), app.get(KeysService)];
    const scope = { projectId: await app.get(ProjectsService).idOf('default'), by: 'bench' };
    const secrets: string[] = [];
    for (let n = 0; n < KEYS; n++) {
      const { secret } = await keys.create(scope, { name: `key ${n}`, scopes: ['WRITE'], projectId: null });
      secrets.push(secret);
    }
    const arrivals = secrets.map((secret): Arrival => ({ authorization: `Bearer ${secret}`, ip: '127.0.0.1' }));
    // As the hook and the guard of every request do it.
    const ours = async (n: number) => {
      const arrival = arrivals[n % KEYS];
      const caller = access.remembered(arrival) ?? (await access.caller(arrival));
      await access.enter(caller, undefined, NEED);
    };
    const compare = bare(secrets);
    const yardstick = (n: number) => compare(arrivals[n % KEYS].authorization!);
    const first = await each(KEYS, ours);
    const rounds: { ours: number; bare: number }[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      rounds.push({ bare: await each(REQUESTS, yardstick), ours: await each(REQUESTS, ours) });
    }
    const [mine, theirs] = [median(rounds.map(({ ours }) => ours)), median(rounds.map(({ bare }) => bare))];
    console.log(`the first request of a key, which asks the database  ${first.toFixed(1)} µs`);
    console.log(`each one after it                                     ${mine.toFixed(1)} µs`);
    console.log(`bare SHA-256, look-up and comparison                  ${theirs.toFixed(1)} µs`);
    console.log(
      `ratio ${(mine / theirs).toFixed(2)}; bar ${BAR_MICROSECONDS} µs: ${mine < BAR_MICROSECONDS ? 'met' : 'NOT met'}`,
    );
  } finally {
    await app.close();
    await postgres.stop();
    rmSync(scratch, { recursive: true, force: true });
  }
}

void main().then(() => process.exit(0));
