import type { WorkflowStep } from './workflow';
import { parseWorkflow } from './workflow-file';

const read = (text: string) => parseWorkflow({ file: 'workflows/demo.yaml', text });
const steps = (yaml: string) => read(`workflow:\n  id: demo\n  sequence:\n${yaml}`).body?.variants[0]?.steps ?? [];
const step = (yaml: string) => steps(`    - ${yaml.replaceAll('\n', '\n      ')}`)[0];

describe('step names', () => {
  test.each([
    ['step: routing_decision', 'routing_decision'],
    ['workflow_end:\naction: project_complete', 'workflow_end'],
    ['workflow_end: ""\naction: project_complete', 'workflow_end'],
    ['repeat_development_cycle:\nagent: sm\naction: go_on', 'repeat_development_cycle'],
    ['project_setup_guidance:\n  action: set_up\n  notes: n', 'project_setup_guidance'],
    ['step: 1\nname: Plan it\nagent: pm', 'Plan it'],
    ['id: outline\ntitle: Make an outline', 'outline'],
    ['agent: po\naction: shard_documents\nnotes:', 'po: shard_documents'],
    ['agent: analyst\ncreates: brief.md', 'analyst: brief.md'],
    ['agent: pm\nupdates: prd.md', 'pm: update prd.md'],
    ['agent: po\nvalidates: all_artifacts', 'po: validate all_artifacts'],
    ['agent: sm', 'sm'],
    ['wrap_up: Say goodbye', 'wrap_up'],
  ])('%j is called %s', (yaml, name) => {
    expect(step(yaml).name).toBe(name);
  });
});

describe('step fields', () => {
  const fields: [yaml: string, expected: Partial<WorkflowStep>][] = [
    ['agent: pm/architect', { agents: ['pm', 'architect'] }],
    ['agent: pm|po|sm', { agents: ['pm', 'po', 'sm'] }],
    ['agent: pm or po', { agents: ['pm', 'po'] }],
    ['agent: various', { agents: ['various'] }],
    ['agent: [pm, po]', { agents: ['pm', 'po'] }],
    ['step: s', { agents: [], action: null, creates: [], routes: null, optional: false, extra: {} }],
    ['creates: prd.md (if needed)', { creates: [{ name: 'prd.md', optional: true }] }],
    ['creates: v0_prompt (optional)', { creates: [{ name: 'v0_prompt', optional: true }] }],
    ['creates: a.md OR b.md', { creates: [{ name: 'a.md', alternatives: ['b.md'], optional: false }] }],
    [
      'creates: a.md (or multiple documents)',
      { creates: [{ name: 'a.md', alternatives: ['multiple documents'], optional: false }] },
    ],
    ['creates: stories/', { creates: [{ name: 'stories/', optional: false }] }],
    [
      'creates: documents per the template or so',
      { creates: [{ name: 'documents per the template or so', optional: false }] },
    ],
    ['updates: prd.md (if needed)', { updates: ['prd.md'] }],
    ['requires: a.md, b.md', { requires: ['a.md', 'b.md'] }],
    ['requires: [a.md, b.md]', { requires: ['a.md', 'b.md'] }],
    ['requires: the plan, once it is approved', { requires: ['the plan, once it is approved'] }],
    ['uses: create-doc plan OR create-story', { uses: ['create-doc plan', 'create-story'] }],
    ['optional: true\ncondition: asked', { optional: true, condition: 'asked' }],
    ['repeats: for_each_epic', { repeats: 'for_each_epic' }],
    [
      'agent: editor\ntask: draft\ninput: plan.md\noutput: text.md\nrepeat: per-chapter',
      {
        action: 'draft',
        uses: ['draft'],
        requires: ['plan.md'],
        creates: [{ name: 'text.md', optional: false }],
        repeats: 'per-chapter',
      },
    ],
    [
      'id: d\ntitle: Draft\nrepeat_for: list\ninputs: [a, b]\noutputs: c',
      { action: 'Draft', repeats: 'list', requires: ['a', 'b'], creates: [{ name: 'c', optional: false }] },
    ],
    ['wrap_up: [Say goodbye, Go home]', { notes: 'Say goodbye\nGo home', extra: {} }],
    ['duration: 15-30 minutes\nimplements: stories/', { duration: '15-30 minutes', implements: 'stories/' }],
    ['agent: pm\nmood: calm', { extra: { mood: 'calm' } }],
  ];

  test.each(fields)('%j', (yaml, expected) => {
    expect(step(yaml)).toMatchObject(expected);
  });

  test('routes become a list that says which of them goes on', () => {
    const { routes } = step(
      'step: r\nroutes:\n  small: {agent: pm, uses: t, notes: n}\n  big: {continue: to_next_step}\n  none: {continue: false}',
    );
    expect(routes).toEqual([
      { name: 'small', agents: ['pm'], uses: ['t'], creates: [], notes: 'n', continue: false },
      { name: 'big', agents: [], uses: [], creates: [], notes: null, continue: true },
      { name: 'none', agents: [], uses: [], creates: [], notes: null, continue: false },
    ]);
  });

  test('empty entries are left out and named', () => {
    const { body, problems } = read('workflow:\n  id: demo\n  sequence:\n    -\n    - step: a\n    - "in words"\n');
    expect(body?.variants[0]?.steps.map(({ name }) => name)).toEqual(['a', 'in words']);
    expect(problems).toEqual([expect.objectContaining({ message: expect.stringContaining('entry 1') })]);
  });
});

describe('shapes of files', () => {
  const variants = (text: string) =>
    read(text).body?.variants.map(({ name, steps }) => [name, steps.map((one) => one.name)]);

  test('several sequences with their ends beside them', () => {
    const text = `workflow:
  id: game
  full_game_sequence:
    - step: brief
  project_setup_guidance: {action: set_up, notes: n}
  workflow_end: {action: hand_over}
  prototype_sequence:
    - step: scope
    - prototype_workflow_end:
      action: done
  prototype_workflow_end: {action: again}
  decision_guidance: {use_full_sequence_when: [big]}
  post_prototype_options: {iterate: {action: go_on}}
`;
    expect(variants(text)).toEqual([
      ['full_game_sequence', ['brief', 'project_setup_guidance', 'workflow_end']],
      ['prototype_sequence', ['scope', 'prototype_workflow_end']],
    ]);
    expect(read(text).body).toMatchObject({
      decision_guidance: { use_full_sequence_when: ['big'] },
      extra: { post_prototype_options: {} },
    });
  });

  test('phases, behind a comment and a document start', () => {
    const text =
      '# comment\n---\nworkflow:\n  id: novel\n  phases:\n    ideation:\n      - agent: a\n        task: think\n    drafting:\n      - agent: b\n        task: write\n  completion_criteria: [done]\n';
    expect(variants(text)).toEqual([['phases', ['think', 'write']]]);
    expect(read(text).body?.variants[0]?.steps.map((one) => one.extra)).toEqual([
      { phase: 'ideation' },
      { phase: 'drafting' },
    ]);
  });

  test('a flat document is called by its name', () => {
    const { body } = read(
      'name: novel-writing\ntitle: Novel\ntriggers:\n  - command: /novel\nagents: [a]\nsteps:\n  - id: outline\n    agent: a\n',
    );
    expect(body).toMatchObject({
      id: 'novel-writing',
      name: 'Novel',
      type: 'CUSTOM',
      triggers: [{ command: '/novel' }],
      extra: { agents: ['a'] },
    });
    expect(body?.variants[0]?.steps[0]).toMatchObject({ name: 'outline', agents: ['a'] });
  });

  test('a flat document with an id and numbered steps', () => {
    const { body } = read(
      'id: mine\nname: Mine\nversion: 1.10\nsequence:\n  - step: 1\n    name: plan\n    agent: pm\n    inputs: a\n    outputs: b\n',
    );
    expect(body).toMatchObject({ id: 'mine', extra: { version: '1.10' } });
    expect(body?.variants[0]?.steps[0]).toMatchObject({ name: 'plan', requires: ['a'], creates: [{ name: 'b' }] });
  });

  test.each([
    ['greenfield', 'GREENFIELD', {}],
    ['brownfield', 'BROWNFIELD', {}],
    ['prototype', 'CUSTOM', { type: 'prototype' }],
  ])('type %s is %s', (type, expected, extra) => {
    expect(read(`workflow:\n  id: a\n  type: ${type}\n  sequence: [{step: a}]`).body).toMatchObject({
      type: expected,
      extra,
    });
  });

  test('handoff prompts and diagrams are text', () => {
    const { body } = read(
      'workflow:\n  id: a\n  sequence: [{step: a}]\n  flow_diagram: |\n    ```mermaid\n    graph TD\n    ```\n  handoff_prompts:\n    a_to_b: Go\n    done:\n',
    );
    expect(body).toMatchObject({
      handoff_prompts: { a_to_b: 'Go', done: '' },
      flow_diagram: '```mermaid\ngraph TD\n```',
    });
  });

  test.each(['', '- a\n- b', 'workflow: text', 'workflow:\n  id: a', 'workflow:\n  sequence: []'])(
    'nothing to do is an error: %j',
    (text) => {
      const { body, problems } = read(text);
      expect(body).toBeNull();
      expect(problems).toContainEqual(expect.objectContaining({ severity: 'error' }));
    },
  );

  test('a slip in one step costs that value only', () => {
    const { body, problems, tier } = read(
      'workflow:\n  id: a\n  sequence:\n    - agent: pm\n      notes: see: the: plan\n    - agent: po\n      action: check\n',
    );
    expect(tier).toBe(5);
    expect(body?.variants[0]?.steps).toMatchObject([{ agents: ['pm'], notes: 'see: the: plan' }, { action: 'check' }]);
    expect(problems).toContainEqual(expect.objectContaining({ line: 5, severity: 'warning' }));
  });
});

test('steps under a name are steps like others, a cycle where the name says that they are repeated', () => {
  const nested = steps(
    '    - repeat_development_cycle:\n        - {agent: sm, action: create}\n        - {agent: dev, action: build}\n    - wrap_up:\n        - {agent: po, action: look}\n',
  );
  expect(nested.map(({ name, repeats }) => [name, repeats])).toEqual([
    ['sm: create', 'repeat_development_cycle'],
    ['dev: build', null],
    ['repeat_development_cycle', null],
    ['po: look', null],
  ]);
});
