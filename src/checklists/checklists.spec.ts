import { AsyncLocalStorage } from 'node:async_hooks';
import { ProjectsService } from '../access/projects.service';
import { Database } from '../database/database';
import type { Scope } from '../database/scope';
import { Events } from '../events/events.service';
import type { Problem } from '../problems/problem';
import { StoryGuards } from '../stories/story-guards';
import { Story } from '../stories/story.entity';
import type { StoryStatus } from '../stories/story.flow';
import { testServer, type TestServer } from '../../test/support/server';
import { ChecklistItemsService } from './checklist-items.service';
import type { ItemStatus } from './checklist-item.entity';
import { ChecklistsService } from './checklists.service';

let server: TestServer;
let db: Database;
let checklists: ChecklistsService;
let items: ChecklistItemsService;

beforeAll(async () => {
  server = await testServer();
  db = server.app.get(Database);
  checklists = server.app.get(ChecklistsService);
  items = server.app.get(ChecklistItemsService);
});
afterAll(() => server.app.close());

/** Runs as another request would, outside the transaction that we are in. */
const outside = AsyncLocalStorage.snapshot();

let projects = 0;
/** A project of its own, so that tests do not meet. */
async function freshScope(): Promise<Scope> {
  const { id } = await server.app.get(ProjectsService).create(`checklists-${++projects}`, 'Test');
  return { projectId: id, by: 'ada' };
}

async function storyIn({ projectId }: Scope, storyId = '1.1', status: StoryStatus = 'REVIEW'): Promise<string> {
  const [id] = await db.insert(Story, { projectId, storyId, title: 'A story', status });
  return id;
}

const story = (id: string) => db.of(Story).findOneByOrFail({ id });
const standing = async (scope: Scope, id: string) => server.app.get(StoryGuards).standing(scope, await story(id));
const done = (position: number, status: ItemStatus = 'DONE', evidence?: string) => ({
  item: String(position),
  status,
  evidence,
});
const eventsOf = async (scope: Scope, id: string) =>
  (await server.app.get(Events).about(scope, id, '0', 200)).items.map(({ type, actor, data }) => ({
    type,
    actor,
    data,
  }));
const refusal = (promise: Promise<unknown>): Promise<Problem> =>
  promise.then(
    () => Promise.reject(new Error('it was not refused')),
    (error: Problem) => error,
  );

test('a required checklist stands in the way of DONE, counted, until every item is settled', async () => {
  const scope = await freshScope();
  const id = await storyIn(scope);
  const required = { checklistId: 'story-draft-checklist', storyId: '1.1', required: true };
  const { checklist } = await checklists.create(scope, required);
  await checklists.create(scope, { checklistId: 'story-dod-checklist', storyId: '1.1' });
  expect(await standing(scope, id)).toEqual([
    { field: 'checklists', message: "the checklist 'Story Draft Checklist' has 23 of its 23 items not done" },
  ]);
  const all = Array.from({ length: 22 }, (_, index) => done(index + 1));
  await items.settle(scope, checklist.id, all);
  expect(await standing(scope, id)).toEqual([
    { field: 'checklists', message: "the checklist 'Story Draft Checklist' has 1 of its 23 items not done" },
  ]);
  await items.settle(scope, checklist.id, [done(23, 'NOT_APPLICABLE', 'There is nothing to draw')]);
  expect(await standing(scope, id)).toEqual([]);
  await items.settle(scope, checklist.id, [done(4, 'NOT_DONE')]);
  expect(await standing(scope, id)).toHaveLength(1);
});

test('a checklist of another story, or of a project with a story of the same name, stands in nobody’s way', async () => {
  const [one, other] = [await freshScope(), await freshScope()];
  const [free, bound] = [await storyIn(one), await storyIn(one, '1.2')];
  const foreign = await storyIn(other);
  await checklists.create(one, { checklistId: 'story-dod-checklist', storyId: bound, required: true });
  expect(await standing(one, free)).toEqual([]);
  expect(await standing(other, foreign)).toEqual([]);
  expect(await standing(one, bound)).toHaveLength(1);
});

test('making and settling count as changes of the story; saying again what is known does not', async () => {
  const scope = await freshScope();
  const id = await storyIn(scope);
  const revision = async () => (await story(id)).revision;
  const { checklist } = await checklists.create(scope, { checklistId: 'story-dod-checklist', storyId: id });
  expect(await revision()).toBe(2);
  await items.settle(scope, checklist.id, [done(1, 'DONE', 'Seen'), done(2)]);
  expect(await revision()).toBe(3);
  const before = await checklists.read(scope, checklist.id);
  await items.settle({ ...scope, by: 'bob' }, checklist.id, [done(1), done(2, 'DONE', ' ')]);
  expect(await revision()).toBe(3);
  expect(await checklists.read(scope, checklist.id)).toEqual(before);
  expect(await eventsOf(scope, checklist.id)).toHaveLength(3);
});

test.each(['DONE', 'CANCELLED'] as const)('nothing changes on a story that is %s', async (status) => {
  const scope = await freshScope();
  const id = await storyIn(scope);
  const { checklist } = await checklists.create(scope, { checklistId: 'story-dod-checklist', storyId: id });
  await db.of(Story).update({ id }, { status });
  const before = [await checklists.read(scope, checklist.id), await story(id)];
  expect(await refusal(items.settle(scope, checklist.id, [done(1)]))).toMatchObject({
    type: 'story-over',
    status: 409,
  });
  const again = checklists.create(scope, { checklistId: 'story-dod-checklist', storyId: id });
  expect(await refusal(again)).toMatchObject({ type: 'story-over' });
  expect([await checklists.read(scope, checklist.id), await story(id)]).toEqual(before);
  expect((await checklists.list(scope, { storyId: id })).items).toHaveLength(1);
});

test('a story that is being moved makes a settlement wait, and what it became decides', async () => {
  const scope = await freshScope();
  const id = await storyIn(scope);
  const { checklist } = await checklists.create(scope, { checklistId: 'story-dod-checklist', storyId: id });
  let settling: Promise<Problem> = Promise.reject(new Error('it was never tried'));
  settling.catch(() => undefined);
  let settled = false;
  await db.transaction(async () => {
    await db.of(Story).update({ id }, { status: 'DONE' });
    settling = refusal(outside(() => items.settle(scope, checklist.id, [done(1)]))).finally(() => (settled = true));
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(settled).toBe(false);
  });
  expect(await settling).toMatchObject({ type: 'story-over' });
});

test.each([true, false])('all who settle different items at once win (story: %s)', async (withStory) => {
  const scope = await freshScope();
  const storyId = withStory ? await storyIn(scope) : undefined;
  const { checklist, items: drafts } = await checklists.create(scope, {
    checklistId: 'story-draft-checklist',
    storyId,
  });
  await Promise.all(
    drafts.map(({ position }) => items.settle({ ...scope, by: `p${position}` }, checklist.id, [done(position)])),
  );
  const after = await checklists.read(scope, checklist.id);
  expect(after.items.map(({ status, settledBy, version }) => [status, settledBy, version])).toEqual(
    drafts.map(({ position }) => ['DONE', `p${position}`, 2]),
  );
  const events = await eventsOf(scope, checklist.id);
  expect(events.filter(({ type }) => type === 'checklist.completed')).toHaveLength(1);
  expect(events.at(-1)!.type).toBe('checklist.completed');
  if (storyId) expect((await story(storyId)).revision).toBe(2 + drafts.length);
});

test('of those who settle one item at once from the same version one wins; without a version the last word does', async () => {
  const scope = await freshScope();
  const { checklist } = await checklists.create(scope, { checklistId: 'story-draft-checklist' });
  const tries = Array.from({ length: 8 }, (_, n) =>
    items.settle(scope, checklist.id, [{ ...done(1, 'DONE', `try ${n}`), version: 1 }]),
  );
  const results = await Promise.allSettled(tries);
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  for (const result of results.filter((one) => one.status === 'rejected')) {
    expect(result.reason).toMatchObject({ type: 'stale-version', status: 409 });
  }
  await Promise.all([1, 2, 3].map((n) => items.settle(scope, checklist.id, [done(1, 'DONE', `word ${n}`)])));
  const [first] = (await checklists.read(scope, checklist.id)).items;
  expect(first).toMatchObject({ version: 5, evidence: expect.stringMatching(/^word [123]$/) });
});

test('opposite orders of many items at once do not wait for one another', async () => {
  const scope = await freshScope();
  const { checklist, items: drafts } = await checklists.create(scope, { checklistId: 'story-dod-checklist' });
  const upwards = drafts.map(({ position }) => done(position, 'DONE', 'up'));
  const downwards = upwards.toReversed().map((one) => ({ ...one, evidence: 'down' }));
  await Promise.all([upwards, downwards, upwards, downwards].map((all) => items.settle(scope, checklist.id, all)));
  const after = await checklists.read(scope, checklist.id);
  expect(new Set(after.items.map(({ evidence }) => evidence)).size).toBe(1);
});

test('several items are settled together or not at all', async () => {
  const scope = await freshScope();
  const id = await storyIn(scope);
  const { checklist } = await checklists.create(scope, { checklistId: 'story-dod-checklist', storyId: id });
  const before = [await checklists.read(scope, checklist.id), await story(id)];
  const attempts = [
    [done(1), done(99)],
    [done(1), done(2, 'NOT_APPLICABLE')],
    [done(1), { ...done(2), version: 7 }],
    [done(1), done(2), done(1, 'NOT_DONE')],
  ];
  const refusals = [];
  for (const attempt of attempts) refusals.push((await refusal(items.settle(scope, checklist.id, attempt))).status);
  expect(refusals).toEqual([404, 422, 409, 422]);
  expect([await checklists.read(scope, checklist.id), await story(id)]).toEqual(before);
  expect((await eventsOf(scope, checklist.id)).map(({ type }) => type)).toEqual(['checklist.created']);
});

test('evidence stays while the status does, and goes with it', async () => {
  const scope = await freshScope();
  const { checklist } = await checklists.create(scope, { checklistId: 'story-dod-checklist' });
  const settle = async (status: ItemStatus, evidence?: string | null) => {
    const { items: after } = await items.settle(scope, checklist.id, [{ item: '3', status, evidence }]);
    const { settledBy, settledAt } = after[2];
    return [after[2].evidence, settledBy, settledAt !== null];
  };
  expect(await settle('NOT_APPLICABLE', ' No screens ')).toEqual(['No screens', 'ada', true]);
  expect(await settle('NOT_APPLICABLE')).toEqual(['No screens', 'ada', true]);
  expect(await settle('DONE')).toEqual([null, 'ada', true]);
  expect(await settle('DONE', 'Pull request 12')).toEqual(['Pull request 12', 'ada', true]);
  expect(await settle('DONE', null)).toEqual([null, 'ada', true]);
  expect(await settle('NOT_DONE')).toEqual([null, null, false]);
  expect(await eventsOf(scope, checklist.id)).toMatchObject([
    { type: 'checklist.created', actor: 'ada', data: { checklist_id: 'story-dod-checklist', items: 28 } },
    { data: { position: 3, from: 'NOT_DONE', status: 'NOT_APPLICABLE', evidence: 'No screens' } },
    { type: 'checklist.item_settled', data: { from: 'NOT_APPLICABLE', status: 'DONE' } },
    { data: { from: 'DONE', status: 'DONE', evidence: 'Pull request 12' } },
    { type: 'checklist.item_settled', data: { position: 3 } },
    { type: 'checklist.item_reopened', actor: 'ada', data: { from: 'DONE', status: 'NOT_DONE' } },
  ]);
});

test('another project sees and changes nothing', async () => {
  const [scope, stranger] = [await freshScope(), await freshScope()];
  const id = await storyIn(scope, '7.7');
  const { checklist } = await checklists.create(scope, { checklistId: 'story-dod-checklist', storyId: id });
  const before = await checklists.read(scope, checklist.id);
  const attempts = [
    checklists.read(stranger, checklist.id),
    checklists.history(stranger, checklist.id, {}),
    items.settle(stranger, checklist.id, [done(1)]),
    items.settleOne(stranger, checklist.id, { item: before.items[0].id, status: 'DONE' }),
    checklists.create(stranger, { checklistId: 'story-dod-checklist', storyId: id }),
    checklists.create(stranger, { checklistId: 'story-dod-checklist', storyId: '7.7' }),
  ];
  const statuses = (await Promise.all(attempts.map(refusal))).map(({ status }) => status);
  expect(statuses).toEqual([404, 404, 404, 404, 404, 404]);
  for (const filter of [{}, { storyId: id }, { storyId: '7.7' }]) {
    expect((await checklists.list(stranger, filter)).items).toEqual([]);
  }
  const [mine] = (await checklists.create(stranger, { checklistId: 'story-dod-checklist' })).items;
  const across = items.settleOne(scope, checklist.id, { item: mine.id, status: 'DONE' });
  expect(await refusal(across)).toMatchObject({ type: 'checklist-item-not-found' });
  expect(await checklists.read(scope, checklist.id)).toEqual(before);
});
