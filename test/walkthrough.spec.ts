import { execFile, execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ask, scratchFolder, ServerProcess, type Scratch } from './support/process';

const run = promisify(execFile);

/** The blocks of commands of README's walk through, in order: how a team is installed, then what is asked of the server. */
const [install, ...blocks] = [
  .../\n## A walk through\n([^]*?)\n## /
    .exec(readFileSync('README.md', 'utf8'))![1]
    .matchAll(/```sh\n([^]*?)```(?=\n+([^\n]*))/g),
].map(([, commands, text]) => ({ commands, refused: /answers 409/.test(text) }));

jest.setTimeout(120_000);

let scratch: Scratch;
let server: ServerProcess;

/** On a free port first, and on the same one ever after, so that a restarted server is where it was. */
const start = async (port = '0') => {
  const env = { PORT: port, DATA_DIR: join(scratch.path, 'data'), BMAD_CORE: join(scratch.path, 'demo') };
  server = await ServerProcess.listening(env);
};
const restart = async () => {
  const { port } = new URL(server.url);
  await server.stop('SIGKILL');
  await start(port);
};

/** Runs commands as a reader would; answers what they print. */
const shell = (commands: string, env: Record<string, string> = {}) =>
  run('sh', ['-euc', commands], { env: { PATH: process.env.PATH, BASE: server.api, ...env } });

beforeAll(async () => {
  scratch = scratchFolder();
  const [line] = install.commands.split('\n').filter((command) => command.includes('bmad-method'));
  execFileSync('sh', ['-euc', line.replaceAll('./.data/demo', join(scratch.path, 'demo'))], { stdio: 'pipe' });
  await start();
});
afterAll(async () => {
  await ServerProcess.endAll();
  scratch.remove();
});

describe('the walk through of the README', () => {
  /** A function in front of curl that also tells the status, so that the commands themselves stay as they are printed. */
  const tellStatus = `curl() { command curl -w '%{stderr}%{http_code}\\n' "$@"; }\n`;
  const here = (commands: string) => commands.replaceAll('http://127.0.0.1:3000', server.url);

  test('has its eight steps', () => {
    expect(install.commands).toContain('npm start');
    expect(blocks).toHaveLength(8);
    expect(blocks.filter(({ refused }) => refused)).toHaveLength(1);
  });

  test.each(blocks.map((block, index) => ({ ...block, step: index + 1 })))(
    'step $step',
    async ({ commands, refused }) => {
      const { stderr } = await shell(tellStatus + here(commands));
      const statuses = stderr.trim().split('\n');
      expect(statuses).toHaveLength(commands.match(/^curl /gm)!.length);
      for (const status of statuses) expect(status).toMatch(refused ? /^409$/ : /^2\d\d$/);
    },
  );

  test('ends with a run that is COMPLETED', async () => {
    expect((await ask(`${server.api}/workflows/greenfield-fullstack-1`)).body.status).toBe('COMPLETED');
  });
});

describe('examples/walkthrough.sh', () => {
  test('carries a run to its end, over a pause and kill -9', async () => {
    const first = await shell('examples/walkthrough.sh', { STAGES: '4' });
    const key = /stopped after 4 stages of (\S+)/.exec(first.stdout)![1];
    for (const [move, status] of [
      ['pause', 'PAUSED'],
      ['resume', 'ACTIVE'],
    ])
      expect((await ask(`${server.api}/workflows/${key}/${move}`, {})).body.status).toBe(status);
    await restart();

    const { stdout } = await shell('examples/walkthrough.sh', { RUN: key });
    expect(stdout).toContain(`${key} is COMPLETED at 100 %`);
    const { body } = await ask(`${server.api}/workflows/${key}`);
    const { body: timeline } = await ask(`${server.api}/workflows/${key}/timeline`);
    const ids = (stages: { stage_id: string }[]) => stages.map(({ stage_id }) => stage_id);
    expect(ids(timeline.stages)).toEqual(ids(body.stages));
    for (const { stage_id, status } of body.stages)
      expect(stdout).toMatch(new RegExp(`^ +${status} +${stage_id} \\(`, 'm'));
    expect(body.stages.filter(({ status }: { status: string }) => status === 'COMPLETED').length).toBeGreaterThan(10);
  });
});
