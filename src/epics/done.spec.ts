import { refusal, type StoryKit, storyKit } from '../../test/support/story-kit';
import type { Scope } from '../database/scope';
import type { epicMoves } from './epic.flow';
import { GoalsService } from './goals/goals.service';
import { RisksService } from './risks/risks.service';

let kit: StoryKit;
let goals: GoalsService;
let risks: RisksService;

beforeAll(async () => {
  kit = await storyKit();
  goals = kit.server.app.get(GoalsService);
  risks = kit.server.app.get(RisksService);
});
afterAll(() => kit.server.app.close());

const create = (scope: Scope, epicId: string) =>
  kit.epics.create(scope, { epicId, name: epicId, objectives: [], risks: [] });
const move = async (scope: Scope, id: string, ...names: (typeof epicMoves)[number][]) => {
  for (const name of names) await kit.epicMoves.make(scope, id, name);
};

test('an epic is not done while a story of it is open', async () => {
  const scope = await kit.freshScope();
  await create(scope, 'e');
  await move(scope, 'e', 'activate');
  await kit.create(scope, 'a', { epicId: 'e', gateRequired: false });
  await kit.create(scope, 'b', { epicId: 'e' });
  expect(await refusal(kit.epicMoves.make(scope, 'e', 'done'))).toMatchObject({
    type: 'epic-not-done',
    status: 409,
    extras: {
      errors: [
        { field: 'stories', message: 'the story a is DRAFT' },
        { field: 'stories', message: 'the story b is DRAFT' },
      ],
      allowed: ['CANCELLED'],
    },
  });
  await kit.move(scope, 'a', 'approve', 'start', 'submit', 'done');
  await kit.move(scope, 'b', 'cancel');
  await move(scope, 'e', 'done');
  expect(await kit.epics.list(scope, { status: 'DONE', text: 'E' })).toMatchObject({
    items: [{ epic: { epicId: 'e', endedAt: expect.any(Date) } }],
  });
});

test.each(['done', 'cancel'] as const)(
  'nothing is added to an epic after %s, not by reopening a story either',
  async (name) => {
    const scope = await kit.freshScope();
    const objectives = [{ objective: 'o', keyResults: [{ name: 'k', target: 10 }] }];
    const { keyResults } = await kit.epics.create(scope, { epicId: 'e', name: 'e', objectives, risks: [] });
    const added = await risks.add(scope, 'e', { risk: 'r', probability: 1, impact: 1 });
    await move(scope, 'e', 'activate');
    await kit.create(scope, 'over', { epicId: 'e' });
    await kit.move(scope, 'over', 'cancel');
    await kit.create(scope, 'free');
    await move(scope, 'e', name);
    const tries = [
      kit.create(scope, 'new', { epicId: 'e' }),
      kit.stories.change(scope, 'free', { text: {}, epicId: 'e' }),
      kit.moves.make(scope, 'over', 'reopen', 'why'),
      kit.epics.change(scope, 'e', { name: 'f' }),
      goals.addObjective(scope, 'e', { objective: 'p', keyResults: [] }),
      goals.addKeyResult(scope, 'e', 1, { name: 'l', target: 1 }),
      goals.changeKeyResult(scope, 'e', keyResults[0].id, { target: 1 }),
      risks.add(scope, 'e', { risk: 's', probability: 1, impact: 1 }),
      risks.change(scope, 'e', added.risks[0].id, { impact: 5 }),
    ];
    for (const attempt of tries) expect(await refusal(attempt)).toMatchObject({ type: 'epic-over', status: 409 });
    const measured = await goals.changeKeyResult(scope, 'e', keyResults[0].id, { current: 9 });
    expect(measured.keyResults).toMatchObject([{ current: 9, target: 10 }]);
    await move(scope, 'e', 'reopen');
    expect((await kit.stories.change(scope, 'free', { text: {}, epicId: 'e' })).story.epic).toMatchObject({
      epicId: 'e',
    });
  },
);

test('an epic that is done at the moment a story joins or comes back never has an open one', async () => {
  const scope = await kit.freshScope();
  for (let turn = 0; turn < 30; turn++) {
    const e = `e-${turn}`;
    await create(scope, e);
    await move(scope, e, 'activate');
    await kit.create(scope, `old-${turn}`, { epicId: e });
    await kit.move(scope, `old-${turn}`, 'cancel');
    await kit.create(scope, `free-${turn}`);
    const join = [
      () => kit.create(scope, `new-${turn}`, { epicId: e }),
      () => kit.stories.change(scope, `free-${turn}`, { text: {}, epicId: e }),
      () => kit.moves.make(scope, `old-${turn}`, 'reopen', 'why'),
    ][turn % 3];
    await Promise.allSettled(
      turn % 2 ? [join(), kit.epicMoves.make(scope, e, 'done')] : [kit.epicMoves.make(scope, e, 'done'), join()],
    );
  }
  const { items } = await kit.epics.list(scope, { limit: 200 });
  const torn = items.filter(
    ({ epic, rollup }) => epic.status === 'DONE' && rollup.storiesTotal > rollup.storiesDone + rollup.storiesCancelled,
  );
  expect(torn).toEqual([]);
});
