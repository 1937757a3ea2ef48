import * as fc from 'fast-check';
import { attemptsOn, shareOf } from './support/attempts';
import { anyAttempt } from './support/generated';
import { Siege } from './support/siege';
import { nouns } from './support/world/nouns';
import { OTHER, World, WORLD_PATIENCE } from './support/world/world';

let world: World;
let siege: Siege;

beforeAll(async () => {
  world = await World.begin();
  siege = new Siege(world);
}, WORLD_PATIENCE);
beforeEach(() => world.goTo());
afterAll(() => world.end());

/** A key has to be sent along; a calibration takes hundreds of answers. */
const RARE = ['idempotency_keys', 'memory_calibrations'];

/** The routes that write and need not announce it. */
const quiet = [
  // Signs of life come every few seconds, and change nothing that anybody waits for.
  'POST /api/v1/bmad/agents/{agent_id}/heartbeat',
  'POST /api/v1/bmad/tasks/{id}/heartbeat',
  // The example's dependency is there already: its rows are written as they were.
  'POST /api/v1/bmad/tasks/{id}/dependencies',
  // What is remembered is recorded as used, which is no change.
  'GET /api/v1/bmad/stories/{id}/gates/advice',
  'GET /api/v1/bmad/tasks/{id}/context',
  'GET /api/v1/bmad/workflows/{id}/next',
];

test('there is a row of everything in both projects', async () => {
  expect(await world.tables.emptyFor('default')).toEqual(RARE);
  expect(await world.tables.emptyFor(OTHER)).toEqual(RARE);
});

test('every route stands under a heading that the world knows', () => {
  expect(world.operations.filter(({ tag }) => !(tag in nouns)).map(({ name }) => name)).toEqual([]);
});

test.each(Object.keys(nouns))(
  '%s: every route takes its examples and refuses what its document does not allow, what it writes it announces, and nothing breaks',
  async (tag) => {
    const faults: string[] = [];
    const closed: string[] = [];
    for (const operation of world.operations.filter((one) => one.tag === tag)) {
      closed.push(...(await siege.open(operation)));
      const open = world.now(operation);
      faults.push(...(await siege.attack(open, shareOf(attemptsOn(open), world.operations.indexOf(operation)))));
    }
    expect(faults).toEqual([]);
    // Input that a state refuses before it is used would prove little.
    expect(closed).toEqual([]);
    expect([...siege.silent].filter(([name]) => !quiet.includes(name))).toEqual([]);
  },
  120_000,
);

test('generated requests find nothing', async () => {
  const names = new Map<string, Record<string, string[]>>();
  for (const operation of world.operations) names.set(operation.name, await world.namesFor(operation));
  const property = fc.asyncProperty(anyAttempt(world.operations), async (one) => {
    const { faults } = await siege.fire([one], names.get(one.what), one.statuses);
    if (faults.length) throw new Error(faults.join('\n'));
  });
  await fc.assert(property, { seed: 20260101, numRuns: 600 });
}, 60_000);
