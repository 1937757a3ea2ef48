import { refusal, type StoryKit, storyKit, toReview } from '../../test/support/story-kit';
import { Event } from '../events/event.entity';
import { afterMove, openMoves, type StoryMove, storyMoves, storyFlow, storyStatuses } from './story.flow';
import { type Story } from './story.entity';

let kit: StoryKit;

beforeAll(async () => {
  kit = await storyKit();
});
afterAll(() => kit.server.app.close());

const legal = (status: Story['status']) =>
  new Set(
    storyMoves
      .flatMap((move) => storyFlow.next('BLOCKED').map((blockedFrom) => ({ move, blockedFrom })))
      .filter(({ blockedFrom }) => status !== 'BLOCKED' || blockedFrom !== 'CANCELLED')
      .map(({ move, blockedFrom }) =>
        afterMove({ status, blockedFrom: status === 'BLOCKED' ? blockedFrom : null }, move),
      )
      .filter((to) => to !== undefined),
  );

test.each(storyStatuses)('the moves out of %s are those of the flow, no more and no fewer', (status) => {
  expect([...legal(status)].sort()).toEqual([...storyFlow.next(status)].sort());
});

test('only done leads to DONE, and only reopen back', () => {
  const states = storyStatuses.map((status) => ({ status, blockedFrom: null }));
  const into = storyMoves.filter((move) => states.some((state) => afterMove(state, move) === 'DONE'));
  expect(into).toEqual(['done']);
  expect(openMoves({ status: 'DONE', blockedFrom: null })).toEqual(['reopen']);
});

test('a story id is unique in its project, and the loser of a race is told', async () => {
  const scope = await kit.freshScope();
  const made = await Promise.allSettled(Array.from({ length: 10 }, () => kit.create(scope, '1.1')));
  expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(await refusal(kit.create(scope, '1.1'))).toMatchObject({ type: 'story-exists', status: 409 });
  await kit.create(await kit.freshScope(), '1.1');
});

test('a story of another project is nowhere to be found', async () => {
  const [mine, theirs] = [await kit.freshScope(), await kit.freshScope()];
  const { story } = await kit.create(theirs, '1.1', { acceptanceCriteria: ['a'] });
  await kit.epics.create(theirs, { epicId: 'e', name: 'e', objectives: [], risks: [] });
  await kit.create(mine, 'mine');
  for (const id of ['1.1', story.id]) {
    const tries = [
      kit.reader.read(mine, id),
      kit.stories.change(mine, id, { text: { title: 'mine now' } }),
      kit.stories.history(mine, id, {}),
      kit.moves.make(mine, id, 'approve'),
      kit.criteria.add(mine, id, 'ACCEPTANCE', 'b'),
      kit.criteria.change(mine, id, '1', { met: true }),
      kit.criteria.remove(mine, id, '1'),
      kit.dependencies.add(mine, id, 'mine'),
      kit.dependencies.add(mine, 'mine', id),
      kit.dependencies.list(mine, id, {}),
      kit.judge(mine, id),
      kit.gates.list(mine, id, {}),
      kit.create(mine, 'other', { dependencies: [id] }),
    ];
    for (const attempt of tries) expect(await refusal(attempt)).toMatchObject({ type: 'story-not-found', status: 404 });
  }
  expect(await refusal(kit.create(mine, 'other', { epicId: 'e' }))).toMatchObject({
    type: 'epic-not-found',
    status: 404,
  });
  expect((await kit.stories.list(mine, {})).items.map(({ story: { storyId } }) => storyId)).toEqual(['mine']);
});

test('a criterion of another story cannot be reached through this one', async () => {
  const scope = await kit.freshScope();
  await kit.create(scope, 'a', { acceptanceCriteria: ['x'] });
  const { criteria } = await kit.create(scope, 'b', { acceptanceCriteria: ['y'] });
  expect(await refusal(kit.criteria.change(scope, 'a', criteria[0].id, { met: true }))).toMatchObject({
    type: 'criterion-not-found',
    extras: { suggestions: ['AC-1'] },
  });
});

test('lists are filtered and read page by page', async () => {
  const scope = await kit.freshScope();
  await kit.epics.create(scope, { epicId: 'e', name: 'e', objectives: [], risks: [] });
  await kit.create(scope, 'a', { epicId: 'e', tags: ['x', 'y'], assignee: 'dev' });
  await kit.create(scope, 'b', { labels: ['x'], workflowKey: 'run-1', devNotes: 'about 100%' });
  await kit.create(scope, 'c', { title: 'The Third', dependencies: ['a', 'b'] });
  await kit.move(scope, 'c', 'approve');
  const found = async (filter: object) =>
    (await kit.stories.list(scope, filter)).items.map(({ story }) => story.storyId).join('');
  expect(await found({})).toBe('abc');
  expect(await found({ status: 'APPROVED' })).toBe('c');
  expect(await found({ epicId: 'e' })).toBe('a');
  expect(await found({ tag: 'x' })).toBe('a');
  expect(await found({ label: 'x' })).toBe('b');
  expect(await found({ assignee: 'dev' })).toBe('a');
  expect(await found({ workflowKey: 'run-1' })).toBe('b');
  expect(await found({ text: 'THIRD' })).toBe('c');
  expect(await found({ text: '0%' })).toBe('b');
  expect(await found({ text: '_' })).toBe('');
  const first = await kit.stories.list(scope, { limit: 2 });
  expect(first.next).toBe(first.items[1].story.id);
  const second = await kit.stories.list(scope, { limit: 2, after: first.next! });
  expect(second).toMatchObject({ items: [{ story: { storyId: 'c' }, dependencies: ['a', 'b'] }], next: null });
});

test('a list asks the same few questions, however long it is', async () => {
  const scope = await kit.freshScope();
  // The server does things by itself meanwhile, so the fewest of several times are those of the list.
  const statements = async () => {
    const spy = jest.spyOn(kit.db.manager.connection.driver, 'createQueryRunner');
    const counts: number[] = [];
    for (let turn = 0; turn < 5; turn++) {
      spy.mockClear();
      await kit.stories.list(scope, {});
      counts.push(spy.mock.calls.length);
    }
    spy.mockRestore();
    return Math.min(...counts);
  };
  await kit.create(scope, 'first', { acceptanceCriteria: ['a'] });
  const few = await statements();
  for (let n = 0; n < 30; n++) await kit.create(scope, `s-${n}`, { dependencies: ['first'] });
  expect(few).toBeGreaterThan(0);
  expect(await statements()).toBe(few);
});

test('a change is kept, counted once, and logged with its author', async () => {
  const scope = await kit.freshScope();
  await kit.create(scope, '1.1');
  const change = { text: { title: 'New' }, files: ['a.ts', 'a.ts', 'b.ts'], changes: ['one'] };
  const { story } = await kit.stories.change({ ...scope, by: 'ada' }, '1.1', change);
  expect(story).toMatchObject({ title: 'New', revision: 2, fileList: ['a.ts', 'b.ts'] });
  expect(story.changeLog).toEqual([{ at: expect.any(String), by: 'ada', change: 'one' }]);
  const again = await kit.stories.change(scope, '1.1', { text: {}, files: ['b.ts', 'c.ts'], changes: ['two'] });
  expect(again.story).toMatchObject({ revision: 3, fileList: ['a.ts', 'b.ts', 'c.ts'] });
  expect(again.story.changeLog.map(({ change: line }) => line)).toEqual(['one', 'two']);
  expect((await kit.stories.change(scope, '1.1', { text: {}, files: ['c.ts'] })).story.revision).toBe(3);
  const { items } = await kit.stories.history(scope, '1.1', {});
  expect(items.map(({ type, actor, data }) => [type, actor, data.members])).toEqual([
    ['story.created', 'test', undefined],
    ['story.changed', 'ada', ['title', 'fileList', 'changeLog']],
    ['story.changed', 'test', ['fileList', 'changeLog']],
  ]);
});

test('a story that is over refuses every change until it is reopened', async () => {
  const scope = await kit.freshScope();
  await kit.create(scope, 'before');
  await kit.create(scope, '1.1', { acceptanceCriteria: ['a'], dependencies: ['before'] });
  await kit.move(scope, '1.1', 'cancel');
  const tries = [
    kit.stories.change(scope, '1.1', { text: { title: 'x' } }),
    kit.criteria.add(scope, '1.1', 'ACCEPTANCE', 'b'),
    kit.criteria.change(scope, '1.1', '1', { met: true }),
    kit.criteria.remove(scope, '1.1', '1'),
    kit.dependencies.add(scope, '1.1', 'before'),
    kit.dependencies.remove(scope, '1.1', 'before'),
    kit.judge(scope, '1.1'),
    kit.addTask(scope, '1.1'),
  ];
  for (const attempt of tries) expect(await refusal(attempt)).toMatchObject({ type: 'story-over', status: 409 });
  await kit.move(scope, '1.1', 'reopen');
  expect((await kit.reader.read(scope, '1.1')).story).toMatchObject({ status: 'DRAFT', endedAt: null });
  await kit.criteria.change(scope, '1.1', '1', { met: true });
});

test('every move from every state: what the table has, or a refusal that names what is open', async () => {
  const scope = await kit.freshScope();
  const waysTo: Record<Story['status'], StoryMove[]> = {
    DRAFT: [],
    APPROVED: ['approve'],
    IN_PROGRESS: ['approve', 'start'],
    REVIEW: toReview,
    DONE: [...toReview, 'done'],
    BLOCKED: ['approve', 'start', 'block'],
    CANCELLED: ['cancel'],
  };
  for (const from of storyStatuses) {
    for (const name of storyMoves) {
      const id = `${from}-${name}`;
      await kit.create(scope, id, { gateRequired: false });
      await kit.move(scope, id, ...waysTo[from]);
      const before = (await kit.reader.read(scope, id)).story;
      const to = afterMove(before, name);
      if (to) {
        expect(await kit.moves.make(scope, id, name, 'why')).toMatchObject({ status: to });
        expect((await kit.reader.read(scope, id)).story.status).toBe(to);
        continue;
      }
      const { type, extras } = await refusal(kit.moves.make(scope, id, name, 'why'));
      expect([type, extras.allowed]).toEqual(['illegal-move', expect.any(Array)]);
      expect((await kit.reader.read(scope, id)).story).toEqual(before);
    }
  }
});

test.each(['APPROVED', 'IN_PROGRESS', 'REVIEW'] as const)('a story blocked in %s returns there', async (from) => {
  const scope = await kit.freshScope();
  await kit.create(scope, '1.1');
  await kit.move(scope, '1.1', ...toReview.slice(0, ['APPROVED', 'IN_PROGRESS', 'REVIEW'].indexOf(from) + 1));
  await kit.moves.make(scope, '1.1', 'block', 'no key');
  expect((await kit.reader.read(scope, '1.1')).story).toMatchObject({
    status: 'BLOCKED',
    blockedFrom: from,
    reason: 'no key',
  });
  expect(await refusal(kit.moves.make(scope, '1.1', 'submit'))).toMatchObject({
    extras: { allowed: [from, 'CANCELLED'] },
  });
  await kit.moves.make(scope, '1.1', 'unblock');
  expect((await kit.reader.read(scope, '1.1')).story).toMatchObject({ status: from, blockedFrom: null, reason: null });
});

test('of many callers of one move, one wins, and the log has it once', async () => {
  const scope = await kit.freshScope();
  const { story } = await kit.create(scope, '1.1');
  const tries = await Promise.allSettled(Array.from({ length: 20 }, () => kit.moves.make(scope, '1.1', 'approve')));
  expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(await kit.db.of(Event).countBy({ subjectId: story.id, type: 'story.approved' })).toBe(1);
});

test('a criterion keeps who met it and when, has to be met anew when its words change, and keeps its number', async () => {
  const scope = await kit.freshScope();
  await kit.create(scope, '1.1', { acceptanceCriteria: ['a', 'b'], definitionOfDone: ['d'] });
  const shown = async () =>
    (await kit.reader.read(scope, '1.1')).criteria.map(({ kind, number, text, met, metBy, evidence }) =>
      [kind[0], number, text, met, metBy, evidence].join(' '),
    );
  await kit.criteria.change({ ...scope, by: 'qa' }, '1.1', 'AC2', { met: true, evidence: 'seen' });
  await kit.criteria.remove(scope, '1.1', 'AC-1');
  await kit.criteria.add(scope, '1.1', 'ACCEPTANCE', 'c');
  await kit.criteria.add(scope, '1.1', 'DEFINITION_OF_DONE', 'e');
  expect(await shown()).toEqual(['A 2 b true qa seen', 'A 3 c false  ', 'D 1 d false  ', 'D 2 e false  ']);
  const { revision } = (await kit.reader.read(scope, '1.1')).story;
  await kit.criteria.change(scope, '1.1', '2', { met: true, evidence: 'seen' });
  expect((await kit.reader.read(scope, '1.1')).story.revision).toBe(revision);
  expect((await shown())[0]).toBe('A 2 b true qa seen');
  await kit.criteria.change(scope, '1.1', '2', { text: 'b, but better' });
  expect((await shown())[0]).toBe('A 2 b, but better false  ');
  expect((await kit.reader.read(scope, '1.1')).story.revision).toBe(revision + 1);
});
