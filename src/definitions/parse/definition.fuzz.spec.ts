import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { KIND_FOLDERS } from '../packs';
import { type DefinitionKind, definitionKinds, parseDefinition } from './definition';

const ROOT = 'node_modules/bmad-method/bmad-core';
const real = Object.entries(KIND_FOLDERS).flatMap(([folder, kind]) =>
  readdirSync(join(ROOT, folder)).map((name) => ({
    kind,
    file: `${folder}/${name}`,
    text: readFileSync(join(ROOT, folder, name), 'utf8'),
  })),
);

/** Reads, and expects an answer, far from a hang, that JSON and Postgres can hold. */
function survives(kind: DefinitionKind, file: string, text: string): void {
  const began = performance.now();
  const { body, problems, definition_id } = parseDefinition(kind, { file, text });
  expect(performance.now() - began).toBeLessThan(60_000);
  expect(definition_id.length).toBeLessThanOrEqual(200);
  if (!body) expect(problems).not.toEqual([]);
  const texts: string[] = [];
  JSON.stringify({ body, problems, definition_id }, (key, value: unknown) => {
    texts.push(key, typeof value === 'string' ? value : '');
    return value;
  });
  expect(texts.filter((one) => /[\0\p{Surrogate}]/u.test(one))).toEqual([]);
}

const kind = fc.constantFrom(...definitionKinds);
const file = fc.constantFrom('agents/a.md', 'workflows/a.yaml', 'x');

test('random bytes', () => {
  const bytes = fc.uint8Array({ maxLength: 2000 }).map((array) => new TextDecoder().decode(array));
  fc.assert(fc.property(kind, file, bytes, survives), { numRuns: 300 });
});

test('random text made of the signs that YAML and Markdown care for', () => {
  const signs = fc.constantFrom(
    ...'-:?[]{}|>&*!%#"\'`~@,\n\t 0',
    '\n  ',
    '- ',
    ': ',
    '\n- ',
    '[[LLM:',
    ']]',
    '```yaml\n',
    '```',
    'agent:',
    'workflow:',
    'sequence:',
    '\\0',
    '\\uD800',
  );
  fc.assert(
    fc.property(
      kind,
      file,
      fc.array(signs, { maxLength: 400 }).map((parts) => parts.join('')),
      survives,
    ),
    { numRuns: 500 },
  );
});

test('random YAML under the keys that the parsers look at', () => {
  const value = fc.jsonValue({ maxDepth: 4 });
  const key = fc.constantFrom(
    'id',
    'name',
    'agent',
    'persona',
    'commands',
    'dependencies',
    'workflow',
    'sequence',
    'phases',
    'steps',
    'routes',
    'creates',
    'requires',
    'template',
    'sections',
    'bundle',
    'agents',
    'workflows',
  );
  const tree = fc.letrec((tie) => ({
    node: fc.oneof(
      { maxDepth: 4 },
      value,
      fc.dictionary(key, tie('node'), { maxKeys: 6 }),
      fc.array(tie('node'), { maxLength: 4 }),
    ),
  })).node;
  fc.assert(
    fc.property(kind, fc.dictionary(key, tree), (of, data) =>
      survives(of, 'a.md', `\`\`\`yaml\n${stringify(data)}\n\`\`\``),
    ),
    { numRuns: 200 },
  );
  fc.assert(
    fc.property(kind, fc.dictionary(key, tree), (of, data) => survives(of, 'a.yaml', stringify(data))),
    { numRuns: 300 },
  );
});

test('real files, cut short and with a piece torn out', () => {
  const cut = fc.record({
    source: fc.constantFrom(...real),
    from: fc.double({ min: 0, max: 1, noNaN: true }),
    to: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  fc.assert(
    fc.property(cut, ({ source, from, to }) => {
      const [a, b] = [from, to].sort().map((part) => Math.floor(part * source.text.length));
      survives(source.kind, source.file, source.text.slice(0, a));
      survives(source.kind, source.file, source.text.slice(0, a) + source.text.slice(b));
    }),
    { numRuns: 150 },
  );
}, 120_000);

test.each([
  ['spaces', ' '],
  ['new lines', '\n'],
  ['dashes', '- '],
  ['open brackets', '[['],
  ['instructions', '[[LLM:'],
  ['fences', '```yaml\n'],
  ['fences with an agent', '```yaml\nagent:\n'],
  ['commas', ','],
  ['quotes', "- '"],
  ['colons', 'a: b: c\n'],
  ['or', ' or '],
  ['headings', '# '],
  ['stars', '- "*a" - b\n'],
  ['sections with items', '## 1. a\n[[LLM: x]]\n- [ ] b\n'],
  ['sections in sections', '#### a\n### b\n## c\n- [ ] d\n'],
  ['instructions without an end', '[[LLM: a\n\n- [ ] b\n'],
])(
  'a megabyte of %s',
  (_, unit) => {
    const filler = unit.repeat(Math.floor(1_048_576 / unit.length));
    const wrappings = [
      filler,
      `# T\n- [ ] a${filler}`,
      `\`\`\`yaml\nagent:\n  id: a\n  title: "${filler}"\n`,
      `workflow:\n  sequence:\n    - agent: '${filler}'\n      creates: '${filler}b'\n`,
    ];
    for (const of of definitionKinds) for (const text of wrappings) survives(of, 'a.yaml', text.slice(0, 1_048_576));
  },
  300_000,
);
