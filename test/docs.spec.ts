import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { startEmbeddedPostgres } from '../src/database/embedded/embedded-postgres';
import { storyFlow } from '../src/stories/story.flow';
import { taskFlow } from '../src/tasks/task.flow';
import { runFlow } from '../src/workflows/run.flow';
import { blocksOf, expectedStatuses, guide, guides, scriptOf, shell } from './support/docs';
import { linkCommand, listening, type Program } from './support/package';
import { ask, type Scratch, scratchFolder } from './support/process';

jest.setTimeout(120_000);

/** Where the server of a guide ends, for what is done without it. */
const STOPS = '<!-- the server stops here -->';

let scratch: Scratch;
/** The server of the guides, in an empty folder, by the first command of the first one. */
let server: Program;

beforeAll(async () => {
  scratch = scratchFolder();
  linkCommand(scratch.path);
  const [start] = blocksOf(guide('first-hour.md'));
  server = await listening('sh', ['-euc', start.text], { cwd: scratch.path, env: { PORT: '0' } });
});
afterAll(async () => {
  await server?.stop();
  scratch.remove();
});

/** Runs the commands of a text against the server. */
async function follow(text: string): Promise<void> {
  const script = scriptOf(text)
    .replaceAll('http://127.0.0.1:3000', server.url)
    .replace(/^npx nest-bmad serve$/m, '');
  const { code, output, statuses } = await shell(script, scratch.path, { PORT: '0' });
  if (code !== 0) throw new Error(`it ended with ${code}: ${output}`);
  expect({ output, statuses }).toEqual({ output, statuses: expectedStatuses(script) });
}

test('first-hour.md', () => follow(guide('first-hour.md')));

test('rest-cookbook.md', () => follow(guide('rest-cookbook.md')));

test('mcp.md', () => follow(guide('mcp.md')));

test('sql.md: each statement answers, and a reader reads the views alone', async () => {
  await ask(`${server.url}/api/v1/bmad/tasks`, { name: 'Read the views' });
  const postgres = await startEmbeddedPostgres({
    dataDir: join(scratch.path, '.data/postgres'),
    path: process.env.PATH,
  });
  const client = new Client(postgres.url('postgres'));
  await client.connect();
  try {
    const statements = blocksOf(guide('sql.md')).map(({ text }) => text);
    const [role, meanings, ...queries] = statements;
    await client.query(role);
    await client.query('set role reader');
    const { rows } = await client.query(meanings);
    expect(rows.find(({ column }) => column === 'waits_for')).toMatchObject({ type: 'integer' });
    for (const query of queries) expect((await client.query(query)).rows.length).toBeGreaterThan(0);
    await expect(client.query('select * from bmad.tasks')).rejects.toThrow('permission denied');
  } finally {
    await client.end();
    await postgres.stop();
  }
});

test('operating.md', async () => {
  const [running, stopped] = guide('operating.md').split(STOPS);
  await follow(running);
  await server.stop();
  await follow(stopped);
});

test('concepts.md draws the moves that there are', () => {
  const drawn = blocksOf(guide('concepts.md')).map(({ text }) => text.trimEnd());
  for (const flow of [taskFlow, storyFlow, runFlow]) expect(drawn).toContain(String(flow));
});

test('every block of every guide is run by a test, or drawn', () => {
  const kinds: Record<string, string[]> = { 'embedding.md': ['ts'], 'sql.md': ['sql'], 'concepts.md': ['mermaid'] };
  for (const name of guides) {
    const known = kinds[name] ?? ['sh', 'mermaid'];
    expect(blocksOf(guide(name)).filter(({ language }) => !known.includes(language))).toEqual([]);
    expect(readFileSync('README.md', 'utf8')).toContain(`(docs/${name})`);
  }
});

test('links between guides lead somewhere', () => {
  for (const name of guides) {
    for (const [, file] of guide(name).matchAll(/\]\(([\w./-]+\.md)[#)]/g))
      expect(existsSync(join('docs', file))).toBe(true);
  }
});
