import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { conform } from './support/conformance';
import { cloneDatabase } from './support/database';
import { blocksOf, guide } from './support/docs';
import { install, installOnNest12, listening, pack, type Packed, type Program } from './support/package';
import { ask, type Scratch, scratchFolder } from './support/process';

jest.setTimeout(180_000);

const run = promisify(execFile);
let scratch: Scratch;
let packed: Packed;
/** A folder that was empty before the package was installed there. */
let folder: string;
/** Its server, started by `npx`. */
let server: Program;
const programs: Program[] = [];

beforeAll(async () => {
  scratch = scratchFolder();
  packed = pack(scratch.path);
  folder = join(scratch.path, 'folder');
  install(packed, folder);
  server = await listening('npx', ['nest-bmad', 'serve', '--port', '0'], { cwd: folder });
  programs.push(server);
});
afterAll(async () => {
  await Promise.all(programs.map((program) => program.stop()));
  scratch.remove();
});

describe('npm pack', () => {
  test('holds what is needed', () => {
    const needed = ['package.json', 'README.md', 'LICENSE', 'CHANGELOG.md', 'openapi.json'];
    const code = [
      'dist/src/index.js',
      'dist/src/index.d.ts',
      'dist/src/cli.js',
      'dist/src/database/embedded/guardian.js',
    ];
    const rest = ['dist/migrations/index.js', '.bmad-core/core-config.yaml', 'client/index.js', 'client/api.d.ts'];
    for (const file of [...needed, ...code, ...rest]) expect(packed.files).toContain(file);
  });

  test('and no more', () => {
    const known = [
      /^(package\.json|README\.md|LICENSE|CHANGELOG\.md|openapi\.json)$/,
      /^\.bmad-core\/[\w./-]+\.(md|ya?ml)$/,
      /^client\/(index\.js|index\.d\.ts|api\.d\.ts)$/,
      /^dist\/(src|migrations)\/[\w./-]+(?<!\.(spec|fixture))\.(js|d\.ts)$/,
      /^dist\/ormconfig\.(js|d\.ts)$/,
    ];
    expect(packed.files.filter((file) => !known.some((form) => form.test(file)))).toEqual([]);
    expect(packed.files.filter((file) => /\.(spec|fixture)\./.test(file))).toEqual([]);
    expect(packed.bytes).toBeLessThan(8 * 2 ** 20);
  });

  test('pleases publint', async () => {
    const publint = resolve('node_modules/publint/src/cli.js');
    const { stdout } = await run(process.execPath, [publint, 'run', packed.tarball, '--strict']);
    expect(stdout).toContain('All good!');
  });

  test('has types that are right for every kind of host', async () => {
    const attw = resolve('node_modules/@arethetypeswrong/cli/dist/index.js');
    const { stdout } = await run(process.execPath, [
      attw,
      packed.tarball,
      '--no-emoji',
      '--no-color',
      '--no-definitely-typed',
      '--profile',
      'node16',
    ]);
    expect(stdout).toContain('No problems found');
  });
});

test('npx in an empty folder and one curl reach the first claimed task', async () => {
  const api = `${server.url}/api/v1/bmad`;
  const json = ['-H', 'content-type: application/json', '-d'];
  const { stdout } = await run('curl', [
    ...['-s', '-o', join(folder, 'task.json'), `${api}/tasks`, ...json, '{ "name": "Look around" }'],
    ...['--next', '-s', `${api}/tasks/claim`, ...json, '{ "agent_id": "dev", "session_id": "first" }'],
  ]);
  expect(JSON.parse(stdout)).toMatchObject({ task: { name: 'Look around', status: 'IN_PROGRESS', claimed_by: 'dev' } });
  expect(existsSync(join(folder, '.data'))).toBe(true);
});

/** Runs a program of test/hosts in a folder where the package is installed. */
async function host(file: string, cwd = folder): Promise<Program> {
  cpSync(join('test/hosts', file), join(cwd, file));
  const program = await listening(process.execPath, [file], {
    cwd,
    env: { DATABASE_URL: await cloneDatabase('template1') },
  });
  programs.push(program);
  return program;
}

describe('conforms', () => {
  test('as a server', async () => {
    const api = `${server.url}/api/v1/bmad`;
    expect((await ask(`${api}/projects`, { key: 'conformance', name: 'Conformance' })).status).toBe(201);
    await conform(api, { 'x-bmad-project': 'conformance' });
  });

  test('in a CommonJS host that lends its connections', async () => {
    const { url } = await host('own-connection.cjs');
    await conform(`${url}/api/v1/bmad`);
  });

  test('in an ES module host with forRootAsync', async () => {
    const { url, stdout } = await host('async-options.mjs');
    expect(stdout).toMatch(/^Nest 11\./);
    await conform(`${url}/api/v1/bmad`);
  });

  test('in the same host on Nest 12', async () => {
    const twelve = join(scratch.path, 'twelve');
    installOnNest12(packed, twelve);
    const { url, stdout } = await host('async-options.mjs', twelve);
    expect(stdout).toMatch(/^Nest 12\./);
    await conform(`${url}/api/v1/bmad`);
  });
});

/** Compiles programs in the folder, all together. @throws Error with what the compiler says */
async function compile(files: Record<string, string>): Promise<void> {
  const options = {
    module: 'node16',
    target: 'es2022',
    strict: true,
    skipLibCheck: true,
    noEmitOnError: true,
    types: ['node'],
    typeRoots: [resolve('node_modules/@types')],
    experimentalDecorators: true,
    emitDecoratorMetadata: true,
  };
  const work = join(folder, 'programs');
  mkdirSync(work, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(work, name), text);
  writeFileSync(join(work, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, files: Object.keys(files) }));
  await run(process.execPath, [resolve('node_modules/typescript/bin/tsc'), '-p', work]).catch((error) => {
    throw new Error((error as { stdout: string }).stdout);
  });
}

const WRONG = `
import { createClient } from 'nest-bmad/client';
const bmad = createClient({ url: 'http://127.0.0.1:3000' });
// @ts-expect-error: there is no such route
void bmad.GET('/api/v1/bmad/taks');
// @ts-expect-error: a name is text
void bmad.POST('/api/v1/bmad/tasks', { body: { name: 42 } });
// @ts-expect-error: a task has no colour
void bmad.GET('/api/v1/bmad/tasks/{id}', { params: { path: { id: 'T-1' } } }).then(({ data }) => data?.colour);
`;

describe('programs', () => {
  const [routes, services, ...more] = blocksOf(guide('embedding.md'));

  beforeAll(() =>
    compile({
      'client.mts': readFileSync('examples/client.mts', 'utf8'),
      'wrong.mts': WRONG,
      'routes.ts': routes.text,
      'services.ts': services.text,
    }),
  );

  test('the example of the typed client, which knows what there is not', async () => {
    const env = { PATH: process.env.PATH, BMAD_URL: server.url };
    const { stdout } = await run(process.execPath, ['programs/client.mjs'], { cwd: folder, env });
    expect(stdout).toMatch(/^made (T-\d+)\n\S+ is COMPLETED\nT-999999: .*T-999999/);
  });

  test('embedding.md: an application with our routes', async () => {
    cpSync('.bmad-core', join(folder, '.bmad-core'), { recursive: true });
    const env = { DATABASE_URL: await cloneDatabase('template1'), PORT: '0' };
    const program = await listening(process.execPath, ['programs/routes.js'], { cwd: folder, env });
    programs.push(program);
    await conform(`${program.url}/api/v1/bmad`);
  });

  test('embedding.md: an application with our services alone', async () => {
    const env = { PATH: process.env.PATH, DATABASE_URL: await cloneDatabase('template1') };
    const { stdout } = await run(process.execPath, ['programs/services.js'], { cwd: folder, env });
    expect(stdout).toMatch(/^\d+ migrations\nplanned T-1\n.*T-99/);
    expect(more).toEqual([]);
  });
});
