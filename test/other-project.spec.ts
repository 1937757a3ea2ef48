import { isUUID } from 'class-validator';
import type { Operation, Schema } from './support/api-document';
import { type Attempt, plainShot, put, shareOf } from './support/attempts';
import { Siege } from './support/siege';
import { OTHER, World, WORLD_PATIENCE } from './support/world/world';

let world: World;
let siege: Siege;

beforeAll(async () => {
  world = await World.begin();
  siege = new Siege(world);
}, WORLD_PATIENCE);
afterAll(() => world.end());

test('the rows of another project are not there', async () => {
  const faults: string[] = [];
  let tried = 0;
  for (const operation of world.operations) {
    const names = await world.namesFor(operation);
    const others = await world.namesFor(operation, OTHER);
    const attempts = Object.keys(names).flatMap((name) =>
      others[name]
        .filter((id) => isUUID(id) && !names[name].includes(id))
        .map((id) => ({ what: `${name} of the other project`, shot: plainShot(operation, name, id), refuse: true })),
    );
    tried += attempts.length;
    faults.push(...(await siege.attack(operation, attempts, [404])));
  }
  expect(faults).toEqual([]);
  expect(tried).toBeGreaterThan(80);
}, 60_000);

test('no member of a body reaches into another project', async () => {
  const ids = await world.tables.idsOf(OTHER);
  const faults: string[] = [];
  for (const operation of world.operations) {
    if (!operation.body) continue;
    await siege.open(operation);
    const attempts = reaching(world.now(operation), ids);
    faults.push(...(await siege.attack(operation, shareOf(attempts, world.operations.indexOf(operation)))));
  }
  expect(ids.length).toBeGreaterThan(12);
  expect(faults).toEqual([]);
}, 600_000);

/** The example of a route with each of these ids in each member that might name something. */
function reaching(operation: Operation, ids: readonly string[]): Attempt[] {
  const [example] = operation.examples;
  return Object.entries(operation.body?.properties ?? {}).flatMap(([name, schema]) =>
    ids
      .map((id) => JSON.stringify(isText(schema) ? id : schema.items && isText(schema.items) ? [id] : undefined))
      .filter((value) => value !== undefined)
      .map((value) => ({
        what: `${name} ${value} of the other project`,
        shot: { ...plainShot(operation), body: put(example, name, value) },
      })),
  );
}

/** What may be longer than this is prose. */
const NAME = 300;

const isText = ({ type, maxLength = 0 }: Schema): boolean => type === 'string' && maxLength <= NAME;
