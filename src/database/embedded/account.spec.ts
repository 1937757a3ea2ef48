import { chmodSync, chownSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { startEmbeddedPostgres } from './embedded-postgres';
import { ask, asRoot, copyPackageWithoutLinks, makeLab, OtherProcess, removeLab, withNamespaces } from './lab.fixture';

const NOBODY = 65534;

jest.setTimeout(120_000);

describe('the account of Postgres', () => {
  const labs: string[] = [];
  const lab = (parent?: string) => {
    labs.push(makeLab(parent));
    return labs.at(-1)!;
  };
  afterAll(() => labs.forEach(removeLab));

  const serve = async (dataDir: string, packageFolder?: string) => {
    const postgres = await startEmbeddedPostgres({ dataDir, binaries: { packageFolder } });
    expect(await ask(postgres.url('postgres'), 'select 1')).toBe(1);
    await postgres.stop();
    return statSync(join(dataDir, 'cluster')).uid;
  };

  asRoot('is an unprivileged user when root starts it', async () => {
    expect(await serve(join(lab(), 'data'))).not.toBe(0);
  });

  withNamespaces('changes with what can be reached, and the files follow', async () => {
    const folder = lab();
    const dataDir = join(folder, 'data');
    const ordinary = await serve(dataDir);
    chmodSync(folder, 0o700);
    expect(await serve(dataDir)).toBe(0);
    chmodSync(folder, 0o755);
    expect(await serve(dataDir)).toBe(ordinary);
  });

  withNamespaces('is in a user namespace when data and binaries are root’s alone', async () => {
    const home = lab('/root');
    const packageFolder = copyPackageWithoutLinks(join(home, 'package'));
    expect(await serve(join(home, 'data'), packageFolder)).toBe(0);
  });

  asRoot('is the owner of the folder that root was pointed to', async () => {
    const folder = lab();
    chownSync(folder, NOBODY, NOBODY);
    chmodSync(folder, 0o700);
    expect(await serve(join(folder, 'deep', 'data'))).toBe(NOBODY);
    expect(statSync(join(folder, 'deep')).uid).toBe(NOBODY);

    const owner = OtherProcess.start({ dataDir: join(folder, 'deep', 'data') }, as(NOBODY));
    expect(await owner.report).toMatchObject({ how: 'started' });
    await owner.finish();
  });

  withNamespaces('may be a user without a name', async () => {
    const folder = lab();
    chownSync(folder, 54321, 54321);
    const nameless = OtherProcess.start({ dataDir: join(folder, 'data') }, as(54321));
    const { how, url = '' } = await nameless.report;
    expect(how).toBe('started');
    expect(await ask(url, 'select 1')).toBe(1);
    await nameless.finish();
  });

  asRoot('gets one sentence when it may not write', async () => {
    const folder = lab();
    const inside = OtherProcess.start({ dataDir: join(folder, 'data') }, as(NOBODY));
    expect((await inside.report).error).toMatch(`The data folder ${join(folder, 'data')} cannot be written (EACCES)`);
    mkdirSync(join(folder, 'data'));
    await serve(join(folder, 'data'));
    const other = OtherProcess.start({ dataDir: join(folder, 'data') }, as(54321));
    expect((await other.report).error).toMatch(/cannot be written \(EACCES\): set DATA_DIR to another folder.*[^\n]$/);
  });
});

function as(user: number): string[] {
  return ['setpriv', `--reuid=${user}`, `--regid=${user}`, '--clear-groups'];
}
