import { parseChecklist } from './checklist';
import { parseTask } from './task';
import { parseTeam, teamAgents } from './team';
import { parseTemplate } from './template';

describe('checklists', () => {
  const read = (text: string) => parseChecklist({ file: 'checklists/done.md', text });
  const items = (text: string) =>
    read(text).body?.sections.flatMap((section) => section.items.map((item) => item.text));

  test('sections, conditions, marks and indents', () => {
    const { body } = read(`# Done

## 1. SETUP [[GREENFIELD ONLY]]

### 1.1 Tools
- [ ] first
  - [x] [[UI/UX ONLY]] second
- [N/A] third

2. **Checks:**

   - [ ] fourth
`);
    expect(body).toMatchObject({ title: 'Done', item_count: 4 });
    expect(body?.sections).toEqual([
      {
        title: '1.1 Tools',
        level: 3,
        condition: 'GREENFIELD ONLY',
        items: [
          { text: 'first', indent: 0, condition: null, mark: 'OPEN' },
          { text: 'second', indent: 2, condition: 'UI/UX ONLY', mark: 'DONE' },
          { text: 'third', indent: 0, condition: null, mark: 'NOT_APPLICABLE' },
        ],
      },
      {
        title: 'Checks',
        level: 2,
        condition: null,
        items: [{ text: 'fourth', indent: 3, condition: null, mark: 'OPEN' }],
      },
    ]);
  });

  test('blocks for the model hold no items, though they nest', () => {
    const text = '# T\n[[LLM: Skip [[UI ONLY]] parts:\n\n- [ ] no item\n- [BROWNFIELD] neither]]\n- [ ] item\n';
    expect(items(text)).toEqual(['item']);
    expect(read(text).body?.text).toBe(text);
  });

  test('a block that is never closed ends with its paragraph', () => {
    const { body, problems } = read('# T\n\n[[LLM: no end\n- [ ] no item\n\n- [ ] item\n');
    expect(body?.item_count).toBe(1);
    expect(problems).toMatchObject([{ line: 3, severity: 'warning' }]);
  });

  test('the flattened YAML of one pack', () => {
    const { body } = read(
      '# -----\n\n# 3. Cover\n\n# -----\n\n---\n\nchecklist:\nid: cover\nname: Cover Ready\ndescription: Check it.\nitems:\n\n- "[ ] Spine ≥ 0.06" away"\n- "[ ] Bleed"\n  ...\n',
    );
    expect(body).toMatchObject({ title: 'Cover Ready', description: 'Check it.', item_count: 2 });
    expect(body?.sections[0]?.items.map((item) => item.text)).toEqual(['Spine ≥ 0.06" away', 'Bleed']);
  });

  test('a list without items is an error', () => {
    expect(read('# T\n- a')).toMatchObject({ body: null, problems: [{ severity: 'error' }] });
  });
});

describe('teams', () => {
  const read = (text: string) => parseTeam({ file: 'agent-teams/all.yaml', text });

  test('a star stands for all but the master, and the orchestrator leads', () => {
    const { body } = read('bundle: {name: All, icon: 👥}\nagents: [qa, bmad-orchestrator, "*"]\nworkflows: null\n');
    expect(body).toMatchObject({ name: 'All', icon: '👥', agents: ['qa', 'bmad-orchestrator', '*'], workflows: [] });
    expect(teamAgents(body!, ['bmad-master', 'dev', 'qa'])).toEqual(['bmad-orchestrator', 'qa', 'dev']);
  });

  test.each(['', 'a: 1', '- a'])('no team: %j', (text) => {
    expect(read(text)).toMatchObject({ body: null, problems: [{ severity: 'error' }] });
  });

  test('a team of nobody is odd', () => {
    expect(read('bundle: {name: None}')).toMatchObject({ body: { agents: [] }, problems: [{ severity: 'warning' }] });
  });
});

describe('templates', () => {
  const read = (text: string, file = 'templates/a-tmpl.yaml') => parseTemplate({ file, text });

  test('the tree of sections, with all that a section may carry', () => {
    const { body } =
      read(`template: {id: a, name: A, version: 2.0, output: {format: markdown, filename: docs/a.md, title: "A {{x}}"}}
workflow: {mode: interactive, elicitation: true}
agent_config: {editable_sections: [s]}
sections:
  - id: s
    type: choice
    choices: [Draft, Done]
    elicit: true
    editors: [dev]
    sections:
      - id: t
        title: T
        repeatable: true
        condition: asked
`);
    expect(body).toMatchObject({
      template_id: 'a',
      version: '2.0',
      output: { filename: 'docs/a.md' },
      workflow: { mode: 'interactive', elicitation: 'true' },
      extra: { agent_config: { editable_sections: ['s'] } },
      sections: [
        {
          id: 's',
          title: null,
          type: 'choice',
          elicit: true,
          editors: ['dev'],
          extra: { choices: ['Draft', 'Done'] },
          sections: [{ title: 'T', repeatable: true, condition: 'asked', sections: [] }],
        },
      ],
    });
  });

  test('a gate template has no sections', () => {
    expect(read('template: {id: gate}\ngate: "{{status}}"')).toMatchObject({
      body: { sections: [], extra: { gate: '{{status}}' } },
      problems: [],
    });
  });

  test('the Markdown of older releases is kept as it is', () => {
    expect(read('# Plan\n\nText', 'templates/plan-tmpl.md').body).toMatchObject({
      name: 'Plan',
      text: '# Plan\n\nText',
    });
  });

  test.each(['', 'a: 1', 'text'])('no template: %j', (text) => {
    expect(read(text).body).toBeNull();
  });
});

describe('tasks', () => {
  const read = (text: string) => parseTask({ file: 'tasks/shard.md', text }).body;

  test.each([
    ['# Shard\n\n## Purpose\n\n- Split\n- Keep\n\n## Steps\n\nGo', { title: 'Shard', purpose: '- Split\n- Keep' }],
    ['# Shard\n\nSplit a document\nin parts.\n\nMore.', { title: 'Shard', purpose: 'Split a document\nin parts.' }],
    [
      '# ----\n\n# 2. Build\n\n---\n\ntask:\nid: build\nname: Build World\ndescription: Make it.\nsteps:\n\n- a',
      { title: 'Build World', purpose: 'Make it.' },
    ],
    ['# Shard\n\n```yaml\ntask:\nname: no title\n```', { title: 'Shard' }],
    ['no heading', { title: 'shard', purpose: 'no heading' }],
  ])('%j', (text, expected) => {
    expect(read(text)).toMatchObject({ ...expected, text });
  });

  test('an empty file is an error', () => {
    expect(parseTask({ file: 'tasks/a.md', text: ' \n' })).toMatchObject({
      body: null,
      problems: [{ severity: 'error' }],
    });
  });
});
