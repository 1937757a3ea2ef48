import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { BMAD_CORE, testServer, type TestServer } from '../../test/support/server';
import { Database } from '../database/database';
import { Definition } from './definition.entity';
import { DefinitionsService } from './definitions.service';

const agent = (id: string, name = 'Ada') => `\`\`\`yaml\nagent: {id: ${id}, name: ${name}, title: Developer}\n\`\`\`\n`;

describe('definitions', () => {
  let server: TestServer;
  let definitions: DefinitionsService;
  let db: Database;
  let folder: string;

  const put = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const drop = (path: string) => rmSync(join(folder, path), { recursive: true });

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'definitions-'));
    put('one/agents/dev.md', agent('dev'));
    put('two/agents/dev.md', agent('dev', 'Eve'));
    put('two/agents/game-pm.md', agent('pm'));
    server = await testServer({
      bmadCore: [BMAD_CORE, join(folder, 'one'), join(folder, 'two'), join(folder, 'three')],
    });
    definitions = server.app.get(DefinitionsService);
    db = server.app.get(Database);
  });
  afterAll(async () => {
    await server.app.close();
    rmSync(folder, { recursive: true });
  });

  /** Asks the HTTP face; a body makes it a POST. */
  async function ask(path: string, body?: object): Promise<{ status: number; json: Record<string, unknown> }> {
    const init = body && {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    };
    const response = await fetch(`${server.api}/definitions${path}`, init);
    return { status: response.status, json: (await response.json()) as Record<string, unknown> };
  }

  describe('loading', () => {
    test('happens at the start, with a missing folder as one problem', async () => {
      expect(await definitions.current('WORKFLOW')).toHaveLength(6);
      const { problems, ...report } = await definitions.load();
      expect(report).toMatchObject({ packs: ['core', 'one', 'two'], added: [], changed: [], removed: [] });
      expect(problems).toMatchObject([{ pack: null, file: join(folder, 'three'), severity: 'error' }]);
    });

    test('makes a new version of a changed file and finds the old one again', async () => {
      const first = await definitions.find('AGENT', 'one:dev');
      put('one/agents/dev.md', agent('dev', 'Zoe'));
      expect(await definitions.load()).toMatchObject({ added: [], changed: ['AGENT one:dev'], removed: [] });
      const second = await definitions.find('AGENT', 'one:dev');
      expect(second).toMatchObject({ name: 'Zoe', current: true, body: { name: 'Zoe' } });
      expect(second.id).not.toBe(first.id);
      expect(await definitions.find('AGENT', first.id)).toMatchObject({ name: 'Ada', current: false });

      put('one/agents/dev.md', agent('dev'));
      expect((await definitions.load()).changed).toEqual(['AGENT one:dev']);
      expect((await definitions.find('AGENT', 'one:dev')).id).toBe(first.id);
    });

    test('takes what is gone out of use and keeps its row', async () => {
      put('one/tasks/shard.md', '# Shard');
      expect((await definitions.load()).added).toEqual(['TASK one:shard']);
      const { id } = await definitions.find('TASK', 'shard');
      drop('one/tasks');
      expect((await definitions.load()).removed).toEqual(['TASK one:shard']);
      await expect(definitions.find('TASK', 'shard')).rejects.toMatchObject({ status: 404 });
      expect(await definitions.find('TASK', id)).toMatchObject({ current: false });
    });

    test('keeps the definitions of a folder that cannot be read for the moment', async () => {
      put('three/tasks/weld.md', '# Weld');
      await definitions.load();
      drop('three');
      expect((await definitions.load()).removed).toEqual([]);
      expect(await definitions.find('TASK', 'weld')).toMatchObject({ pack: 'three', current: true });
    });

    test('at the same time, many times, comes out as once', async () => {
      put('one/tasks/press.md', '# Press');
      const reports = await Promise.all(Array.from({ length: 5 }, () => definitions.load()));
      expect(reports.flatMap(({ added }) => added)).toEqual(['TASK one:press']);
      expect(await db.of(Definition).countBy({ definitionId: 'press' })).toBe(1);
    });

    test('improves what an older reader stored for the same bytes', async () => {
      const { id } = await definitions.find('AGENT', 'one:dev');
      await db.of(Definition).update({ id }, { name: 'misread' });
      expect((await definitions.load()).changed).toEqual([]);
      expect(await definitions.find('AGENT', 'one:dev')).toMatchObject({ id, name: 'Ada' });
    });

    test('and its listeners succeed or fail together', async () => {
      let seen: readonly string[] = [];
      let broken = true;
      definitions.whenLoaded(async ({ added }) => {
        seen = (await definitions.current('TASK'))
          .map((one) => one.definitionId)
          .filter((id) => added.includes(`TASK one:${id}`));
        if (broken) throw new Error('listener failed');
      });
      put('one/tasks/forge.md', '# Forge');
      await expect(definitions.load()).rejects.toThrow('listener failed');
      expect(seen).toEqual(['forge']);
      await expect(definitions.find('TASK', 'forge')).rejects.toMatchObject({ status: 404 });
      broken = false;
      expect((await definitions.load()).added).toEqual(['TASK one:forge']);
    });
  });

  describe('finding', () => {
    test.each(['greenfield-ui', 'core:greenfield-ui'])('%s', async (name) => {
      expect(await definitions.find('WORKFLOW', name)).toMatchObject({ pack: 'core', definitionId: 'greenfield-ui' });
    });

    test.each(['game-pm', 'two:game-pm'])('by file name where no id fits: %s', async (name) => {
      expect(await definitions.find('AGENT', name)).toMatchObject({ pack: 'two', definitionId: 'pm' });
    });

    test('a name that several packs have is refused with the full names', async () => {
      await expect(definitions.find('AGENT', 'dev')).rejects.toMatchObject({
        status: 409,
        extras: { suggestions: ['core:dev', 'one:dev', 'two:dev'] },
      });
    });

    test.each([
      ['greenfield-fulstack', 'greenfield-fullstack'],
      ['core:greenfeld-ui', 'core:greenfield-ui'],
    ])('%s is unknown; %s comes near', async (name, near) => {
      await expect(definitions.find('WORKFLOW', name)).rejects.toMatchObject({
        status: 404,
        extras: { suggestions: expect.arrayContaining([near]) },
      });
    });

    test('an id of another kind is not found', async () => {
      const { id } = await definitions.find('WORKFLOW', 'greenfield-ui');
      await expect(definitions.find('AGENT', id)).rejects.toMatchObject({ status: 404 });
    });
  });

  describe('over HTTP', () => {
    test('the list is paged and filtered, in any letter case', async () => {
      const first = await ask('?kind=workflow&pack=core&limit=4');
      expect(first).toMatchObject({ status: 200, json: { items: [{}, {}, {}, {}], next: expect.any(String) } });
      const rest = await ask(`?kind=WORKFLOW&pack=core&limit=4&after=${String(first.json.next)}`);
      expect(rest.json).toMatchObject({ items: [{ kind: 'WORKFLOW' }, { kind: 'WORKFLOW' }], next: null });
      expect((rest.json.items as object[])[0]).not.toHaveProperty('body');
    });

    test('one definition comes with its body', async () => {
      const { status, json } = await ask('/agent/core:qa');
      expect(status).toBe(200);
      expect(json).toMatchObject({
        kind: 'AGENT',
        definition_id: 'qa',
        pack: 'core',
        file: 'agents/qa.md',
        tier: 1,
        problems: [],
        current: true,
      });
      expect(json).toMatchObject({
        hash: expect.stringMatching(/^[0-9a-f]{64}$/),
        body: { agent_type: 'TESTER', commands: expect.any(Array) },
      });
    });

    test.each([
      ['/agent/dev', 409],
      ['/agent/nobody', 404],
      ['/spoon/dev', 400],
      ['?kind=spoon', 400],
      ['?colour=red', 400],
    ])('%s is refused with %i', async (path, status) => {
      expect((await ask(path)).status).toBe(status);
    });

    test('reload says what changed', async () => {
      put('two/tasks/solder.md', '# Solder');
      const { status, json } = await ask('/reload', {});
      expect(status).toBe(200);
      expect(json).toMatchObject({
        packs: ['core', 'one', 'two'],
        added: ['TASK two:solder'],
        changed: [],
        removed: [],
        unchanged: expect.any(Number),
      });
      expect(json.problems).toMatchObject([{ pack: null, severity: 'error' }]);
    });

    test('validate reads without keeping', async () => {
      const { status, json } = await ask('/validate', {
        kind: 'workflow',
        file_name: 'mine.yaml',
        content: 'workflow:\n  sequence:\n    - agent: pm\n      notes: a: b\n',
      });
      expect(status).toBe(200);
      expect(json).toMatchObject({
        valid: true,
        kind: 'WORKFLOW',
        definition_id: 'mine',
        tier: 5,
        problems: [{ line: 4 }, { line: 4 }, { severity: 'warning' }],
      });
      expect((await ask('/workflow/mine')).status).toBe(404);
      expect(await ask('/validate', { kind: 'AGENT', content: 'nothing' })).toMatchObject({
        status: 200,
        json: { valid: false, body: null },
      });
      expect(await ask('/validate', { kind: 'TASK', content: 'x'.repeat(1_048_577) })).toMatchObject({ status: 422 });
    });
  });
});
