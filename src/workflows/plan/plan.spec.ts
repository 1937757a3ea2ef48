import { bare, makes, stages } from '../../../test/support/planned';
import type { StageStatus } from '../stages/stage.flow';
import { handoffPrompt } from './handoff-prompt';
import { layOut } from './layout';
import { planOf, progressOf, takeRoute } from './plan';
import { asQuestion } from './questions';
import { requirementsOf } from './requirements';

const none = new Map<string, boolean | string>();

describe('the layout', () => {
  test('gives every step a readable id that is unique in its run', () => {
    const drafts = layOut([
      { ...bare, name: 'pm: prd.md' },
      { ...bare, name: 'pm: prd.md' },
      { ...bare, name: '???' },
      { ...bare, name: 'Überprüfung' },
    ]);
    expect(drafts.map(({ stageId }) => stageId)).toEqual(['pm-prd-md', 'pm-prd-md-2', 'step-3', 'uberprufung']);
    expect(drafts.map(({ position }) => position)).toEqual([1, 2, 3, 4]);
  });
});

describe('the plan', () => {
  test('makes the first open stage ready and lets the others wait', () => {
    const [a, b] = stages({ name: 'a', agents: ['pm'] }, { name: 'b', agents: ['dev'] });
    expect(planOf([a, b], none)).toEqual({
      effect: { kind: 'ready', stage: a },
      decisions: [],
      waiting: [{ stage: b, why: 'comes after a' }],
      done: false,
    });
  });

  test('rests while a stage is ready, in progress or failed', () => {
    for (const status of ['READY', 'ACTIVE', 'FAILED'] as const) {
      const plan = planOf(stages({ name: 'a', agents: ['pm'], status }, { name: 'b' }), none);
      expect(plan.effect).toBeUndefined();
      expect(plan.done).toBe(false);
    }
  });

  test('is done when every stage is completed or skipped', () => {
    expect(planOf(stages({ name: 'a', status: 'COMPLETED' }, { name: 'b', status: 'SKIPPED' }), none).done).toBe(true);
  });

  test('asks for a condition before its stage, then runs or skips it', () => {
    const list = stages({ name: 'a', agents: ['qa'], condition: 'user_wants_review' });
    expect(planOf(list, none).decisions).toEqual([
      { name: 'user_wants_review', kind: 'condition', question: 'User wants review?', options: [], stageId: 'a' },
    ]);
    expect(planOf(list, none).effect).toBeUndefined();
    expect(planOf(list, new Map([['user_wants_review', true]])).effect).toEqual({ kind: 'ready', stage: list[0] });
    expect(planOf(list, new Map([['user_wants_review', false]])).effect).toMatchObject({ kind: 'skip' });
  });

  test('asks who does a stage that names several agents or anyone', () => {
    const [pair] = stages({ name: 'a', agents: ['pm', 'architect'] });
    expect(planOf([pair], none).decisions[0]).toMatchObject({
      kind: 'agent',
      name: 'agent:a',
      options: ['pm', 'architect'],
    });
    const [anyone] = stages({ name: 'a', agents: ['various'] });
    expect(planOf([anyone], none, { team: ['dev', 'qa'] }).decisions[0]).toMatchObject({ options: ['dev', 'qa'] });
    expect(planOf([{ ...pair, agentIds: ['pm'] }], none).decisions).toEqual([]);
  });

  test('does not ask who does it where nobody could be named: whoever starts it says so', () => {
    const [anyone] = stages({ name: 'a', agents: ['Various'] });
    expect(planOf([anyone], none, { team: [] })).toMatchObject({ decisions: [], effect: { kind: 'ready' } });
  });

  test('does not ask for the way where there is none', () => {
    const [stage] = stages({ name: 'a', agents: ['pm'], routes: [], condition: 'big' });
    expect(planOf([stage], none).decisions).toMatchObject([{ name: 'big', kind: 'condition' }]);
    expect(planOf([stage], new Map([['big', true]])).effect).toMatchObject({ kind: 'ready' });
  });

  test('does not ask who does a stage that its condition leaves out', () => {
    const list = stages({ name: 'a', agents: ['various'], condition: 'issues' });
    expect(planOf(list, new Map([['issues', false]]), { team: ['dev'] })).toMatchObject({
      decisions: [],
      effect: { kind: 'skip' },
    });
  });

  test('asks for the way at a routing step, and takes it', () => {
    const route = (name: string, agents: string[], goesOn: boolean) => ({
      name,
      agents,
      uses: [],
      creates: makes('story.md'),
      notes: null,
      continue: goesOn,
    });
    const routes = [route('small', ['pm'], false), route('big', [], true)];
    const [routing] = stages({ name: 'r', condition: 'by_size', routes });
    expect(planOf([routing], none).decisions[0]).toMatchObject({
      kind: 'route',
      name: 'route:r',
      options: ['small', 'big'],
    });
    expect(planOf([routing], new Map([['route:r', 'big']])).effect).toEqual({ kind: 'pass', stage: routing });
    const small = { ...routing, step: takeRoute(routing.step, routes[0]), agentIds: ['pm'] };
    expect(planOf([small], new Map([['route:r', 'small']])).effect).toEqual({ kind: 'ready', stage: small });
    expect(small.step.creates).toEqual(makes('story.md'));
    const step = { ...routing.step, agents: ['analyst'], uses: ['sizing'] };
    expect(takeRoute(step, routes[1])).toMatchObject({ agents: ['analyst'], uses: ['sizing'] });
  });

  test('passes the marker of the end, but not a guidance step that somebody has to read', () => {
    for (const name of ['workflow_end', 'jam_workflow_end', 'Workflow End', 'end']) {
      expect(planOf(stages({ name }), none).effect).toMatchObject({ kind: 'pass' });
    }
    for (const name of ['project_setup_guidance', 'build the front-end']) {
      expect(planOf(stages({ name }), none).effect).toMatchObject({ kind: 'ready' });
    }
  });

  test('counts progress over the stages that will run', () => {
    const statuses = (...list: StageStatus[]) => list.map((status) => ({ status }));
    expect(progressOf(statuses('COMPLETED', 'PENDING', 'PENDING'))).toBe(33);
    expect(progressOf(statuses('COMPLETED', 'SKIPPED', 'PENDING'))).toBe(50);
    expect(progressOf(statuses('COMPLETED', 'SKIPPED'))).toBe(100);
    expect(progressOf(statuses('SKIPPED'))).toBe(100);
  });

  test('turns a condition into a question', () => {
    expect(asQuestion('qa_left_unchecked-items')).toBe('Qa left unchecked items?');
    expect(asQuestion('Are there more?')).toBe('Are there more?');
  });
});

describe('the requirements', () => {
  const list = stages(
    {
      name: 'a',
      creates: [
        { name: 'docs/PRD.md', alternatives: ['brief.md'], optional: false },
        { name: 'prompt.md', optional: true },
      ],
      status: 'COMPLETED',
    },
    { name: 'b', creates: makes('left-out.md'), status: 'SKIPPED' },
    { name: 'c', requires: ['prd.md', 'left-out.md', 'the customer has agreed', 'later.md', 'prompt.md'] },
    { name: 'd', creates: makes('later.md') },
  );
  const kinds = (elsewhere: string[], acknowledged: string[] = []) =>
    requirementsOf({ ...list[2], acknowledged }, list, { here: [], elsewhere: new Set(elsewhere) }).map(
      ({ kind, satisfied }) => [kind, satisfied],
    );

  test('are documents where an earlier stage has to make them, else to be confirmed', () => {
    expect(kinds([])).toEqual([
      ['artifact', false],
      ['acknowledgement', false],
      ['acknowledgement', false],
      ['acknowledgement', false],
      ['acknowledgement', false],
    ]);
  });

  test('are met by a document of that name, or by one that does as well', () => {
    expect(kinds(['prd.md'])[0]).toEqual(['artifact', true]);
    expect(kinds(['brief.md'])[0]).toEqual(['artifact', true]);
    expect(kinds(['left-out.md'])[1]).toEqual(['artifact', true]);
    expect(kinds(['prompt.md'])[4]).toEqual(['artifact', true]);
  });

  test('are met by confirming them, but a document is not confirmed away', () => {
    expect(kinds([], ['the customer has agreed', 'prd.md'])).toEqual([
      ['artifact', false],
      ['acknowledgement', false],
      ['acknowledgement', true],
      ['acknowledgement', false],
      ['acknowledgement', false],
    ]);
  });
});

describe('the handoff prompt', () => {
  const prompts = { pm_to_ux: 'PRD is ready.', ux_to_architect: 'Spec is ready.', complete: 'Done.' };
  const run = (...agents: string[]) =>
    stages(...agents.map((agent, index) => ({ name: `${index}`, agents: [agent], status: 'COMPLETED' as const })));
  const last = (list: ReturnType<typeof run>) => handoffPrompt(list[list.length - 1], list, prompts);

  test('is the one for this change of hands, with short names understood', () => {
    expect(last(run('pm', 'ux-expert'))).toBe('PRD is ready.');
    expect(last(run('pm', 'ux-expert', 'architect'))).toBe('Spec is ready.');
  });

  test('is null where the agent stays, at the start, and where there are no words', () => {
    expect(last(run('pm', 'pm'))).toBeNull();
    expect(last(run('ux-expert'))).toBeNull();
    expect(last(run('qa', 'dev'))).toBeNull();
  });
});
