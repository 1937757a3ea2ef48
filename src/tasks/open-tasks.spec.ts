import { refusal, type StoryKit, storyKit } from '../../test/support/story-kit';
import type { Scope } from '../database/scope';
import { Epic } from '../epics/epic.entity';
import { BulkService } from './bulk/bulk.service';
import { MovesService } from './moves/moves.service';
import { Task } from './task.entity';
import { TasksService } from './tasks.service';

let kit: StoryKit;
let tasks: TasksService;
let moves: MovesService;
let bulk: BulkService;

beforeAll(async () => {
  kit = await storyKit();
  const { app } = kit.server;
  [tasks, moves, bulk] = [app.get(TasksService), app.get(MovesService), app.get(BulkService)];
});
afterAll(() => kit.server.app.close());

async function activeEpic(scope: Scope, epicId: string): Promise<void> {
  await kit.epics.create(scope, { epicId, name: epicId, objectives: [], risks: [] });
  await kit.epicMoves.make(scope, epicId, 'activate');
}
const make = async (scope: Scope, epicId: string) => (await tasks.create(scope, { name: 'x', epicId })).task;
const reopening = (id: string) => ({ op: 'reopen' as const, id, details: {} });

test('an epic is not done while a task of its own is open, by name; tasks of its stories are their business', async () => {
  const scope = await kit.freshScope();
  await activeEpic(scope, 'e');
  await kit.create(scope, 's', { epicId: 'e' });
  await tasks.create(scope, { name: 'x', storyId: 's' });
  await kit.move(scope, 's', 'cancel');
  const [one, two] = [await make(scope, 'e'), await make(scope, 'e')];
  await moves.move(scope, two.id, 'block');
  expect(await refusal(kit.epicMoves.make(scope, 'e', 'done'))).toMatchObject({
    type: 'epic-not-done',
    status: 409,
    extras: {
      errors: [
        { field: 'tasks', message: `the task ${one.taskId} is PENDING` },
        { field: 'tasks', message: `the task ${two.taskId} is BLOCKED` },
      ],
      allowed: ['CANCELLED'],
    },
  });
  for (const { id } of [one, two]) await moves.move(scope, id, 'cancel');
  await kit.epicMoves.make(scope, 'e', 'done');
});

test('an epic that is over gets no task, neither a new one nor an old one back', async () => {
  const scope = await kit.freshScope();
  await activeEpic(scope, 'e');
  const { id } = await make(scope, 'e');
  await moves.move(scope, id, 'cancel');
  await kit.epicMoves.make(scope, 'e', 'done');
  const tries = [
    make(scope, 'e'),
    moves.move(scope, id, 'reopen'),
    bulk.run(scope, [reopening(id)]),
    bulk.run(scope, [{ op: 'create', task: { name: 'x', epicId: 'e' } }]),
  ];
  for (const attempt of tries) expect(await refusal(attempt)).toMatchObject({ type: 'epic-over', status: 409 });
  expect(await kit.db.of(Task).findOneByOrFail({ id })).toMatchObject({ status: 'CANCELLED' });
  await kit.epicMoves.make(scope, 'e', 'reopen');
  expect((await moves.move(scope, id, 'reopen')).task.status).toBe('PENDING');
});

test('an epic that is done at the moment a task joins or comes back never has an open one', async () => {
  const scope = await kit.freshScope();
  const won = { done: 0, rival: 0 };
  for (let turn = 0; turn < 60; turn++) {
    const epicId = `e-${turn}`;
    await activeEpic(scope, epicId);
    const old = await make(scope, epicId);
    await moves.move(scope, old.id, 'cancel');
    const rivals = [
      () => make(scope, epicId),
      () => moves.move(scope, old.id, 'reopen'),
      () => bulk.run(scope, [reopening(old.taskId)]),
      () => bulk.run(scope, [{ op: 'create', task: { name: 'x', epicId } }]),
    ];
    const done = () => kit.epicMoves.make(scope, epicId, 'done');
    const pair = turn % 8 < 4 ? [done, rivals[turn % 4]] : [rivals[turn % 4], done];
    const ends = await Promise.allSettled(pair.map((start) => start()));
    expect(ends.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const { status } = await kit.db.of(Epic).findOneByOrFail({ projectId: scope.projectId, epicId });
    won[status === 'DONE' ? 'done' : 'rival']++;
    const open = await kit.db.of(Task).find({ where: { epic: { epicId, projectId: scope.projectId } } });
    expect(open.some((task) => task.status !== 'CANCELLED')).toBe(status === 'ACTIVE');
  }
  expect(Math.min(won.done, won.rival)).toBeGreaterThan(0);
});
