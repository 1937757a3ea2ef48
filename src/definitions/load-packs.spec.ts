import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { MAX_FILE_BYTES } from './definition-file';
import { loadPacks, type LoadedPacks } from './load-packs';
import { MAX_FILES_PER_PACK } from './packs';
import type { AgentBody } from './parse/agent';
import type { ChecklistBody } from './parse/checklist';
import type { DefinitionKind } from './parse/definition';
import type { WorkflowBody } from './parse/workflow';

const BMAD = resolve('node_modules/bmad-method');
const AGENT = '```yaml\nagent: {id: dev, name: Ada, title: Developer}\n```\n';

const bodies = <Body>(loaded: LoadedPacks, kind: DefinitionKind) =>
  loaded.definitions.filter((one) => one.kind === kind).map(({ body }) => body as unknown as Body);
const ids = (loaded: LoadedPacks) => loaded.definitions.map((one) => `${one.pack}:${one.definitionId}`);
const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);

describe('real packs: BMAD 4.44.3 and ours', () => {
  test('the core', async () => {
    const core = await loadPacks([join(BMAD, 'bmad-core')]);
    expect(core).toMatchObject({ packs: ['core'], problems: [], complete: true });
    expect(bodies(core, 'AGENT')).toHaveLength(10);
    expect(bodies(core, 'TEAM')).toHaveLength(4);
    expect(sum(bodies<AgentBody>(core, 'AGENT').map((agent) => agent.commands.length))).toBe(88);
    const steps = bodies<WorkflowBody>(core, 'WORKFLOW').map((workflow) => [
      workflow.id,
      workflow.variants[0].steps.length,
    ]);
    expect(Object.fromEntries(steps)).toEqual({
      'brownfield-fullstack': 18,
      'brownfield-service': 14,
      'brownfield-ui': 15,
      'greenfield-fullstack': 19,
      'greenfield-service': 15,
      'greenfield-ui': 18,
    });
  });

  test('our own core has nothing to complain about', async () => {
    const { definitions, problems } = await loadPacks([resolve('.')]);
    expect(problems).toEqual([]);
    expect(definitions.filter((one) => one.tier > 1)).toEqual([]);
  });

  test('the core and all packs, from the root of the npm package', async () => {
    const all = await loadPacks([BMAD]);
    expect(all.packs).toHaveLength(6);
    expect(all.definitions.filter((one) => one.tier > 1)).toEqual([]);
    const agents = bodies<AgentBody>(all, 'AGENT');
    expect(agents).toHaveLength(38);
    const commands = agents.flatMap((agent) => agent.commands);
    expect(commands).toHaveLength(317);
    for (const { name, description, steps } of commands)
      expect([name, description ?? steps]).toEqual([expect.stringMatching(/^[a-z][a-z0-9-]*$/), expect.anything()]);
    expect(bodies(all, 'WORKFLOW')).toHaveLength(19);
  });

  test('2181 Markdown items, and 155 in the flattened YAML of one pack', async () => {
    const { definitions } = await loadPacks([BMAD]);
    const lists = definitions.filter((one) => one.kind === 'CHECKLIST');
    const flattened = (body: ChecklistBody) => /^checklist:$/m.test(body.text);
    const count = (flat: boolean) =>
      sum(
        lists
          .map(({ body }) => body as ChecklistBody)
          .filter((body) => flattened(body) === flat)
          .map((body) => body.item_count),
      );
    expect([count(false), count(true)]).toEqual([2181, 155]);
  });

  test('what the packs refer to and do not have is a warning', async () => {
    const { problems } = await loadPacks([BMAD]);
    expect(problems.map(({ severity }) => severity)).toEqual(problems.map(() => 'warning'));
    expect(problems.map(({ pack, message }) => `${pack}: ${message}`)).toEqual([
      expect.stringContaining('creative-writing: workflows are YAML'),
      expect.stringContaining('phaser-game-dev: names the agent "solution-architect"'),
      expect.stringContaining('phaser-game-dev: uses "create-doc prototype-design"'),
      expect.stringContaining('unity-game-dev: names the agent "solution-architect"'),
      expect.stringContaining('unity-game-dev: uses "create-doc prototype-design"'),
      expect.stringContaining('godot-game-dev: names the agent "game-dev"'),
    ]);
  });
});

describe('folders of our own', () => {
  let root: string;
  const put = (path: string, content: string | Buffer = AGENT) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  };
  const load = (...paths: string[]) => loadPacks(paths.length ? paths.map((path) => join(root, path)) : [root]);

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'packs-'));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  test('the root of a project', async () => {
    put('.bmad-core/agents/dev.md');
    put('.bmad-games/agents/dev.md');
    put('.bmad-games/config.yaml', 'name: games');
    put('.claude/commands/BMad/agents/dev.md');
    put('tasks/ours.md', '# Ours');
    expect(ids(await load())).toEqual(['core:dev', 'bmad-games:dev']);
  });

  test('a folder of packs, a pack, and the same pack twice', async () => {
    put('packs/one/agents/dev.md');
    put('packs/two/tasks/a.md', '# A');
    put('packs/none/readme.md', '# None');
    expect(ids(await load('packs'))).toEqual(['one:dev', 'two:a']);
    expect(ids(await load('packs/two', 'packs'))).toEqual(['two:a', 'one:dev']);
  });

  test.each([
    ['mine', 'core-config.yaml', 'core'],
    ['mine', 'core-config.yml', 'core'],
    ['mine', 'config.yaml', 'mine'],
    ['bmad-core', 'config.yaml', 'core'],
    ['.bmad-x', 'config.yaml', 'bmad-x'],
  ])('%s with %s is called %s', async (folder, config, name) => {
    put(`${folder}/agents/dev.md`);
    put(`${folder}/${config}`, 'a: 1');
    expect((await load(folder)).packs).toEqual([name]);
  });

  test('a missing folder is one problem and takes no other along', async () => {
    put('one/agents/dev.md');
    const loaded = await load('gone', 'one');
    expect(ids(loaded)).toEqual(['one:dev']);
    expect(loaded).toMatchObject({
      complete: false,
      problems: [{ pack: null, message: expect.stringContaining('ENOENT') }],
    });
  });

  test('a folder without definitions, and two packs of one name, are problems', async () => {
    put('empty/readme.md');
    put('a/core/agents/dev.md');
    put('b/core/agents/dev.md');
    const loaded = await load('empty', 'a/core', 'b/core');
    expect(ids(loaded)).toEqual(['core:dev']);
    expect(loaded.problems).toMatchObject([
      { message: expect.stringContaining('no definitions here') },
      { message: expect.stringContaining('a pack called "core"') },
    ]);
  });

  test('upgraded projects keep both files: YAML wins over .yml and Markdown', async () => {
    put('p/workflows/flow.yml', 'workflow: {id: flow, name: Old, sequence: [{step: a}]}');
    put('p/workflows/flow.yaml', 'workflow: {id: flow, name: New, sequence: [{step: a}]}');
    put('p/templates/a-tmpl.md', '# Old');
    put('p/templates/a-tmpl.yaml', 'template: {name: New}');
    const { definitions, problems } = await load('p');
    expect(definitions.map(({ name, file }) => [name, file])).toEqual([
      ['New', 'workflows/flow.yaml'],
      ['New', 'templates/a-tmpl.yaml'],
    ]);
    expect(problems).toMatchObject([
      { file: 'workflows/flow.yml', severity: 'warning' },
      { file: 'templates/a-tmpl.md', severity: 'warning' },
    ]);
  });

  test('of two files with one id the first is used', async () => {
    put('p/agents/a.md');
    put('p/agents/b.md');
    expect(await load('p')).toMatchObject({
      definitions: [{ file: 'agents/a.md' }],
      problems: [{ file: 'agents/b.md', severity: 'error' }],
    });
  });

  test('missing dependencies and members are warnings; file names, ids and bare names all count', async () => {
    put(
      'p/agents/pm.md',
      '```yaml\nagent: {id: boss, name: B}\ndependencies: {tasks: [here, here.md, gone.md], data: [../../x]}\n```\n',
    );
    put('p/tasks/here.md', '# Here');
    put(
      'p/workflows/flow.yaml',
      'workflow: {id: own-id, sequence: [{agent: pm/boss/various, uses: tasks/here.md}, {agent: ghost, uses: nothing}]}',
    );
    put('p/agent-teams/t.yaml', 'agents: [pm, ghost, "*"]\nworkflows: [flow.md, own-id, other.yaml]');
    const { problems } = await load('p');
    expect(problems.map(({ file, message, severity }) => `${severity} ${file} ${message.split(',')[0]}`)).toEqual([
      'warning agents/pm.md depends on tasks/gone.md',
      'warning agents/pm.md depends on data/../../x',
      'warning agent-teams/t.yaml names the agent "ghost"',
      'warning agent-teams/t.yaml names the workflow "other.yaml"',
      'warning workflows/flow.yaml names the agent "ghost"',
      'warning workflows/flow.yaml uses "nothing"',
    ]);
  });

  test('hostile files are reported and take no other along', async () => {
    put('secret.md');
    put('p/agents/dev.md');
    put('p/agents/big.md', '');
    truncateSync(join(root, 'p/agents/big.md'), MAX_FILE_BYTES + 1);
    put('p/agents/empty.md', '');
    put('p/agents/latin.md', Buffer.from([0x61, 0xe9, 0x62]));
    put('p/agents/nul.md', `${AGENT}\0`);
    put('p/agents/wide.md', Buffer.from(AGENT, 'utf16le'));
    mkdirSync(join(root, 'p/agents/folder.md'));
    symlinkSync(join(root, 'secret.md'), join(root, 'p/agents/out.md'));
    symlinkSync(join(root, 'nowhere.md'), join(root, 'p/agents/dangling.md'));
    symlinkSync('loop.md', join(root, 'p/agents/loop.md'));
    symlinkSync('/dev/zero', join(root, 'p/agents/device.md'));
    symlinkSync(tmpdir(), join(root, 'p/tasks'));
    execFileSync('mkfifo', [join(root, 'p/agents/pipe.md')]);
    const loaded = await load('p');
    expect(ids(loaded)).toEqual(['p:dev']);
    const messages = Object.fromEntries(loaded.problems.map(({ file, message }) => [file, message]));
    expect(messages).toEqual({
      'agents/big.md': expect.stringContaining('larger than'),
      'agents/dangling.md': expect.stringContaining('ENOENT'),
      'agents/device.md': expect.stringContaining('leads out'),
      'agents/empty.md': expect.stringContaining('no agent definition'),
      'agents/latin.md': expect.stringContaining('UTF-8'),
      'agents/loop.md': expect.stringContaining('ELOOP'),
      'agents/nul.md': expect.stringContaining('NUL'),
      'agents/out.md': expect.stringContaining('leads out'),
      'agents/pipe.md': expect.stringContaining('not a regular file'),
      'agents/wide.md': expect.stringContaining('NUL'),
      tasks: expect.stringContaining('leads out'),
    });
  });

  test('far too many files are not loaded', async () => {
    put('p/agents/dev.md');
    for (let n = 0; n <= MAX_FILES_PER_PACK; n++) put(`p/tasks/t${n}.md`, '');
    const loaded = await load('p');
    expect(ids(loaded)).toEqual(['p:dev']);
    expect(loaded.problems).toMatchObject([
      { file: 'tasks', severity: 'error', message: expect.stringContaining('more than') },
    ]);
  });

  test('a link that stays in its pack is followed', async () => {
    put('p/tasks/a.md', '# A');
    symlinkSync('a.md', join(root, 'p/tasks/b.md'));
    expect(ids(await load('p'))).toEqual(['p:a', 'p:b']);
  });
});
