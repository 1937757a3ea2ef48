import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { startEmbeddedPostgres } from './embedded-postgres';
import { ask, killHard, makeLab, onLinux, OtherProcess, processesWith, removeLab, until } from './lab.fixture';
import { findPostmaster } from './postmaster';

jest.setTimeout(120_000);

describe('a server of several processes', () => {
  let lab: string;
  let dataDir: string;
  const pid = () => findPostmaster(join(dataDir, 'cluster'))?.pid;

  beforeAll(async () => {
    lab = makeLab();
    dataDir = join(lab, 'data');
    const postgres = await startEmbeddedPostgres({ dataDir, tmpDir: lab });
    await ask(postgres.url('postgres'), 'create table notes (id int)');
    await postgres.stop();
  });
  afterEach(() => until(() => processesWith(dataDir).length === 0));
  afterAll(() => removeLab(lab));

  onLinux('is joined, and outlives the orderly end of the process that started it', async () => {
    const first = OtherProcess.start({ dataDir, tmpDir: lab });
    const { url = '' } = await first.report;
    const server = pid();
    const here = await startEmbeddedPostgres({ dataDir, tmpDir: lab });
    expect(here.how).toBe('joined');
    expect(here.url('postgres')).toBe(url);
    await first.finish();
    expect(await ask(url, 'select count(*)::int from notes')).toBe(0);
    expect(pid()).toBe(server);
    await here.stop();
    // The guardian, another's child, clears up after the server's end.
    await until(() => processesWith(dataDir).length === 0);
  });

  onLinux('outlives kill -9 of the process that started it, even when it has much to log', async () => {
    const first = OtherProcess.start({ dataDir, tmpDir: lab });
    await first.report;
    const here = await startEmbeddedPostgres({ dataDir, tmpDir: lab });
    const url = here.url('postgres');
    await first.kill();
    await ask(url, "do $$ begin for i in 1..2000 loop raise log '%', repeat('x', 100); end loop; end $$");
    expect(await ask(url, 'select 1')).toBe(1);
    await here.stop();
    expect(pid()).toBeUndefined();
  });

  onLinux('is not stopped by one of two users in the same process', async () => {
    const one = await startEmbeddedPostgres({ dataDir, tmpDir: lab });
    const two = await startEmbeddedPostgres({ dataDir, tmpDir: lab });
    await one.stop();
    expect(await ask(two.url('postgres'), 'select 1')).toBe(1);
    await two.stop();
    expect(pid()).toBeUndefined();
  });

  onLinux('leaves no orphan when its only process is killed', async () => {
    const only = OtherProcess.start({ dataDir, tmpDir: lab });
    const { host = '' } = await only.report;
    await only.kill();
    await until(() => processesWith(dataDir).length === 0 && processesWith(host).length === 0);
  });

  onLinux('recovers, and at once, while the killed process’ server still shuts down', async () => {
    for (let round = 0; round < 5; round++) {
      const only = OtherProcess.start({ dataDir, tmpDir: lab });
      const { url = '' } = await only.report;
      await ask(url, `insert into notes values (${round})`);
      await only.kill();
      const next = await startEmbeddedPostgres({ dataDir, tmpDir: lab });
      expect(await ask(next.url('postgres'), 'select count(*)::int from notes')).toBe(round + 1);
      await next.stop();
    }
  });

  onLinux('recovers from kill -9 of Postgres and its guardian alike', async () => {
    const only = OtherProcess.start({ dataDir, tmpDir: lab });
    const { url = '' } = await only.report;
    const before = await ask(url, 'select count(*)::int from notes');
    for (const victim of [...processesWith(join(dataDir, 'cluster'))]) killHard(victim);
    const next = await startEmbeddedPostgres({ dataDir, tmpDir: lab });
    expect(next.how).toBe('started');
    expect(await ask(next.url('postgres'), 'select count(*)::int from notes')).toBe(before);
    await next.stop();
    await only.kill();
  });

  onLinux('is replaced when it has lost its guardian', async () => {
    const only = OtherProcess.start({ dataDir, tmpDir: lab });
    await only.report;
    const orphan = pid();
    const guardians = processesWith(join(dataDir, 'cluster')).filter((process) => process !== orphan);
    for (const victim of guardians) killHard(victim);
    const next = await startEmbeddedPostgres({ dataDir, tmpDir: lab });
    expect(next.how).toBe('started');
    expect(pid()).not.toBe(orphan);
    await next.stop();
    await only.kill();
  });
});

describe('a first start', () => {
  let lab: string;
  beforeAll(() => (lab = makeLab()));
  afterAll(() => removeLab(lab));

  onLinux('may be killed half-way', async () => {
    const dataDir = join(lab, 'killed');
    const killed = OtherProcess.start({ dataDir, tmpDir: lab });
    const attempt = () =>
      readdirSync(lab).includes('killed') && readdirSync(dataDir).find((name) => /^init-/.test(name));
    await until(() => Boolean(attempt()) && readdirSync(join(dataDir, String(attempt()))).includes('base'));
    await killed.kill();
    expect(readdirSync(dataDir)).not.toContain('cluster');

    const next = await startEmbeddedPostgres({ dataDir, tmpDir: lab });
    expect(await ask(next.url('postgres'), 'select 1')).toBe(1);
    await next.stop();
    await until(() => processesWith(dataDir).length === 0);
    await (await startEmbeddedPostgres({ dataDir, tmpDir: lab })).stop();
    expect(readdirSync(dataDir)).toEqual(['cluster']);
  });

  onLinux('may happen in several processes at once, which end up with one server', async () => {
    const dataDir = join(lab, 'together');
    const others = [1, 2].map(() => OtherProcess.start({ dataDir, tmpDir: lab }));
    const here = await startEmbeddedPostgres({ dataDir, tmpDir: lab });
    const reports = await Promise.all(others.map(({ report }) => report));
    const ways = [here.how, ...reports.map(({ how }) => how)].sort();
    expect(ways).toEqual(['joined', 'joined', 'started']);
    expect(new Set([here.host, ...reports.map(({ host }) => host)]).size).toBe(1);
    await here.stop();
    expect(await ask(reports[0].url ?? '', 'select 1')).toBe(1);
    await Promise.all(others.map((other) => other.finish()));
    await until(() => processesWith(dataDir).length === 0);
    expect(readdirSync(dataDir)).toEqual(['cluster']);
  });
});
