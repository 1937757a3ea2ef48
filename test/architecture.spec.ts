import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { catalogue } from '../src/problems/catalogue';

/** Who may know whom. A new edge is a decision, made here. Every feature may also use what `common` names. */
const common = ['database', 'problems', 'flow', 'events', 'access'];
const allowed: Record<string, string[]> = {
  database: [],
  problems: ['database'],
  flow: ['database', 'problems'],
  events: ['database', 'problems'],
  access: ['database', 'problems', 'events'],
  definitions: common,
  agents: [...common, 'definitions'],
  memory: [...common, 'agents'],
  epics: common,
  stories: [...common, 'epics', 'memory'],
  checklists: [...common, 'definitions', 'stories'],
  tasks: [...common, 'stories', 'epics', 'agents', 'memory'],
  collaboration: [...common, 'agents', 'tasks', 'memory'],
  workflows: [...common, 'definitions', 'agents', 'epics', 'stories', 'tasks', 'collaboration', 'memory'],
  activation: [...common, 'agents', 'workflows', 'tasks', 'collaboration', 'memory'],
  feedback: [...common, 'agents', 'epics', 'stories', 'tasks', 'workflows'],
  analytics: [
    ...common,
    'definitions',
    'agents',
    'epics',
    'stories',
    'tasks',
    'workflows',
    'collaboration',
    'memory',
    'feedback',
    'monitoring',
  ],
  recommendations: [...common, ...['agents', 'stories', 'tasks', 'workflows', 'collaboration', 'memory', 'analytics']],
  stream: common,
  webhooks: common,
  retention: [...common, 'agents', 'collaboration', 'analytics', 'webhooks'],
  monitoring: [...common, 'agents', 'tasks', 'stories', 'workflows', 'collaboration'],
  http: ['database', 'problems', 'access'],
  mcp: [
    ...common,
    ...['definitions', 'agents', 'epics', 'stories', 'checklists', 'tasks', 'collaboration', 'workflows', 'memory'],
    ...['activation', 'http'],
  ],
  cli: [
    ...['access', 'analytics', 'database', 'definitions', 'events', 'mcp', 'memory', 'problems'],
    ...['data-source.ts', 'env.ts', 'serve.ts', 'start.ts', 'startup-failure.ts'],
  ],
};

const src = join(process.cwd(), 'src');
const all = readdirSync(src, { recursive: true, encoding: 'utf8' }).map((file) => file.replaceAll('\\', '/'));
const files = all.filter((file) => /\.ts$/.test(file) && !/\.(spec|fixture)\.ts$/.test(file));
const text = (file: string) => readFileSync(join(src, file), 'utf8');

/** The files that a file imports from src, types included. */
const importsOf = (file: string): string[] =>
  [...text(file).matchAll(/from '(\.[^']+)'/g)].map(([, path]) => `${normalize(join(dirname(file), path))}.ts`);

const folderOf = (file: string) => file.split('/')[0];

/** The first edge of a file that its folder may not have. */
function forbidden(file: string, edges = importsOf(file)): string | undefined {
  const folder = folderOf(file);
  return edges.map(folderOf).find((other) => other !== folder && !allowed[folder].includes(other));
}

const inFolders = files.filter((file) => file.includes('/'));

test('every folder stands in the table', () => {
  expect([...new Set(inFolders.map(folderOf))].filter((folder) => !(folder in allowed))).toEqual([]);
});

test.each(inFolders)('%s knows only whom it may', (file) => {
  expect(forbidden(file)).toBeUndefined();
});

test('an edge outside the table is seen', () => {
  expect(forbidden('agents/agents.service.ts', ['workflows/runs.service.ts'])).toBe('workflows');
  expect(forbidden('database/database.ts', ['problems/problem.ts'])).toBe('problems');
});

test('no file is part of an import cycle', () => {
  const edges = new Map(files.map((file) => [file, importsOf(file).filter((other) => files.includes(other))]));
  const settled = new Set<string>();
  const cycleFrom = (file: string, path: string[]): string[] | undefined => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (settled.has(file)) return undefined;
    const found = edges
      .get(file)!
      .reduce<string[] | undefined>((cycle, next) => cycle ?? cycleFrom(next, [...path, file]), undefined);
    settled.add(file);
    return found;
  };
  expect(files.map((file) => cycleFrom(file, [])).filter(Boolean)).toEqual([]);
});

test.each(files)('%s keeps to the ceilings', (file) => {
  const lines = text(file).split('\n').length - 1;
  expect(lines).toBeLessThanOrEqual(250);
  expect(file.split('/').length - 1).toBeLessThanOrEqual(2);
  for (const [, parameters] of text(file).matchAll(/constructor\(([^)]*)\)/g)) {
    expect(parameters.split(',').filter((part) => part.trim()).length).toBeLessThanOrEqual(5);
  }
});

test('the environment is read in one file', () => {
  expect(files.filter((file) => /process\.env/.test(text(file)))).toEqual(['env.ts']);
});

describe('every kind of problem is declared once', () => {
  /** What stands for a kind in the source: its name, and its status and title where they stand beside it. */
  const NEW = /(?:new Problem|\brefuse)\(\s*'([a-z-]+)',\s*(?:(\d{3}),\s*)?(?:'([^']*)')?/g;
  const MISSING = /\bnotFound\(\s*'([a-z-]+)'/g;
  const sources = files.filter((file) => !/^problems\/(kinds\/|catalogue)/.test(file));
  const found = sources.flatMap((file) => [
    ...[...text(file).matchAll(NEW)].map(([, name, status, title]) => ({ file, name, status, title })),
    ...[...text(file).matchAll(MISSING)].map(([, noun]) => {
      return { file, name: `${noun}-not-found`, status: '404', title: `No such ${noun}` };
    }),
  ]);

  test('and answered with its title and one of its statuses', () => {
    const poor = found.filter(({ name, status, title }) => {
      const kind = catalogue[name];
      if (!kind || (title !== undefined && title !== kind.title)) return true;
      return status !== undefined && !kind.statuses.includes(Number(status));
    });
    expect(poor).toEqual([]);
    expect(found.length).toBeGreaterThan(100);
  });

  /** Where a name is not written down: it is passed on, or made of a noun, a state or a status that stands in the table. */
  const made = [
    ...['access/problem.filter.ts', 'agents/session-refusals.ts', 'http/unreadable-request.ts', 'problems/problem.ts'],
    ...['memory/transfer/transfer.service.ts', 'tasks/bulk/bulk.service.ts', 'tasks/leases/task-workers.service.ts'],
  ];
  test('and named in plain sight', () => {
    const hidden = sources.filter((file) => /new Problem\(\s*[^'\s]/.test(text(file)));
    expect(hidden.filter((file) => !made.includes(file))).toEqual([]);
  });
});
