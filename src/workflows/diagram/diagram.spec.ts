import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { bare, stages } from '../../../test/support/planned';
import { BMAD_METHOD } from '../../../test/support/server';
import { parseWorkflow } from '../../definitions/parse/workflow-file';
import type { WorkflowStep } from '../../definitions/parse/workflow';
import { layOut } from '../plan/layout';
import { stageStatuses } from '../stages/stage.flow';
import { diagramOf, type DrawnStage } from './diagram';

/** What Mermaid takes between quotes without giving it a meaning: no sign of its grammar, only codes of such. */
const TEXT = String.raw`"(?:[\p{Letter}\p{Number} .,:!?'/+*=_…·–-]|#\d+;|<br/>)+"`;
const ID = String.raw`s\d+_\d+(?:_end\d+)?`;
const GRAMMAR = {
  head: /^flowchart TD$/,
  colours: /^classDef [a-z]+ fill:#[0-9a-f]{6},stroke:#[0-9a-f]{6},color:#[0-9a-f]{6}(?:,stroke-dasharray:4 4)?$/,
  node: new RegExp(String.raw`^(${ID})(?:\[${TEXT}\]|\{${TEXT}\}|\(\[${TEXT}\]\)):::[a-z]+$`, 'u'),
  arrow: new RegExp(String.raw`^(${ID}) (?:-->|-\.->)(?:\|${TEXT}\|)? (${ID})$`, 'u'),
  subgraph: new RegExp(String.raw`^subgraph (s\d+_\d+_pass) \[${TEXT}\]$`, 'u'),
  end: /^end$/,
};

/** Reads a drawing by the grammar of flow charts, as far as ours use it. @throws Error for a line that is not part of it */
function read(mermaid: string) {
  const found: Record<string, string[][]> = { head: [], colours: [], node: [], arrow: [], subgraph: [], end: [] };
  for (const line of mermaid.split('\n')) {
    const rule = Object.entries(GRAMMAR).find(([, pattern]) => pattern.test(line.trim()));
    if (!rule) throw new Error(`not Mermaid: ${line}`);
    found[rule[0]].push([...rule[1].exec(line.trim())!].slice(1));
  }
  const nodes = found.node.map(([id]) => id);
  expect(new Set(nodes).size).toBe(nodes.length);
  for (const id of found.arrow.flat()) expect(nodes).toContain(id);
  expect(found.subgraph).toHaveLength(found.end.length);
  return { nodes, arrows: found.arrow.map(([from, to]) => `${from} ${to}`), subgraphs: found.subgraph.flat() };
}

const drawn = (list: object[]) => list.map((stage) => ({ agentId: null, ...stage })) as DrawnStage[];

const files = readdirSync(BMAD_METHOD, { recursive: true, encoding: 'utf8' }).filter((file) =>
  /^(bmad-core|expansion-packs\/[^/]+)\/workflows\/[^/]+\.yaml$/.test(file),
);

test('all workflows of the method and its packs are drawn, with every stage and a way through them', () => {
  expect(files).toHaveLength(19);
  for (const file of files) {
    const { body } = parseWorkflow({ file, text: readFileSync(join(BMAD_METHOD, file), 'utf8') });
    for (const { steps } of body!.variants) {
      const list = stages(...steps);
      const { nodes, arrows } = read(diagramOf(drawn(list)));
      const own = list.map(({ position }) => `s${position}_1`);
      expect(nodes).toEqual(expect.arrayContaining(own));
      for (const [place, id] of own.slice(1).entries()) expect(arrows).toContain(`${own[place]} ${id}`);
    }
  }
});

test('passes are drawn side by side, one after another where they wait for each other', () => {
  const step = (name: string, more: Partial<WorkflowStep> = {}) => ({ ...bare, name, ...more });
  const drafts = layOut([step('a'), step('b', { repeats: 'x' }), step('c'), step('repeat_cycle'), step('d')]);
  const pass = (number: number, storyId: string, afterPasses: number[]) =>
    drafts
      .filter(({ cycle }) => cycle !== null)
      .map((draft) => ({ ...draft, pass: number, storyId, afterPasses, status: 'PENDING' }));
  const plain = drafts.map((draft) => ({ ...draft, pass: 1, storyId: null, afterPasses: [], status: 'PENDING' }));
  const list = [plain[0], ...pass(1, '1.1', []), ...pass(2, '1.2', []), ...pass(3, '1.3', [1]), plain[4]];
  const { arrows, subgraphs } = read(diagramOf(drawn(list)));
  expect(subgraphs).toEqual(['s2_1_pass', 's2_2_pass', 's2_3_pass']);
  expect(arrows).toEqual(
    expect.arrayContaining(['s1_1 s2_1', 's1_1 s2_2', 's4_1 s2_3', 's4_2 s5_1', 's4_3 s5_1', 's2_2 s3_2']),
  );
  expect(arrows).not.toContain('s4_1 s5_1');
  expect(arrows).not.toContain('s1_1 s2_3');
});

test('whatever a definition says, it stays text', () => {
  const nasty = fc.oneof(
    fc.string({ unit: 'binary', minLength: 1 }),
    fc.constantFrom(
      '"]; click s1_1 "javascript:alert(1)"',
      '<script>',
      'end',
      '\t',
      '`**x**`',
      'a\nsubgraph b',
      '%%{init}%%',
    ),
  );
  const route = fc.record({ name: nasty, continue: fc.boolean() });
  fc.assert(
    fc.property(
      fc.array(
        fc.record({
          name: nasty,
          condition: fc.option(nasty),
          agents: fc.array(nasty, { maxLength: 2 }),
          routes: fc.option(fc.array(route, { maxLength: 3 })),
          status: fc.constantFrom(...stageStatuses),
        }),
        { minLength: 1, maxLength: 5 },
      ),
      (steps) => {
        const list = stages(...(steps as Partial<WorkflowStep>[]));
        expect(read(diagramOf(drawn(list))).nodes.length).toBeGreaterThanOrEqual(steps.length);
      },
    ),
    { numRuns: 300 },
  );
});
