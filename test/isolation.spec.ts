import { isUUID } from 'class-validator';
import { KeysService, type NewKey } from '../src/access/keys/keys.service';
import { ProjectsService } from '../src/access/projects.service';
import type { Operation } from './support/api-document';
import { plainShot } from './support/attempts';
import { aim } from './support/siege';
import type { Answer, Shot } from './support/wire';
import { Wire } from './support/wire';
import { OTHER, World, WORLD_PATIENCE } from './support/world/world';

interface Stranger {
  who: string;
  headers: Record<string, string>;
  /** What it is answered. */
  statuses: number[];
  /** Which routes it must not get into. */
  at: (operation: Operation) => boolean;
}

let world: World;
let wire: Wire;
let needs: Map<string, string | undefined>;
let strangers: Stranger[];
let friend: string;
let ids: string[];

beforeAll(async () => {
  world = await World.begin();
  wire = new Wire(world.server.api);
  needs = await scopesOf(world.server.api);
  strangers = await arrive();
  ids = (await world.tables.idsOf('default')).filter((id) => isUUID(id));
  await world.tables.written();
}, WORLD_PATIENCE);
afterAll(async () => {
  wire.close();
  await world.end();
});

/** The scope that each route of the document says it needs, where it is another than its method's. */
async function scopesOf(api: string): Promise<Map<string, string | undefined>> {
  type Item = Record<string, { 'x-needs'?: { scope: string } }>;
  const answer = await fetch(api.replace('/v1/bmad', '/openapi.json'));
  const { paths } = (await answer.json()) as { paths: Record<string, Item> };
  return new Map(
    Object.entries(paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, one]) => [`${method.toUpperCase()} ${path}`, one['x-needs']?.scope]),
    ),
  );
}

async function arrive(): Promise<Stranger[]> {
  const keys = world.server.app.get(KeysService);
  const { scope } = world.server;
  const make = (wanted: Partial<NewKey>) =>
    keys.create(scope, { name: 'stranger', scopes: ['WRITE'], projectId: null, ...wanted });
  const bearing = (secret: string, more = {}) => ({ authorization: `Bearer ${secret}`, ...more });
  const other = await world.server.app.get(ProjectsService).idOf(OTHER);
  const revoked = await make({});
  await keys.revoke(scope, revoked.key.id);
  const expired = await make({ expiresAt: new Date(Date.now() + 1) });
  const [reader, foreign] = [await make({ scopes: ['READ'] }), await make({ scopes: ['ADMIN'], projectId: other })];
  friend = (await make({ scopes: ['ADMIN'] })).secret;
  const everywhere = () => true;
  const out = { statuses: [401], at: everywhere };
  return [
    { who: 'nobody', headers: {}, ...out },
    { who: 'a key that is none', headers: bearing('nest-bmad'), ...out },
    { who: 'a key with another end', headers: bearing(`${reader.secret.slice(0, -1)}~`), ...out },
    { who: 'another way to say who one is', headers: { authorization: `Basic ${reader.secret}` }, ...out },
    { who: 'a revoked key', headers: bearing(revoked.secret), ...out },
    { who: 'an expired key', headers: bearing(expired.secret), ...out },
    { who: 'a key that only looks', headers: bearing(reader.secret), statuses: [403], at: writes },
    {
      who: 'a key of another project',
      headers: bearing(foreign.secret, { 'x-bmad-project': 'default' }),
      statuses: [403, 404],
      at: everywhere,
    },
  ];
}

/** Health and metrics have rules of their own. */
const isOfTheApi = ({ path }: Operation) => path.startsWith('/api/');
const writes = ({ name, method }: Operation) => (needs.get(name) ?? (method === 'GET' ? 'READ' : 'WRITE')) !== 'READ';

/** What is wrong with an answer to a stranger. */
function faultsOf({ who, statuses }: Stranger, shot: Shot, { status, type, text }: Answer): string[] {
  const told = text.replaceAll(shot.path, '');
  const seen = ids.filter((id) => told.includes(id) && !shot.path.includes(id));
  return [
    ...(statuses.includes(status) ? [] : [`is ${status}`]),
    ...(type.startsWith('application/problem+json') ? [] : [`is ${type}`]),
    ...(seen.length ? [`shows ${seen.join()}`] : []),
  ].map((fault) => `${shot.method} ${shot.path} for ${who}: ${fault}`);
}

test('only what is for everybody stands outside the guard', () => {
  const open = world.operations.filter(({ statuses }) => !(statuses.includes(401) && statuses.includes(403)));
  expect(open.map(({ path }) => path).sort()).toEqual(['/health/live', '/health/ready']);
  const others = world.operations.filter((operation) => !isOfTheApi(operation)).map(({ path }) => path);
  expect(others.sort()).toEqual(['/health/live', '/health/ready', '/metrics']);
});

test('no stranger gets into any route, learns anything or leaves anything behind', async () => {
  const faults: string[] = [];
  let [tried, open] = [0, 0];
  for (const operation of world.operations.filter(isOfTheApi)) {
    const { shot } = aim({ what: '', shot: plainShot(operation) }, await world.namesFor(operation));
    await world.tables.written();
    for (const stranger of strangers.filter(({ at }) => at(operation))) {
      const sent = { ...shot, headers: { ...shot.headers, ...stranger.headers } };
      faults.push(...faultsOf(stranger, sent, await wire.shoot(sent)));
      tried++;
    }
    const { tables } = await world.tables.written();
    if (tables.length) faults.push(`${operation.name}: strangers have written ${tables.join()}`);
    if (shot.method !== 'GET') continue;
    // Whoever may look is shown something, so the refusals are not those of a wrong address.
    const known = await wire.shoot({ ...shot, headers: { authorization: `Bearer ${friend}` } });
    if (known.status < 300) open++;
  }
  expect(faults).toEqual([]);
  expect(tried).toBeGreaterThan(world.operations.length * 7);
  expect(open).toBeGreaterThan(40);
}, 120_000);
