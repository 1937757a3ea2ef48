import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseWorkflow } from '../src/definitions/parse/workflow-file';
import { diagramOf, type DrawnStage } from '../src/workflows/diagram/diagram';
import { stageStatuses } from '../src/workflows/stages/stage.flow';
import { readByMermaid } from './support/mermaid';
import { stages } from './support/planned';
import { BMAD_METHOD } from './support/server';

const ROOT = join(__dirname, '../..');

const files = readdirSync(BMAD_METHOD, { recursive: true, encoding: 'utf8' }).filter((file) =>
  /^(bmad-core|expansion-packs\/[^/]+)\/workflows\/[^/]+\.yaml$/.test(file),
);
const variants = files.flatMap((file) =>
  parseWorkflow({ file, text: readFileSync(join(BMAD_METHOD, file), 'utf8') }).body!.variants.map(
    ({ name, steps }) => [`${file} ${name}`, steps] as const,
  ),
);

/** A run of these steps with stages in all states; its cycles have three passes, the last of which waits for the first. */
function drawn(steps: (typeof variants)[number][1]): DrawnStage[] {
  const laid = stages(
    ...steps.map((step, place) => ({ ...step, status: stageStatuses[place % stageStatuses.length] })),
  );
  return laid.flatMap((stage) => {
    const one: DrawnStage = { ...stage, agentId: null };
    if (stage.cycle === null) return [one];
    return [1, 2, 3].map((pass) => ({ ...one, pass, storyId: `1.${pass}`, afterPasses: pass === 3 ? [1] : [] }));
  });
}

test('there are 24 variants', () => expect(variants).toHaveLength(24));

const NASTY = [
  '"]; click s1_1 "javascript:alert(1)"',
  '<script>',
  'end',
  '`**x**`',
  'a\nsubgraph b',
  '%%{init}%%',
  '登录',
  '\t',
];

/** The drawings in our own documents. */
const documents = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md'].concat(
  readdirSync(join(ROOT, 'docs'), { encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => `docs/${file}`),
);
const ours = documents.flatMap((file) =>
  [...readFileSync(join(ROOT, file), 'utf8').matchAll(/^```mermaid\n([^]*?)^```/gm)].map(
    ([, text], n) => [`drawing ${n + 1} of ${file}`, text] as const,
  ),
);

test('Mermaid reads the drawing of every variant, what people may write in it, and those of our documents', () => {
  const runs = variants.map(([name, steps]) => [name, diagramOf(drawn(steps))] as const);
  const strange = NASTY.map((name) => {
    const route = { name, agents: [], uses: [], creates: [], notes: null, continue: false };
    const [stage] = stages({ name, condition: name, agents: [name], routes: [route] });
    return [name, diagramOf([{ ...stage, agentId: null }])] as const;
  });
  const wrong = ['wrong', 'flowchart TD\n  a["x"y"]'] as const;
  const all = [...runs, ...strange, ...ours, wrong];
  const kinds = readByMermaid(all.map(([, text]) => text));
  const read = kinds.map((kind, n) => [all[n][0], kind]);
  const flowcharts = runs.length + strange.length;
  expect(read.slice(0, flowcharts)).toEqual(all.slice(0, flowcharts).map(([name]) => [name, 'flowchart-v2']));
  expect(ours.length).toBeGreaterThan(3);
  expect(read.slice(flowcharts, -1).filter(([, kind]) => kind.startsWith('not Mermaid'))).toEqual([]);
  expect(kinds.at(-1)).toMatch(/^not Mermaid: Parse error on line 2/);
});
