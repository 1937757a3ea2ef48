import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { refusal, type StoryKit, storyKit, toReview } from '../../test/support/story-kit';
import type { Scope } from '../database/scope';
import { Task } from '../tasks/task.entity';
import { gateVerdicts, QualityGate } from './gates/gate.entity';
import { StoryCriterion } from './criteria/story-criterion.entity';
import { Story } from './story.entity';
import { storyMoves } from './story.flow';

let kit: StoryKit;

beforeAll(async () => {
  kit = await storyKit();
});
afterAll(() => kit.server.app.close());

const openTasks = async (storyUuid: string) =>
  (await kit.db.of(Task).findBy({ storyUuid })).filter(({ status }) => !['COMPLETED', 'CANCELLED'].includes(status));

/** Why this story should not be DONE, found from its rows alone. */
async function faults(storyUuid: string): Promise<string[]> {
  const story = await kit.db.of(Story).findOneByOrFail({ id: storyUuid });
  if (story.status !== 'DONE') return [];
  const gates = await kit.db.of(QualityGate).find({ where: { storyUuid }, order: { id: 'ASC' } });
  const gate = gates.at(-1);
  const late = gate?.waiverExpiresAt && gate.waiverExpiresAt <= story.endedAt!;
  return [
    ...((await kit.db.of(StoryCriterion).countBy({ storyUuid, met: false })) ? ['unmet'] : []),
    ...((await openTasks(storyUuid)).length ? ['task'] : []),
    ...(story.gateRequired && !gate ? ['no gate'] : []),
    ...(story.gateRequired && gate && gate.revision !== story.revision ? ['stale'] : []),
    ...(story.gateRequired && gate?.gate === 'FAIL' ? ['fail'] : []),
    ...(story.gateRequired && late ? ['expired'] : []),
  ];
}

const notDone = async (scope: Scope, id: string, ...errors: object[]) => {
  expect(await refusal(kit.moves.make(scope, id, 'done'))).toMatchObject({
    type: 'story-not-done',
    status: 409,
    extras: { errors, allowed: ['IN_PROGRESS', 'BLOCKED', 'CANCELLED'] },
  });
  expect((await kit.reader.read(scope, id)).story.status).toBe('REVIEW');
};

test.each(['PASS', 'CONCERNS', 'WAIVED'] as const)('%s lets a story through', async (verdict) => {
  const scope = await kit.freshScope();
  await kit.create(scope, '1.1');
  await kit.move(scope, '1.1', ...toReview);
  await kit.judge(scope, '1.1', verdict, verdict === 'WAIVED' ? { waiver: kit.waiver(60_000) } : {});
  await kit.moves.make(scope, '1.1', 'done');
  expect((await kit.reader.read(scope, '1.1')).story).toMatchObject({ status: 'DONE', endedAt: expect.any(Date) });
});

test('a story without a gate, with FAIL, with a stale one, with a waiver that has run out is not done', async () => {
  const scope = await kit.freshScope();
  await kit.create(scope, '1.1');
  await kit.judge(scope, '1.1');
  await kit.move(scope, '1.1', ...toReview);
  const gate = (message: RegExp) => ({ field: 'gate', message: expect.stringMatching(message) });
  await notDone(scope, '1.1', gate(/stale: it judged revision 1, the story is at 2/));
  await kit.create(scope, '1.2');
  await kit.move(scope, '1.2', ...toReview);
  await notDone(scope, '1.2', gate(/no quality gate/));
  await kit.judge(scope, '1.2', 'PASS');
  await kit.judge(scope, '1.2', 'FAIL');
  await notDone(scope, '1.2', gate(/is FAIL: because/));
  await kit.judge(scope, '1.2', 'WAIVED', { waiver: kit.waiver(25) });
  await sleep(40);
  await notDone(scope, '1.2', gate(/waiver .* expired at 20/));
  await kit.judge(scope, '1.2', 'PASS');
  await kit.stories.change(scope, '1.2', { text: { title: 'other' } });
  await notDone(scope, '1.2', gate(/stale/));
});

test('where no gate is required none is asked for, but all else is', async () => {
  const scope = await kit.freshScope();
  await kit.create(scope, '1.1', { gateRequired: false, definitionOfDone: ['d'] });
  await kit.move(scope, '1.1', ...toReview);
  const taskId = await kit.addTask(scope, '1.1', { status: 'BLOCKED' });
  await notDone(
    scope,
    '1.1',
    { field: 'definition_of_done', message: 'DOD-1 is not met: d' },
    { field: 'tasks', message: `the task ${taskId} is BLOCKED` },
  );
});

test('every change of a story or of what belongs to it makes the verdict stale', async () => {
  const scope = await kit.freshScope();
  await kit.create(scope, 'other');
  const changes: Record<string, (id: string) => Promise<unknown>> = {
    text: (id) => kit.stories.change(scope, id, { text: { devNotes: 'x' } }),
    files: (id) => kit.stories.change(scope, id, { text: {}, files: ['a.ts'] }),
    'a new criterion': (id) => kit.criteria.add(scope, id, 'DEFINITION_OF_DONE', 'y'),
    'a criterion unmet': (id) => kit.criteria.change(scope, id, '1', { met: false }),
    'new words': (id) => kit.criteria.change(scope, id, '1', { text: 'z' }),
    'a criterion removed': (id) => kit.criteria.remove(scope, id, '1'),
    dependency: (id) => kit.dependencies.add(scope, id, 'other'),
    task: (id) => kit.addTask(scope, id, { status: 'COMPLETED' }),
    'work that goes on': (id) => kit.move(scope, id, 'start', 'submit'),
  };
  for (const [name, change] of Object.entries(changes)) {
    await kit.create(scope, name, { acceptanceCriteria: ['x'] });
    await kit.criteria.change(scope, name, '1', { met: true });
    await kit.move(scope, name, ...toReview);
    await kit.judge(scope, name);
    await change(name);
    expect((await refusal(kit.moves.make(scope, name, 'done'))).extras.errors).toContainEqual({
      field: 'gate',
      message: expect.stringContaining('stale'),
    });
  }
});

test('block and unblock leave the verdict as it is; reopening needs a new one', async () => {
  const scope = await kit.freshScope();
  await kit.reviewed(scope, '1.1');
  await kit.move(scope, '1.1', 'block', 'unblock', 'done', 'reopen', 'submit');
  await notDone(scope, '1.1', { field: 'gate', message: expect.stringContaining('stale') });
});

test('a gate cannot be made unnecessary later', async () => {
  const headers = { 'content-type': 'application/json' };
  const send = (method: string, path: string, body: object) =>
    fetch(`${kit.server.api}${path}`, { method, headers, body: JSON.stringify(body) });
  await send('POST', '/stories', { story_id: 'gated', title: 'x' });
  expect((await send('PATCH', '/stories/gated', { gate_required: false })).status).toBe(400);
  expect((await send('PATCH', '/stories/gated', { status: 'DONE' })).status).toBe(400);
  expect((await send('PATCH', '/stories/gated', { revision: 1 })).status).toBe(400);
});

/** What may come in the very moment of `done`, and what must then be true of the two. */
const races: Record<string, (scope: Scope, id: string) => Promise<unknown>> = {
  'a criterion that is no longer met': (scope, id) => kit.criteria.change(scope, id, '1', { met: false }),
  'a new criterion': (scope, id) => kit.criteria.add(scope, id, 'ACCEPTANCE', 'more'),
  'a new task': (scope, id) => kit.addTask(scope, id),
  'a FAIL gate': (scope, id) => kit.judge(scope, id, 'FAIL'),
  'a change of the text': (scope, id) => kit.stories.change(scope, id, { text: { title: 'other' } }),
};

test.each(Object.entries(races))('done and %s at the same instant: one of the two is refused', async (_, rival) => {
  const scope = await kit.freshScope();
  const won = { done: 0, rival: 0 };
  for (let turn = 0; turn < 40; turn++) {
    const id = `s-${turn}`;
    const { story } = await kit.create(scope, id, { acceptanceCriteria: ['a'] });
    await kit.criteria.change(scope, id, '1', { met: true });
    await kit.move(scope, id, ...toReview);
    await kit.judge(scope, id);
    const done = () => kit.moves.make(scope, id, 'done');
    const starters = turn % 2 ? [done, () => rival(scope, id)] : [() => rival(scope, id), done];
    const outcomes = await Promise.allSettled(starters.map((start) => start()));
    const [first, second] = turn % 2 ? outcomes : [...outcomes].reverse();
    expect([first.status, second.status].sort()).toEqual(['fulfilled', 'rejected']);
    won[first.status === 'fulfilled' ? 'done' : 'rival']++;
    expect(await faults(story.id)).toEqual([]);
  }
  expect(Math.min(won.done, won.rival)).toBeGreaterThan(0);
});

test('whatever clients do at once, in any order: a DONE story has no fault', async () => {
  const scope = await kit.freshScope();
  let stories = 0;
  const step = fc.oneof(
    { weight: 6, arbitrary: fc.record({ kind: fc.constant('move' as const), move: fc.constantFrom(...storyMoves) }) },
    {
      weight: 3,
      arbitrary: fc.record({ kind: fc.constant('gate' as const), verdict: fc.constantFrom(...gateVerdicts) }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant('met' as const),
        met: fc.boolean(),
        ref: fc.constantFrom('AC-1', 'DOD-1'),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('add' as const) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('remove' as const), ref: fc.constantFrom('AC-1', 'AC-2') }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('task' as const) }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('finish' as const) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('text' as const) }) },
  );
  type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;
  const DONE: Step = { kind: 'move', move: 'done' };
  const take = (id: string, story: Story, one: Step): Promise<unknown> => {
    if (one.kind === 'move') return kit.moves.make(scope, id, one.move, 'why');
    if (one.kind === 'gate')
      return kit.judge(scope, id, one.verdict, one.verdict === 'WAIVED' ? { waiver: kit.waiver(15) } : {});
    if (one.kind === 'met') return kit.criteria.change(scope, id, one.ref, { met: one.met });
    if (one.kind === 'add') return kit.criteria.add(scope, id, 'ACCEPTANCE', 'more');
    if (one.kind === 'remove') return kit.criteria.remove(scope, id, one.ref);
    if (one.kind === 'task') return kit.addTask(scope, id);
    if (one.kind === 'text') return kit.stories.change(scope, id, { text: { title: 'other' } });
    return kit.db.transaction(async () => {
      await kit.lookup.touch(scope, id);
      await kit.db.of(Task).update({ storyUuid: story.id }, { status: 'COMPLETED' });
    });
  };
  let reached = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(step, { minLength: 1, maxLength: 3 }), { minLength: 4, maxLength: 10 }),
      async (rounds) => {
        const id = `p-${++stories}`;
        const { story } = await kit.create(scope, id, { acceptanceCriteria: ['a'], definitionOfDone: ['d'] });
        for (const ref of ['AC-1', 'DOD-1']) await kit.criteria.change(scope, id, ref, { met: true });
        await kit.move(scope, id, ...toReview);
        await kit.judge(scope, id);
        // The first time it may be done indeed: what comes at the same time decides.
        for (const round of [[DONE, ...rounds[0]], ...rounds.slice(1)]) {
          await Promise.allSettled(round.map((one) => take(id, story, one)));
          expect(await faults(story.id)).toEqual([]);
          if ((await kit.db.of(Story).findOneByOrFail({ id: story.id })).status === 'DONE') reached++;
        }
      },
    ),
    { numRuns: 40 },
  );
  expect(reached).toBeGreaterThan(0);
});
