import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { loadPacks } from './load-packs';

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'later-'))));
afterAll(() => rmSync(folder, { recursive: true }));

const put = (path: string, text: string) => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
};
const complaints = async (path: string) =>
  (await loadPacks([join(folder, path)])).problems.map(({ pack, file, severity, message }) => ({
    pack,
    file: file.replace(folder, '.'),
    severity,
    message,
  }));

test('agents of v6 are recognised, compiled or not, and named', async () => {
  put('six/agents/analyst.agent.yaml', 'agent: { metadata: { id: analyst, name: Mary }, menu: [] }\n');
  put('six/agents/pm.md', '---\nname: pm\n---\n\n```xml\n<agent id="pm" name="John"><menu></menu></agent>\n```\n');
  expect(await complaints('six')).toEqual([
    { pack: 'six', file: 'agents/pm.md', severity: 'warning', message: expect.stringMatching(/^a v6 agent/) },
    {
      pack: 'six',
      file: 'agents/analyst.agent.yaml',
      severity: 'warning',
      message: expect.stringMatching(/^a v6 agent/),
    },
  ]);
});

test('a pack whose folders hold nothing that is read says so', async () => {
  put('skills/workflows/plan/workflow.md', '# Plan\n');
  expect(await complaints('skills')).toEqual([
    { pack: 'skills', file: './skills', severity: 'warning', message: 'no definitions of the v4 format in this pack' },
  ]);
});

test('a folder of a later generation without packs is an error that names the folders', async () => {
  put('root/_bmad/bmm/config.yaml', 'project_name: x\n');
  expect(await complaints('root')).toEqual([
    {
      pack: null,
      file: './root',
      severity: 'error',
      message: expect.stringContaining('agents, agent-teams, workflows'),
    },
  ]);
});
