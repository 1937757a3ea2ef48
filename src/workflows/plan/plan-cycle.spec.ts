import { bare, stages } from '../../../test/support/planned';
import { cyclesOf } from './cycles';
import { idInPass } from './layout';
import { fromStage } from './passes';
import { planOf } from './plan';
import type { Backlog, Opening } from './planned';
import { requirementsOf } from './requirements';

type Laid = Omit<ReturnType<typeof stages>[number], 'storyId' | 'afterPasses'> & {
  storyId: string | null;
  afterPasses: number[];
};
const END = { name: 'repeat_development_cycle' };

/** A brief, a cycle of story and code with its end, and a look back. */
const plain = () =>
  stages(
    { name: 'brief', agents: ['pm'], status: 'COMPLETED' },
    { name: 'story', agents: ['sm'], repeats: 'for_each_story', creates: [{ name: 'story.md', optional: false }] },
    { name: 'code', agents: ['dev'], requires: ['story.md'], condition: 'fit' },
    END,
    { name: 'look-back', agents: ['po'] },
  ) as Laid[];

/** What the service does with an opening. */
function open(list: Laid[], { pass, storyId, afterPasses, stages: there }: Opening<Laid>): Laid[] {
  if (there.length) {
    for (const stage of there) Object.assign(stage, { storyId, afterPasses, round: pass });
    return list;
  }
  const turn = list
    .filter(({ cycle, pass: own }) => cycle === 'story' && own === 1)
    .map((stage): Laid => {
      const stageId = idInPass(stage.stageId, pass);
      return { ...stage, id: stageId, stageId, pass, storyId, afterPasses, status: 'PENDING', round: pass };
    });
  return [...list, ...turn].sort((a, b) => a.position - b.position || a.pass - b.pass);
}

/** Applies all that follows by itself. */
function settle(list: Laid[], answers: Map<string, boolean | string>, backlog: Backlog | null = null, parallel = 10) {
  let now = list;
  for (let turn = 0; turn < 200; turn++) {
    const plan = planOf(now, answers, { backlog, parallel });
    const { effect } = plan;
    if (!effect) return { list: now, plan };
    if (effect.kind === 'open') now = open(now, effect);
    else effect.stage.status = { ready: 'READY', pass: 'COMPLETED', skip: 'SKIPPED' }[effect.kind] as Laid['status'];
  }
  throw new Error('it never settles');
}

const statuses = (list: Laid[]) => list.map(({ stageId, status }) => `${stageId} ${status}`);
const complete = (list: Laid[], ...ids: string[]) => {
  for (const id of ids) list.find(({ stageId }) => stageId === id)!.status = 'COMPLETED';
};
const story = (storyId: string, ...after: string[]) => ({ storyId, after });

test('a cycle spans from what repeats to what says so, a phase that is a loop, or one step', () => {
  const step = (name: string, more = {}) => ({ ...bare, name, ...more });
  const repeats = { repeats: 'per-chapter' };
  expect(cyclesOf([step('a'), step('b', repeats), step('c'), step('repeat_development_cycle'), step('d')])).toEqual([
    null,
    1,
    1,
    1,
    null,
  ]);
  const loop = { extra: { phase: 'chapter-loop' } };
  const phases = [step('a', { ...repeats, ...loop }), step('b', loop), step('c', { extra: { phase: 'end' } })];
  expect(cyclesOf(phases)).toEqual([0, 0, null]);
  expect(cyclesOf([step('a', { ...repeats, extra: { phase: 'drafting' } }), step('b')])).toEqual([0, null]);
  expect(cyclesOf([step('a', repeats), step('b', repeats), step('c'), step('repeat_cycle')])).toEqual([0, 1, 1, 1]);
  expect(cyclesOf([step('a'), step('repeat_development_cycle')])).toEqual([null, null]);
});

describe('without an epic', () => {
  const none = new Map<string, boolean | string>();

  test('asks after each pass whether there is another, and each pass asks anew', () => {
    let { list } = settle(plain(), none);
    expect(statuses(list).slice(1, 3)).toEqual(['story READY', 'code PENDING']);
    complete(list, 'story');
    expect(settle(list, none).plan.decisions).toMatchObject([{ name: 'fit', stageId: 'code' }]);
    const answers = new Map<string, boolean | string>([['fit', true]]);
    complete(list, 'code');
    expect(settle(list, answers).plan.decisions).toMatchObject([
      { name: 'repeat:story', kind: 'repeat', options: [], stageId: 'repeat-development-cycle' },
    ]);
    answers.set('repeat:story', true);
    ({ list } = settle(list, answers));
    expect(statuses(list)).toEqual([
      'brief COMPLETED',
      'story COMPLETED',
      'story.2 READY',
      'code COMPLETED',
      'code.2 PENDING',
      'repeat-development-cycle COMPLETED',
      'repeat-development-cycle.2 PENDING',
      'look-back PENDING',
    ]);
    complete(list, 'story.2');
    expect(settle(list, answers).plan.decisions).toMatchObject([{ name: 'fit.2', question: 'Fit? (pass 2)' }]);
    complete(list, 'code.2');
    answers.set('repeat:story.2', false);
    ({ list } = settle(list, answers));
    expect(statuses(list).at(-1)).toBe('look-back READY');
  });

  test('does not ask about a pass of which everything was left out', () => {
    const list = plain();
    for (const stage of list.slice(1, 3)) stage.status = 'SKIPPED';
    expect(statuses(settle(list, none).list).at(-1)).toBe('look-back READY');
  });

  test('asks without a step that marks the end', () => {
    const list = stages({ name: 'draft', agents: ['editor'], repeats: 'per-chapter', status: 'COMPLETED' }) as Laid[];
    expect(settle(list, none).plan).toMatchObject({ done: false, decisions: [{ name: 'repeat:draft' }] });
    expect(settle(list, new Map([['repeat:draft', false]])).plan.done).toBe(true);
  });

  test('a pass whose going on is taken back waits, and falls away when the answer is no', () => {
    const answers = new Map<string, boolean | string>([
      ['fit', true],
      ['repeat:story', true],
    ]);
    const begun = plain();
    complete(begun, 'story', 'code');
    answers.set('fit.2', true).set('repeat:story.2', true);
    const { list: second } = settle(begun, answers);
    complete(second, 'story.2', 'code.2');
    const { list } = settle(second, answers);
    for (const stage of list.filter(({ pass }) => pass > 1)) stage.status = 'PENDING';
    list.find(({ stageId }) => stageId === 'code')!.status = 'READY';
    for (const name of ['repeat:story', 'repeat:story.2', 'fit.2']) answers.delete(name);
    expect(settle(list, answers).plan.waiting).toContainEqual({
      stage: expect.objectContaining({ stageId: 'story.2' }),
      why: 'waits for the pass 1',
    });
    complete(list, 'code');
    answers.set('repeat:story', false);
    expect(statuses(settle(list, answers).list)).toEqual(
      expect.arrayContaining(['story.2 SKIPPED', 'code.2 SKIPPED', 'story.3 SKIPPED', 'look-back READY']),
    );
  });
});

describe('with the stories of an epic', () => {
  const answers = new Map<string, boolean | string>([
    ['fit', true],
    ['fit.2', true],
    ['fit.3', true],
  ]);
  const backlog = (...open: Backlog['open'][number][]): Backlog => ({ epicId: 'e', open });
  const passes = (list: Laid[]) =>
    list.filter(({ name }) => name === 'story').map(({ pass, storyId, afterPasses }) => [pass, storyId, afterPasses]);

  test('opens a pass for each story that waits for no other, and the others as these are through', () => {
    const all = backlog(story('b', 'a'), story('a'), story('c'));
    let { list } = settle(plain(), answers, all);
    expect(passes(list)).toEqual([
      [1, 'a', []],
      [2, 'c', []],
    ]);
    expect(statuses(list)).toEqual(expect.arrayContaining(['story READY', 'story.2 READY']));
    complete(list, 'story', 'code');
    ({ list } = settle(list, answers, all));
    expect(passes(list)[2]).toEqual([3, 'b', [1]]);
    complete(list, 'story.2', 'code.2', 'story.3', 'code.3');
    const { list: through, plan } = settle(list, answers, all);
    expect(statuses(through).at(-1)).toBe('look-back READY');
    expect(plan.decisions).toEqual([]);
  });

  test('opens no more at once than the run wants', () => {
    const all = backlog(story('a'), story('b'), story('c'));
    const { list } = settle(plain(), answers, all, 2);
    expect(passes(list).map(([, id]) => id)).toEqual(['a', 'b']);
    complete(list, 'story.2', 'code.2');
    expect(passes(settle(list, answers, all, 2).list).map(([, id]) => id)).toEqual(['a', 'b', 'c']);
  });

  test('is left out where no story is open, and takes one that comes while it goes on', () => {
    expect(statuses(settle(plain(), answers, backlog()).list)).toEqual([
      'brief COMPLETED',
      'story SKIPPED',
      'code SKIPPED',
      'repeat-development-cycle SKIPPED',
      'look-back READY',
    ]);
    const { list } = settle(plain(), answers, backlog(story('a')));
    complete(list, 'story', 'code');
    expect(passes(settle(list, answers, backlog(story('a'), story('late', 'a'))).list)[1]).toEqual([2, 'late', [1]]);
  });

  test('does again what comes after a stage: its pass, the passes that wait for it, and all behind the cycle', () => {
    const all = backlog(story('a'), story('b', 'a'), story('c'));
    const { list } = settle(plain(), answers, all);
    complete(list, 'story', 'code', 'story.2', 'code.2');
    const begun = settle(list, answers, all).list;
    const code = begun.find(({ stageId }) => stageId === 'code')!;
    expect(fromStage(begun, code).map(({ stageId }) => stageId)).toEqual([
      'story.3',
      'code',
      'code.3',
      'repeat-development-cycle',
      'repeat-development-cycle.3',
      'look-back',
    ]);
    expect(fromStage(begun, begun[0])).toEqual(begun);
  });

  test('needs in each pass the document of that pass', () => {
    const { list } = settle(plain(), answers, backlog(story('a'), story('c')));
    const code = list.find(({ stageId }) => stageId === 'code.2')!;
    const here = (stage: string | null, round: number) => ({ here: [{ document: 'story.md', stage, round }] });
    const met = (documents: ReturnType<typeof here>) =>
      requirementsOf(code, list, { ...documents, elsewhere: new Set(['story.md']) })[0].satisfied;
    expect(met({ here: [] })).toBe(false);
    expect(met(here('story', 9))).toBe(false);
    expect(met(here('story.2', 2))).toBe(true);
    expect(met(here('story.2', 1))).toBe(false);
    expect(met(here(null, 1))).toBe(false);
    expect(met(here(null, 2))).toBe(true);
  });
});
