import { plainShot } from './support/attempts';
import { aim, Siege } from './support/siege';
import { showsRow, Writing } from './support/writing';
import type { Answer } from './support/wire';
import { nouns } from './support/world/nouns';
import { World, WORLD_PATIENCE } from './support/world/world';

let world: World;
let siege: Siege;

beforeAll(async () => {
  world = await World.begin();
  siege = new Siege(world);
}, WORLD_PATIENCE);
beforeEach(() => world.goTo());
afterAll(() => world.end());

test.each(Object.keys(nouns))(
  '%s: what is sent twice is done once, and of two editors one wins',
  async (tag) => {
    const faults: string[] = [];
    for (const operation of world.operations.filter((one) => one.tag === tag && one.method !== 'GET')) {
      await siege.open(operation);
      faults.push(...(await (await Writing.of(world, operation)).faults()));
    }
    expect(faults).toEqual([]);
  },
  60_000,
);

test('every row has a tag that stays while it does, and who has it is not sent it again', async () => {
  const faults: string[] = [];
  const rows = world.operations.filter(showsRow);
  for (const row of rows) {
    const { shot } = aim({ what: '', shot: plainShot(row) }, await world.namesFor(row));
    const get = (headers = {}) => world.wire.shoot({ ...shot, headers });
    const [first, second] = [await get(), await get()];
    const known = await get({ 'if-none-match': String(first.headers.etag) });
    const other = await get({ 'if-none-match': '"other"' });
    const wanted = first.status === 200 && isTag(first) && second.headers.etag === first.headers.etag;
    if (!wanted) faults.push(`${row.name}: ${first.status} ${first.headers.etag} ${second.headers.etag}`);
    if (known.status !== 304 || known.text || !isTag(known)) faults.push(`${row.name}: not known: ${known.status}`);
    if (other.status !== 200 || other.text !== first.text) faults.push(`${row.name}: other: ${other.status}`);
  }
  expect(rows.length).toBeGreaterThan(10);
  expect(faults).toEqual([]);
});

const isTag = ({ headers }: Answer): boolean => /^"[\w-]{22}"$/.test(String(headers.etag));

test('every list is read to its end in pages of one, and takes no cursor that it has not given', async () => {
  const faults: string[] = [];
  const lists = world.operations.filter(({ parameters }) => parameters.some(({ name }) => name === 'after'));
  for (const list of lists) {
    const { shot } = aim({ what: '', shot: plainShot(list) }, await world.namesFor(list));
    const get = async (query: string) => world.wire.shoot({ ...shot, path: `${shot.path}?${query}` });
    const all = (await get('limit=200')).json as unknown as Page;
    const read: unknown[] = [];
    for (let after = ''; read.length < Math.min(all.items.length, PAGES);) {
      const { items, next } = (await get(`limit=1${after}`)).json as unknown as Page;
      read.push(...items);
      if (next === null) break;
      after = `&after=${next}`;
    }
    if (JSON.stringify(read) !== JSON.stringify(all.items.slice(0, PAGES))) faults.push(`${list.name}: is not paged`);
    const odd = await get('after=nowhere');
    if (odd.status !== 400 || !odd.text.includes('after')) faults.push(`${list.name}: ${odd.status} for a bad cursor`);
  }
  expect(lists.length).toBeGreaterThan(20);
  expect(faults).toEqual([]);
});

/** How many pages are turned. */
const PAGES = 8;

interface Page {
  items: unknown[];
  next: string | null;
}
