import { setTimeout as sleep } from 'node:timers/promises';
import { refusal, type StoryKit, storyKit, toReview } from '../../test/support/story-kit';
import { type Send, sender } from '../../test/support/send';
import { ChecklistItemsService } from '../checklists/checklist-items.service';
import { ChecklistsService } from '../checklists/checklists.service';
import type { Scope } from '../database/scope';
import type { Problem } from '../problems/problem';
import { BulkService } from '../tasks/bulk/bulk.service';
import type { Operation } from '../tasks/bulk/operation';
import { ClaimsService } from '../tasks/leases/claims.service';
import { MovesService } from '../tasks/moves/moves.service';
import type { MoveName } from '../tasks/task.moves';
import { TasksService } from '../tasks/tasks.service';
import type { StoryMove } from './story.flow';

let kit: StoryKit;
let scope: Scope;
let send: Send;
let tasks: TasksService;
let taskMoves: MovesService;
let claims: ClaimsService;
let bulk: BulkService;
let checklists: ChecklistsService;
let items: ChecklistItemsService;

beforeAll(async () => {
  kit = await storyKit();
  const get = kit.server.app.get.bind(kit.server.app);
  [tasks, taskMoves, claims, bulk] = [get(TasksService), get(MovesService), get(ClaimsService), get(BulkService)];
  [checklists, items] = [get(ChecklistsService), get(ChecklistItemsService)];
  scope = kit.server.scope;
  send = sender(kit.server);
});
afterAll(() => kit.server.app.close());

/** A story that nothing stands in the way of, and what belongs to it. */
interface Ready {
  id: string;
  /** Of a task that is COMPLETED. */
  task: string;
  checklist: string;
}

let stories = 0;
async function ready(): Promise<Ready> {
  const id = `s-${++stories}`;
  await kit.create(scope, id, { acceptanceCriteria: ['a', 'b'], definitionOfDone: ['d'] });
  for (const ref of ['AC-1', 'AC-2', 'DOD-1']) await kit.criteria.change(scope, id, ref, { met: true });
  const made = await checklists.create(scope, {
    checklistId: 'story-draft-checklist',
    storyId: id,
    required: true,
    conditions: [],
  });
  const all = made.items.map(({ position }) => ({ item: String(position), status: 'DONE' as const }));
  await items.settle(scope, made.checklist.id, all);
  const { task } = await tasks.create(scope, { name: 'x', storyId: id });
  await finish(task.id);
  await kit.move(scope, id, ...toReview);
  await kit.judge(scope, id);
  return { id, task: task.id, checklist: made.checklist.id };
}

async function finish(id: string): Promise<void> {
  const { leaseToken } = (await claims.start(scope, id, { agentId: 'dev', sessionId: 's' })).task;
  await taskMoves.move(scope, id, 'complete', { leaseToken: leaseToken! });
}

/** A task of the story that has come so far. */
async function taskAfter({ id }: Ready, ...names: (MoveName | 'start')[]): Promise<void> {
  const { task } = await tasks.create(scope, { name: 'x', storyId: id });
  let leaseToken: string | undefined;
  for (const name of names) {
    if (name === 'start') {
      leaseToken = (await claims.start(scope, task.id, { agentId: 'dev', sessionId: 's' })).task.leaseToken!;
    } else {
      await taskMoves.move(scope, task.id, name, { leaseToken });
      leaseToken = undefined;
    }
  }
}

interface Fault {
  /** Puts this between the story and DONE. */
  make(story: Ready): Promise<unknown>;
  /** What machines are told of it. */
  field: string;
  message: RegExp;
}

const task = (status: string, ...names: (MoveName | 'start')[]): [string, Fault] => [
  `a task that is ${status}${names.length ? ` after ${names.join(', ')}` : ''}`,
  { make: (story) => taskAfter(story, ...names), field: 'tasks', message: new RegExp(`the task T-\\d+ is ${status}`) },
];
const criterion = (ref: string, field: string): [string, Fault] => [
  `${ref} unmet`,
  {
    make: ({ id }) => kit.criteria.change(scope, id, ref, { met: false }),
    field,
    message: new RegExp(`${ref} is not met`),
  },
];
const gate = (name: string, message: RegExp, make: Fault['make']): [string, Fault] => [
  name,
  { make, field: 'gate', message },
];

const faults: [string, Fault][] = [
  criterion('AC-2', 'acceptance_criteria'),
  criterion('DOD-1', 'definition_of_done'),
  task('PENDING'),
  task('IN_PROGRESS', 'start'),
  task('REVIEW', 'start', 'submit'),
  task('BLOCKED', 'block'),
  task('FAILED', 'start', 'fail'),
  task('PENDING', 'start', 'fail', 'retry'),
  task('PENDING', 'start', 'complete', 'reopen'),
  [
    'an open item of a required checklist',
    {
      make: ({ checklist }) => items.settle(scope, checklist, [{ item: '1', status: 'NOT_DONE' }]),
      field: 'checklists',
      message: /has 1 of its \d+ items not done/,
    },
  ],
  gate(
    'no gate',
    /there is no quality gate/,
    ({ id }) =>
      kit.db.sql`delete from bmad.quality_gates where story_uuid = (
      select id from bmad.stories where project_id = ${scope.projectId} and story_id = ${id})`,
  ),
  gate('a gate that failed', /is FAIL/, ({ id }) => kit.judge(scope, id, 'FAIL')),
  gate('a waiver that has run out', /expired at/, async ({ id }) => {
    await kit.judge(scope, id, 'WAIVED', { waiver: kit.waiver(15) });
    await sleep(20);
  }),
  gate('a gate from before a change of the story', /stale/, ({ id }) =>
    kit.stories.change(scope, id, { text: { title: 'other' } }),
  ),
  gate('a gate from before a change of a task', /stale/, ({ task: id }) => tasks.change(scope, id, { name: 'y' })),
  gate('a gate from before a task was reopened and finished anew', /stale/, async (story) => {
    await taskMoves.move(scope, story.task, 'reopen');
    await finish(story.task);
  }),
];

const done = ({ id }: Ready) => refusal(kit.moves.make(scope, id, 'done'));
const via =
  (...names: StoryMove[]) =>
  async (story: Ready) => {
    await kit.move(scope, story.id, ...names);
    return done(story);
  };
const inBulk = (operations: (story: Ready) => Operation[]) => async (story: Ready) => {
  await bulk.run(scope, operations(story));
  return done(story);
};

/** The ways that may seem to lead to DONE. Each ends with the refusal of the last step. */
const routes: Record<string, (story: Ready) => Promise<Problem>> = {
  done,
  'done, tried again': async (story) => {
    await done(story);
    return done(story);
  },
  'block and unblock': via('block', 'unblock'),
  'work and review once more': via('start', 'submit'),
  'cancel and reopen': via('cancel', 'reopen', ...toReview),
  'a bulk that makes and ends a task of the story': inBulk(({ id, task }) => [
    { op: 'create', task: { name: 'x', storyId: id } },
    { op: 'reopen', id: task, details: {} },
    { op: 'cancel', id: task, details: {} },
  ]),
};

test.each(faults)('with %s there is no way to DONE', async (_, { make, field, message }) => {
  const story = await ready();
  await make(story);
  const error = { field, message: expect.stringMatching(message) };
  for (const [name, route] of Object.entries(routes)) {
    // What is not about the gate is judged anew, so that nothing else stands in the way.
    if (field !== 'gate') await kit.judge(scope, story.id);
    const errors = name === 'done' ? [error] : expect.arrayContaining([expect.objectContaining({ field })]);
    expect({ route: name, ...(await route(story)) }).toMatchObject({
      route: name,
      type: 'story-not-done',
      extras: { errors },
    });
    expect([name, (await kit.lookup.find(scope, story.id)).status]).toEqual([name, 'REVIEW']);
  }
  const { status, body } = await send('POST', `/stories/${story.id}/done`);
  expect([status, body.type]).toEqual([409, 'urn:bmad:problem:story-not-done']);
});

test('where nothing stands in the way, each of these ways leads to DONE once it was judged', async () => {
  for (const route of Object.values(routes)) {
    const story = await ready();
    await route(story).catch(() => undefined);
    if ((await kit.lookup.find(scope, story.id)).status === 'DONE') continue;
    for (const { taskId } of await openTasks(story)) await taskMoves.move(scope, taskId, 'cancel');
    await kit.judge(scope, story.id);
    expect((await kit.moves.make(scope, story.id, 'done')).status).toBe('DONE');
  }
});

const openTasks = ({ id }: Ready) =>
  kit.db.sql<{ taskId: string }>`
    select task_id as "taskId" from bmad.tasks where status not in ('COMPLETED', 'CANCELLED') and story_uuid = (
      select id from bmad.stories where project_id = ${scope.projectId} and story_id = ${id})`;

test('of a story that is DONE nothing changes that could have kept it from that', async () => {
  const story = await ready();
  await kit.moves.make(scope, story.id, 'done');
  const { id, task: taskId, checklist } = story;
  const before = await kit.reader.read(scope, id);
  const late: Promise<unknown>[] = [
    kit.criteria.add(scope, id, 'ACCEPTANCE', 'more'),
    kit.criteria.change(scope, id, 'AC-1', { met: false }),
    kit.judge(scope, id, 'FAIL'),
    kit.stories.change(scope, id, { text: { title: 'other' } }),
    checklists.create(scope, { checklistId: 'story-dod-checklist', storyId: id, required: true }),
    items.settle(scope, checklist, [{ item: '1', status: 'NOT_DONE' }]),
    tasks.create(scope, { name: 'x', storyId: id }),
    tasks.change(scope, taskId, { name: 'y' }),
    taskMoves.move(scope, taskId, 'reopen'),
    bulk.run(scope, [{ op: 'reopen', id: taskId, details: {} }]),
    bulk.run(scope, [{ op: 'create', task: { name: 'x', storyId: id } }]),
  ];
  for (const attempt of late) expect(await refusal(attempt)).toMatchObject({ type: 'story-over', status: 409 });
  expect(await refusal(taskMoves.move(scope, taskId, 'retry'))).toMatchObject({ type: 'illegal-move' });
  expect(await kit.reader.read(scope, id)).toEqual(before);
});

test.each(faults)('a story that was DONE and is reopened does not come back to it with %s', async (_, fault) => {
  const story = await ready();
  await kit.move(scope, story.id, 'done', 'reopen', 'submit');
  expect(await done(story)).toMatchObject({
    extras: { errors: [{ field: 'gate', message: expect.stringMatching(/stale/) }] },
  });
  await kit.judge(scope, story.id);
  await fault.make(story);
  if (fault.field !== 'gate') await kit.judge(scope, story.id);
  const error = { field: fault.field, message: expect.stringMatching(fault.message) };
  expect(await done(story)).toMatchObject({ type: 'story-not-done', extras: { errors: [error] } });
});
