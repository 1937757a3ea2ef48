import { refusal, type StoryKit, storyKit } from '../../../test/support/story-kit';
import type { Scope } from '../../database/scope';
import { StoryDependency } from './story-dependency.entity';

let kit: StoryKit;

beforeAll(async () => {
  kit = await storyKit();
});
afterAll(() => kit.server.app.close());

const create = async (scope: Scope, ...ids: string[]) => {
  for (const id of ids) await kit.create(scope, id);
};

test('a story does not start before those that it depends on; cancelled ones are not in the way', async () => {
  const scope = await kit.freshScope();
  await create(scope, 'a', 'b');
  await kit.create(scope, 'c', { dependencies: ['a', 'b', 'a'] });
  await kit.move(scope, 'c', 'approve');
  expect(await refusal(kit.moves.make(scope, 'c', 'start'))).toMatchObject({
    type: 'story-waits',
    status: 409,
    extras: {
      detail: "The story 'c' cannot start before 'a' (DRAFT), 'b' (DRAFT).",
      errors: [
        { field: 'dependencies', message: 'a is DRAFT' },
        { field: 'dependencies', message: 'b is DRAFT' },
      ],
    },
  });
  await kit.move(scope, 'a', 'cancel');
  await kit.reviewed(scope, 'd');
  await kit.dependencies.add(scope, 'c', 'd');
  await kit.dependencies.remove(scope, 'c', 'b');
  expect(await refusal(kit.moves.make(scope, 'c', 'start'))).toMatchObject({
    message: expect.stringContaining("'d' (REVIEW)"),
  });
  await kit.move(scope, 'd', 'done');
  await kit.move(scope, 'c', 'start');
  const { items } = await kit.dependencies.list(scope, 'c', {});
  expect(items.map(({ storyId, status }) => [storyId, status])).toEqual([
    ['a', 'CANCELLED'],
    ['d', 'DONE'],
  ]);
});

test('a dependency that is reopened while its dependant starts is seen or comes after', async () => {
  const scope = await kit.freshScope();
  for (let turn = 0; turn < 25; turn++) {
    await kit.reviewed(scope, `first-${turn}`);
    await kit.move(scope, `first-${turn}`, 'done');
    await kit.create(scope, `second-${turn}`, { dependencies: [`first-${turn}`] });
    await kit.move(scope, `second-${turn}`, 'approve');
    const [start] = await Promise.allSettled([
      kit.moves.make(scope, `second-${turn}`, 'start'),
      kit.moves.make(scope, `first-${turn}`, 'reopen', 'why'),
    ]);
    const [first, second] = [
      await kit.stories.history(scope, `first-${turn}`, {}),
      await kit.stories.history(scope, `second-${turn}`, {}),
    ];
    const reopened = first.items.find(({ type }) => type === 'story.reopened')!;
    const started = second.items.find(({ type }) => type === 'story.started');
    expect(started !== undefined).toBe(start.status === 'fulfilled');
    if (started) expect(BigInt(started.id) < BigInt(reopened.id)).toBe(true);
  }
});

test('a cycle is refused and named, however long', async () => {
  const scope = await kit.freshScope();
  await create(scope, 'a', 'b', 'c', 'd', 'e');
  for (const [story, before] of ['ab', 'bc', 'cd', 'ae', 'ed']) await kit.dependencies.add(scope, story, before);
  const { type, status, extras } = await refusal(kit.dependencies.add(scope, 'd', 'a'));
  expect([type, status]).toEqual(['dependency-cycle', 409]);
  expect(['d → a → b → c → d', 'd → a → e → d']).toContain(
    extras.detail!.slice('Each of these would wait for the next: '.length, -1),
  );
  expect(await refusal(kit.dependencies.add(scope, 'a', 'a'))).toMatchObject({
    message: expect.stringContaining('a → a'),
  });
  await kit.dependencies.remove(scope, 'c', 'd');
  await kit.dependencies.remove(scope, 'e', 'd');
  await kit.dependencies.add(scope, 'd', 'a');
});

test('adding a dependency twice changes nothing; one that is not there cannot be removed', async () => {
  const scope = await kit.freshScope();
  await create(scope, 'a', 'b');
  const { story } = await kit.dependencies.add(scope, 'a', 'b');
  expect((await kit.dependencies.add(scope, 'a', 'b')).story.revision).toBe(story.revision);
  expect(await refusal(kit.dependencies.remove(scope, 'b', 'a'))).toMatchObject({
    type: 'dependency-not-found',
    status: 404,
  });
  expect(await refusal(kit.dependencies.add(scope, 'a', 'bb'))).toMatchObject({ extras: { suggestions: ['b', 'a'] } });
});

test('edges that are added at once never close a cycle', async () => {
  const scope = await kit.freshScope();
  for (let turn = 0; turn < 15; turn++) {
    const ids = ['x', 'y', 'z'].map((name) => `${name}-${turn}`);
    await create(scope, ...ids);
    const edges = ids.map((id, place) => [id, ids[(place + 1) % 3]] as const);
    const added = await Promise.allSettled(edges.map(([id, before]) => kit.dependencies.add(scope, id, before)));
    expect(added.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
  }
  expect(await kit.db.of(StoryDependency).countBy({ projectId: scope.projectId })).toBe(30);
});

test('the way through a graph with very many ways is found at once', async () => {
  const scope = await kit.freshScope();
  await create(scope, 's-0');
  for (let layer = 1; layer <= 25; layer++) {
    const before = layer === 1 ? ['s-0'] : [`l-${layer - 1}`, `r-${layer - 1}`];
    await kit.create(scope, `l-${layer}`, { dependencies: before });
    await kit.create(scope, `r-${layer}`, { dependencies: before });
  }
  const began = Date.now();
  expect((await refusal(kit.dependencies.add(scope, 's-0', 'l-25'))).extras.detail!.split('→')).toHaveLength(27);
  expect(Date.now() - began).toBeLessThan(20_000);
});
