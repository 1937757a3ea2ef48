import { setTimeout as sleep } from 'node:timers/promises';
import { Client as Postgres } from 'pg';
import { Client } from './support/client';
import { cloneDatabase } from './support/database';
import { EventStream, type Sent } from './support/event-stream';
import { ServerProcess } from './support/process';

/** `WRITES=10000 CUTS=100 npx jest cut-off` takes minutes. */
const WRITES = Number(process.env.WRITES ?? 400);
const CUTS = Number(process.env.CUTS ?? 20);
const WRITERS = 8;

afterAll(() => ServerProcess.endAll());

/** Two server processes on one database, the second of which is killed and started anew meanwhile. */
class Servers {
  private constructor(
    private readonly url: string,
    private readonly both: ServerProcess[],
  ) {}

  static async start(url: string): Promise<Servers> {
    return new Servers(url, [await Servers.one(url), await Servers.one(url)]);
  }

  private static one(url: string): Promise<ServerProcess> {
    return ServerProcess.listening({ DATABASE_URL: url });
  }

  api(number: number): string {
    return this.both[number % 2].api;
  }

  async crash(): Promise<void> {
    await this.both[1].stop('SIGKILL');
    this.both[1] = await Servers.one(this.url);
  }

  async stop(): Promise<(number | null)[]> {
    const ends = await Promise.all(this.both.map((server) => server.stop()));
    return ends.map(({ code }) => code);
  }
}

/** Blocks and unblocks a task of its own, in turn, and changes one that all change, until all writes are done. */
async function write(servers: Servers, number: number, task: string, shared: string, next: () => boolean) {
  for (let turn = 0; next(); turn++) {
    const client = new Client(servers.api(number));
    const own =
      turn % 2 ? client.send(`/tasks/${task}/unblock`, {}) : client.send(`/tasks/${task}/block`, { reason: 'x' });
    await own.catch(() => sleep(50));
    if (turn % 4 === 0)
      await client.send(`/tasks/${shared}`, { name: `${number} ${turn}` }, 'PATCH').catch(() => sleep(50));
  }
}

/** Watches from the beginning, is cut off again and again, and goes on at the other server. */
async function watch(servers: Servers, stream: EventStream, over: () => boolean): Promise<void> {
  for (let connection = 0; !over(); connection++) {
    await stream.connect(`${servers.api(connection)}/events?after=0`).then(
      () => stream.ended(),
      () => sleep(50),
    );
  }
}

test(`a client that is cut off ${CUTS} times sees ${WRITES} writes to two servers once each and in order`, async () => {
  const url = await cloneDatabase();
  const servers = await Servers.start(url);
  const client = new Client(servers.api(0));
  const names: string[] = [];
  for (let n = 0; n <= WRITERS; n++)
    names.push((await client.post<{ id: string }>('/tasks', { name: `task ${n}` })).id);

  let cuts = 0;
  const stream: EventStream = new EventStream(() => {
    if (stream.events.length < ((cuts + 1) * WRITES) / (CUTS + 1)) return;
    cuts++;
    stream.cut();
  });
  let over = false;
  const watching = watch(servers, stream, () => over);
  let written = 0;
  const crashed = sleep(1).then(async () => {
    while (written < WRITES / 2) await sleep(10);
    await servers.crash();
  });
  await Promise.all(
    Array.from({ length: WRITERS }, (_, n) => write(servers, n, names[n + 1], names[0], () => written++ < WRITES)),
  );
  await crashed;

  const database = new Postgres(url);
  await database.connect();
  const { rows } = await database.query<{ id: string; subject_id: string }>(
    `select e.id, subject_id from bmad.events e join bmad.projects p on p.id = project_id where p.key = 'default' order by e.id`,
  );
  await database.end();
  for (let turn = 0; turn < 3_000 && stream.events.length < rows.length; turn++) await sleep(10);
  over = true;
  stream.cut();
  await watching;

  expect(cuts).toBeGreaterThanOrEqual(CUTS);
  expect(rows.length).toBeGreaterThan(WRITES * 0.9);
  const seen = stream.events.map(({ id }) => id);
  expect(new Set(seen).size).toBe(seen.length);
  expect([...seen].sort()).toEqual(rows.map(({ id }) => id).sort());
  // Who changes a thing holds its row while the event draws its id.
  const idsOf = (events: { id: string; subject_id: string }[], subject: string) =>
    events.filter(({ subject_id }) => subject_id === subject).map(({ id }) => id);
  for (const subject of new Set(rows.map(({ subject_id }) => subject_id))) {
    expect(idsOf(stream.events, subject)).toEqual(idsOf(rows, subject));
  }
  const moves = (subject: string) =>
    stream.events.filter(({ subject_id, type }) => subject_id === subject && /^task\.(un)?blocked$/.test(type));
  for (const name of names.slice(1)) expect(moves(name).map(({ type }) => type)).toEqual(alternating(moves(name)));
  expect(await servers.stop()).toEqual([0, 0]);
}, 600_000);

const alternating = (events: Sent[]) => events.map((_, n) => (n % 2 ? 'task.unblocked' : 'task.blocked'));
