import fc from 'fast-check';
import { type StoryKit, storyKit, toReview } from '../../test/support/story-kit';
import type { Scope } from '../database/scope';
import { Epic } from '../epics/epic.entity';
import { Task } from '../tasks/task.entity';
import { taskStatuses } from '../tasks/task.flow';
import { StoryCriterion } from './criteria/story-criterion.entity';
import { Story } from './story.entity';

let kit: StoryKit;

beforeAll(async () => {
  kit = await storyKit();
});
afterAll(() => kit.server.app.close());

/** A sum of what is known; null when nothing is. */
const sum = (values: (number | null)[]): number | null => {
  const known = values.filter((value) => value !== null);
  return known.length ? known.reduce((a, b) => a + b, 0) : null;
};

const work = (tasks: Task[]) => ({
  tasksTotal: tasks.length,
  tasksCompleted: tasks.filter(({ status }) => status === 'COMPLETED').length,
  tasksOpen: tasks.filter(({ status }) => !['COMPLETED', 'CANCELLED'].includes(status)).length,
});
const estimate = (tasks: Task[]) =>
  sum(tasks.filter(({ status }) => status !== 'CANCELLED').map(({ estimatedHours }) => estimatedHours));
const spent = (tasks: Task[]) => sum(tasks.map(({ actualHours }) => actualHours));

/** Every roll-up of a project, worked out from its rows without the views. */
async function recomputed({ projectId }: Scope) {
  const where = { where: { projectId }, order: { id: 'ASC' as const } };
  const [epics, stories] = [await kit.db.of(Epic).find(where), await kit.db.of(Story).find(where)];
  const [tasks, criteria] = [await kit.db.of(Task).find(where), await kit.db.of(StoryCriterion).find(where)];
  const ofStory = stories.map((story) => {
    const [own, mine] = [tasks, criteria].map((rows) =>
      (rows as (Task | StoryCriterion)[]).filter(({ storyUuid }) => storyUuid === story.id),
    );
    const hoursEstimated = story.estimatedHours ?? estimate(own as Task[]);
    const criteriaMet = (mine as StoryCriterion[]).filter(({ met }) => met).length;
    const hours = { hoursEstimated, hoursActual: spent(own as Task[]) };
    return {
      storyUuid: story.id,
      projectId,
      criteriaTotal: mine.length,
      criteriaMet,
      ...work(own as Task[]),
      ...hours,
    };
  });
  const epicOf = (task: Task) => stories.find(({ id }) => id === task.storyUuid)?.epicUuid ?? task.epicUuid;
  const ofEpic = epics.map(({ id }) => {
    const mine = stories.filter(({ epicUuid }) => epicUuid === id);
    const own = tasks.filter((task) => epicOf(task) === id);
    const loose = own.filter(({ storyUuid }) => !mine.some((story) => story.id === storyUuid));
    const live = mine.filter(({ status }) => status !== 'CANCELLED');
    const done = mine.filter(({ status }) => status === 'DONE');
    const pointsTotal = sum(live.map(({ storyPoints }) => storyPoints)) ?? 0;
    const pointsDone = sum(done.map(({ storyPoints }) => storyPoints)) ?? 0;
    const estimates = live.map((story) => ofStory.find(({ storyUuid }) => storyUuid === story.id)!.hoursEstimated);
    const share = pointsTotal ? pointsDone / pointsTotal : live.length ? done.length / live.length : 0;
    return {
      epicUuid: id,
      projectId,
      storiesTotal: mine.length,
      storiesDone: done.length,
      storiesCancelled: mine.length - live.length,
      pointsTotal,
      pointsDone,
      hoursEstimated: sum([...estimates, estimate(loose)]),
      hoursActual: spent(own),
      ...work(own),
      progressPercentage: Math.floor(share * 100 + 1e-9),
    };
  });
  return { ofStory, ofEpic };
}

test('after any operations the roll-ups are what the rows add up to', async () => {
  const place = fc.nat({ max: 3 });
  const half = fc.option(fc.nat({ max: 20 }).map((n) => n / 2));
  const operation = fc.oneof(
    fc.record({ kind: fc.constant('story' as const), epic: fc.option(fc.nat({ max: 1 })), points: half, hours: half }),
    fc.record({
      kind: fc.constant('task' as const),
      story: place,
      hours: half,
      spent: half,
      status: fc.constantFrom(...taskStatuses),
    }),
    fc.record({
      kind: fc.constant('loose' as const),
      epic: fc.nat({ max: 1 }),
      hours: half,
      spent: half,
      status: fc.constantFrom(...taskStatuses),
    }),
    fc.record({
      kind: fc.constant('work' as const),
      story: place,
      status: fc.constantFrom(...taskStatuses),
      spent: half,
    }),
    fc.record({ kind: fc.constant('shift' as const), story: place, epic: fc.option(fc.nat({ max: 1 })) }),
    fc.record({ kind: fc.constant('finish' as const), story: place }),
    fc.record({ kind: fc.constant('cancel' as const), story: place }),
    fc.record({ kind: fc.constant('reopen' as const), story: place }),
    fc.record({ kind: fc.constant('criterion' as const), story: place, met: fc.boolean() }),
    fc.record({ kind: fc.constant('points' as const), story: place, points: half }),
  );
  type Operation = typeof operation extends fc.Arbitrary<infer T> ? T : never;
  const name = (story: number) => `s-${story}`;
  const epicId = (epic: number | null) => (epic === null ? null : `e-${epic}`);

  async function take(scope: Scope, one: Operation, made: { stories: number }): Promise<unknown> {
    if (one.kind === 'story') {
      const extra = { storyPoints: one.points, estimatedHours: one.hours, gateRequired: false };
      return kit.create(scope, name(made.stories++), { ...extra, epicId: epicId(one.epic) ?? undefined });
    }
    if (one.kind === 'loose') {
      const epic = await kit.db.of(Epic).findOneByOrFail({ projectId: scope.projectId, epicId: `e-${one.epic}` });
      const hours = { estimatedHours: one.hours, actualHours: one.spent, status: one.status };
      const row = { projectId: scope.projectId, taskId: `L-${Math.random()}`, name: 'x', epicUuid: epic.id, ...hours };
      return kit.db.insert(Task, row);
    }
    const id = name(one.story);
    const uuid = async () => (await kit.lookup.find(scope, id)).id;
    if (one.kind === 'task') {
      return kit.addTask(scope, id, { estimatedHours: one.hours, actualHours: one.spent, status: one.status });
    }
    if (one.kind === 'work') {
      return kit.db.of(Task).update({ storyUuid: await uuid() }, { status: one.status, actualHours: one.spent });
    }
    if (one.kind === 'shift') return kit.stories.change(scope, id, { text: {}, epicId: epicId(one.epic) });
    if (one.kind === 'points') return kit.stories.change(scope, id, { text: { storyPoints: one.points } });
    if (one.kind === 'criterion') {
      const { criteria } = await kit.criteria.add(scope, id, 'ACCEPTANCE', 'x');
      return kit.criteria.change(scope, id, criteria.at(-1)!.id, { met: one.met });
    }
    if (one.kind === 'cancel') return kit.moves.make(scope, id, 'cancel', 'why');
    if (one.kind === 'reopen') return kit.moves.make(scope, id, 'reopen', 'why');
    return kit.move(scope, id, ...toReview, 'done');
  }

  let done = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(operation, { minLength: 5, maxLength: 25 }), async (operations) => {
      const scope = await kit.freshScope();
      for (const id of ['e-0', 'e-1'])
        await kit.epics.create(scope, { epicId: id, name: id, objectives: [], risks: [] });
      const made = { stories: 0 };
      const begin = { kind: 'story', epic: 0, points: 3, hours: null } as const;
      for (const one of [begin, begin, begin, begin, ...operations]) {
        await take(scope, one, made).catch((error: { status?: number }) => expect(error.status).toBe(409));
      }
      const { ofStory, ofEpic } = await recomputed(scope);
      const stories = await kit.stories.list(scope, { limit: 200 });
      expect(stories.items.map(({ rollup }) => ({ ...rollup }))).toEqual(ofStory);
      const epics = await kit.epics.list(scope, {});
      expect(epics.items.map(({ rollup }) => ({ ...rollup }))).toEqual(ofEpic);
      done += ofEpic.reduce((total, { storiesDone }) => total + storiesDone, 0);
    }),
    { numRuns: 40 },
  );
  expect(done).toBeGreaterThan(0);
});

test('tasks go with their story into another epic, those in an epic of their own do not', async () => {
  const scope = await kit.freshScope();
  const epics = [];
  for (const id of ['a', 'b', 'c'])
    epics.push(await kit.epics.create(scope, { epicId: id, name: id, objectives: [], risks: [] }));
  const [a, b, c] = epics.map(({ epic }) => epic.id);
  await kit.create(scope, '1.1', { epicId: 'a' });
  await kit.addTask(scope, '1.1');
  await kit.addTask(scope, '1.1', { epicUuid: c });
  await kit.stories.change(scope, '1.1', { text: {}, epicId: 'b' });
  const tasks = await kit.db.of(Task).find({ where: { projectId: scope.projectId }, order: { id: 'ASC' } });
  expect(tasks.map(({ epicUuid, version }) => [epicUuid, version])).toEqual([
    [b, 2],
    [c, 1],
  ]);
  expect(a).not.toBe(b);
});

test('the views and what is not obvious in them are documented in the database', async () => {
  const rows = await kit.db.sql<{ name: string; comment: string | null }>`
    select c.relname as name, obj_description(c.oid) as comment from pg_class c
    where c.relkind = 'v' and c.relname like '%rollups' order by 1`;
  expect(rows).toEqual([
    { name: 'epic_rollups', comment: expect.stringContaining('epic') },
    { name: 'story_rollups', comment: expect.stringContaining('story') },
  ]);
});
