import { parseAgent } from './agent';
import type { AgentCommand } from './agent-command';

const fenced = (yaml: string) => `# dev\n\n\`\`\`yaml\n${yaml}\n\`\`\`\n\nNotes.\n`;
const agent = 'agent:\n  name: Ada\n  id: dev\n  title: Developer';
const read = (text: string) => parseAgent({ file: 'agents/dev.md', text });
const commandsOf = (yaml: string) => read(fenced(`${agent}\n${yaml}`)).body?.commands;

describe('commands', () => {
  const shapes: [shape: string, yaml: string, AgentCommand][] = [
    [
      'one-key map',
      'commands:\n  - gate {story}: Run qa-gate',
      { name: 'gate', args: ['story'], description: 'Run qa-gate' },
    ],
    [
      'two arguments',
      'commands:\n  - shard {document} {destination}: Cut',
      { name: 'shard', args: ['document', 'destination'], description: 'Cut' },
    ],
    [
      'alternative argument',
      'commands:\n  - critique {file|text}: Read',
      { name: 'critique', args: ['file|text'], description: 'Read' },
    ],
    [
      'block scalar',
      'commands:\n  - review {story}: |\n      First.\n      Then.',
      { name: 'review', args: ['story'], description: 'First.\nThen.' },
    ],
    [
      'string with a star',
      "commands:\n  - '*help - Show commands'",
      { name: 'help', args: [], description: 'Show commands' },
    ],
    [
      'dangling quote',
      `commands:\n  - '*checklist {name}" - Run it'`,
      { name: 'checklist', args: ['name'], description: 'Run it' },
    ],
    ['map', 'commands:\n  help: Show', { name: 'help', args: [], description: 'Show' }],
    ['list at the margin', 'commands:\n- help: Show', { name: 'help', args: [], description: 'Show' }],
    [
      'quoted star without a list of its own (4.0)',
      'commands:\n  - "*help" - Show it',
      { name: 'help', args: [], description: 'Show it' },
    ],
    [
      'bare star',
      "commands:\n  - *help - Show what's there",
      { name: 'help', args: [], description: "Show what's there" },
    ],
    [
      'name and description',
      'commands:\n  - name: help\n    description: Show',
      { name: 'help', args: [], description: 'Show' },
    ],
    ['string without a description', "commands:\n  - '*status'", { name: 'status', args: [], description: null }],
    [
      'procedure',
      'commands:\n  - develop-story:\n      - order: Read it\n      - blocking:\n          - Unclear\n          - Broken',
      {
        name: 'develop-story',
        args: [],
        description: null,
        steps: [
          { name: 'order', text: 'Read it' },
          { name: 'blocking', text: 'Unclear\nBroken' },
        ],
      },
    ],
  ];

  test.each(shapes)('%s', (_, yaml, expected) => {
    expect(commandsOf(yaml)).toEqual([expected]);
  });

  test('housekeeping is no capability', () => {
    expect(read(fenced(`${agent}\ncommands:\n  - help: Show\n  - test: Run\n  - exit: Go`)).body?.capabilities).toEqual(
      ['test'],
    );
  });
});

describe('the definition is found', () => {
  const yml = `\`\`\`yml\n${agent}\n\`\`\``;
  const found: [what: string, text: string, complaint: RegExp | null][] = [
    ['in a yaml fence', fenced(agent), null],
    ['in a yml fence', yml, null],
    ['behind carriage returns and a byte order mark', `\uFEFF${fenced(agent).replaceAll('\n', '\r\n')}`, null],
    ['behind a fence that is an example', `\`\`\`yaml\nexample: 1\n\`\`\`\n${yml}`, null],
    ['in a fence that is never closed', `# dev\n\`\`\`yaml\n${agent}\n`, /never closed/],
    ['without a fence', `# dev\n\nProse.\n\nagent:\n  name: Ada\n  id: dev\n  title: Developer\n`, /no ```yaml fence/],
  ];

  test.each(found)('%s', (_, text, complaint) => {
    const { body, problems } = read(text);
    expect(body).toMatchObject({ id: 'dev', name: 'Ada', title: 'Developer', agent_type: 'DEVELOPER' });
    expect(problems.map(({ severity, message }) => ({ severity, message }))).toEqual(
      complaint ? [{ severity: 'warning', message: expect.stringMatching(complaint) }] : [],
    );
  });

  test('a v6 agent is recognised, and is no error', () => {
    const v6 = '---\nname: "dev"\n---\n\n```xml\n<agent id="dev.md" name="Amelia">\n</agent>\n```\n';
    expect(read(v6)).toMatchObject({
      body: null,
      problems: [{ severity: 'warning', message: expect.stringContaining('v6') }],
    });
  });

  test.each(['', '# dev\n\nProse alone.', fenced('agent: just a word')])('nothing usable is one error: %j', (text) => {
    const { body, problems } = read(text);
    expect(body).toBeNull();
    expect(problems).toEqual([expect.objectContaining({ severity: 'error' })]);
  });
});

test('a broken extra key costs nothing but itself, and is named with its line', () => {
  const { body, problems, tier } = read(
    fenced(`${agent}\nnotes:\n  - "open\n   - a: b: c\ncommands:\n  - help: Show\ndependencies:\n  tasks: [a.md]`),
  );
  expect(tier).toBe(5);
  expect(body).toMatchObject({ id: 'dev', commands: [{ name: 'help' }], dependencies: { tasks: ['a.md'] } });
  expect(problems).toContainEqual(
    expect.objectContaining({ line: 9, tier: 5, message: expect.stringContaining('kept as text') }),
  );
});

test('lists that mix text and one-key maps are read as text', () => {
  const { body } = read(
    fenced(`activation-instructions:\n  - STEP 1: Read it\n  - Stay\n${agent}\ncore_principles:\n  - CRITICAL: Ask`),
  );
  expect(body?.activation_instructions).toEqual(['STEP 1: Read it', 'Stay']);
  expect(body?.persona.core_principles).toEqual(['CRITICAL: Ask']);
});

test('keys that are not known are kept, and ids stay as written', () => {
  const { body } = read(
    fenced(
      'agent:\n  id: 1.10\n  name: Ada\n  mood: calm\nIIDE-FILE-RESOLUTION: [x]\npersona:\n  role: r\n  rules: {a: [b]}',
    ),
  );
  expect(body).toMatchObject({
    id: '1.10',
    extra: { mood: 'calm', 'IIDE-FILE-RESOLUTION': ['x'] },
    persona: { extra: { rules: { a: ['b'] } } },
  });
});

test.each(['', '   ', 'x'.repeat(201), '"two\\nlines"'])(
  'an id that cannot be used gives way to the file name: %j',
  (id) => {
    const { body, problems } = read(fenced(`agent:\n  id: ${id}\n  name: Ada`));
    expect(body?.id).toBe('dev');
    expect(problems).toEqual([
      expect.objectContaining({ severity: 'warning', message: expect.stringContaining('"dev" is used') }),
    ]);
  },
);

describe('what kind of agent it is', () => {
  test.each([
    ['bmad-orchestrator', 'BMad Master Orchestrator', 'ORCHESTRATOR'],
    ['bmad-master', 'BMad Master Task Executor', 'ORCHESTRATOR'],
    ['qa', 'Test Architect & Quality Advisor', 'TESTER'],
    ['architect', 'Architect', 'ARCHITECT'],
    ['dev', 'Full Stack Developer', 'DEVELOPER'],
    ['analyst', 'Business Analyst', 'ANALYST'],
    ['sm', 'Scrum Master', 'SPECIALIST'],
    ['game-sm', 'Game Scrum Master', 'SPECIALIST'],
    ['muse', 'Friend of the house', 'CUSTOM'],
  ])('%s is %s: %s', (id, title, type) => {
    expect(read(fenced(`agent: {id: ${id}, title: '${title}', name: N}`)).body?.agent_type).toBe(type);
  });

  test('commands tell when names do not', () => {
    expect(read(fenced('agent: {id: ada, name: Ada}\ncommands:\n  - develop-story: Build')).body?.agent_type).toBe(
      'DEVELOPER',
    );
  });
});
