import { join } from 'node:path';
import * as fc from 'fast-check';
import { Client } from '../../../test/support/client';
import { BMAD_CORE, BMAD_METHOD, testServer, type TestServer } from '../../../test/support/server';
import { visibilities, type Visibility } from '../memory.flow';

/** One memory, and for whom it is. */
interface Lodged {
  id: string;
  project: string;
  visibility: Visibility;
  owner: string;
  /** A word that no other memory has. */
  secret: string;
}

/** Two agents of one team, and one of another. */
const agents = ['dev', 'qa', 'game-designer'];
const GAMES = join(BMAD_METHOD, 'expansion-packs/bmad-2d-unity-game-dev');
const sessions = ['shared', 'other'];
const words = ['queue', 'retry', 'deploy', 'cache', 'invoice', 'zebra', 'login'];
const things = ['T-1', 'T-2'];

let server: TestServer;
let clients: Client[];
const lodged: Lodged[] = [];

beforeAll(async () => {
  server = await testServer({ bmadCore: [BMAD_CORE, GAMES] });
  const client = new Client(server.api);
  clients = [await client.inNewProject('one'), await client.inNewProject('two')];
  let n = 0;
  for (const round of [0, 1]) {
    for (const by of clients) {
      for (const visibility of visibilities) for (const owner of agents) await lodge(by, visibility, owner, n++, round);
    }
  }
});
afterAll(() => server.app.close());

/** Memories that have everything in common: words, sessions in which they are neighbours, tags, entities, links. */
async function lodge(by: Client, visibility: Visibility, owner: string, n: number, round: number): Promise<void> {
  const secret = `secret${n}word`;
  const some = words.filter((_, k) => (n + k) % 3 !== 0);
  const { id } = await by.post<{ id: string }>('/memory/store', {
    agent_id: owner,
    scope: visibility,
    category: n % 2 ? 'ERROR_PATTERNS' : 'QUALITY_INSIGHTS',
    content: `${secret} ${some.join(' ')}`,
    session_id: sessions[n % 2],
    user_id: 'ada',
    tags: ['common', `tag-${secret}`],
    entities: ['PaymentService', `entity-${secret}`],
    links: [{ type: 'task', id: things[round] }],
    context: { note: secret },
  });
  lodged.push({ id, project: by.project, visibility, owner, secret });
}

const teamOf = (agent: string) => (agent === 'game-designer' ? 'games' : 'core');

function maySee(viewer: string | undefined, by: Client, { project, visibility, owner }: Lodged): boolean {
  if (project !== by.project) return false;
  if (visibility === 'PROJECT') return true;
  if (viewer === undefined) return false;
  return visibility === 'AGENT' ? owner === viewer : teamOf(owner) === teamOf(viewer);
}

/** Fails where an answer shows anything of a memory that the viewer may not see: its id or any word of its own. */
function expectWalled(answer: unknown, viewer: string | undefined, by: Client): void {
  // What somebody asked stands in the record of a use, and may hold any word.
  const text = JSON.stringify(answer, (name, value: unknown) => (name === 'purpose' ? undefined : value));
  const seen = lodged.filter((one) => !maySee(viewer, by, one));
  const shown = seen.filter(({ id, secret }) => text.includes(id) || text.includes(secret));
  expect(shown).toEqual([]);
}

const anyViewer = fc.constantFrom<(string | undefined)[]>(...agents, undefined);
const anyClient = fc.integer({ min: 0, max: 1 });
const anyNumber = fc.integer({ min: 0, max: 35 });
const anySecret = anyNumber.map((n) => `secret${n}word`);
const anyQuery = fc
  .array(
    fc.oneof(
      fc.constantFrom(...words),
      anySecret,
      anySecret.map((word) => `entity-${word}`),
    ),
    { maxLength: 5 },
  )
  .map((some) => some.join(' '));

test('no query, filter, neighbour or session shows what lies elsewhere', async () => {
  const anyFilter = fc.record(
    {
      entities: fc.constant(['PaymentService']),
      context: anyQuery,
      limit: fc.integer({ min: 1, max: 100 }),
      session_id: fc.constantFrom(...sessions),
      explain: fc.boolean(),
      tags: fc.constantFrom(['common'], ['tag-secret3word']),
      stored_by: fc.constantFrom('dev', 'qa', 'game-designer'),
      link: fc.constantFrom(...things.map((id) => `task:${id}`)),
      categories: fc.constantFrom(['ERROR_PATTERNS'], ['QUALITY_INSIGHTS']),
      since: fc.constant('2020-01-01'),
    },
    { requiredKeys: [] },
  );
  let found = 0;
  await fc.assert(
    fc.asyncProperty(anyClient, anyViewer, anyQuery, anyFilter, async (n, viewer, query, filter) => {
      const by = clients[n];
      const asked = { ...filter, query: query || 'queue', ...(viewer !== undefined && { agent_id: viewer }) };
      const answer = await by.post<{ memories: object[] }>('/memory/search', asked);
      expectWalled({ ...answer, query: '' }, viewer, by);
      found += answer.memories.length;
      if (viewer === undefined) return;
      const { tags: _, stored_by: _by, link: _link, categories: _kinds, since: _since, ...context } = filter;
      const recalled = await by.post('/memory/context', { ...context, query, agent_id: viewer });
      expectWalled({ ...recalled, query: '' }, viewer, by);
    }),
    { numRuns: 60 },
  );
  expect(found).toBeGreaterThan(10);
}, 60_000);

test('no list, count, link or neighbourhood of a memory shows what lies elsewhere', async () => {
  const lists = ['', '/categories', '/tags', '/usage', '/usage?pattern=never_used', '/export'];
  const filters = [
    'tags=common',
    'link=task:T-1',
    'session_id=shared',
    'entity=PaymentService',
    'user_id=ada',
    'limit=200',
  ];
  await fc.assert(
    fc.asyncProperty(
      ...([anyClient, anyViewer, fc.constantFrom(...lists), fc.constantFrom(...filters), anyNumber] as const),
      async (n, viewer, list, filter, m) => {
        const by = clients[n];
        const as = viewer === undefined ? '' : `agent_id=${viewer}`;
        const path = `/memory${list}${list.includes('?') ? '&' : '?'}${as}${list === '' ? `&${filter}` : ''}`;
        const response = await fetch(`${server.api}${path}`, { headers: { 'x-bmad-project': by.project } });
        expect(response.status).toBe(200);
        expectWalled(await response.text(), viewer, by);
        const { id } = lodged[m];
        for (const part of ['', '/related', '/duplicates', '/revisions', '/uses']) {
          const { ok, json } = await by.send(`/memory/${id}${part}?${as}`);
          expect(ok).toBe(maySee(viewer, by, lodged[m]));
          if (ok) expectWalled(json, viewer, by);
        }
      },
    ),
    { numRuns: 40 },
  );
}, 60_000);

test('nobody changes, judges or puts away what lies elsewhere, and nothing moves from one place into a wider one', async () => {
  const [by] = clients;
  const of = (visibility: Visibility, owner: string) =>
    lodged.find((one) => one.project === by.project && one.visibility === visibility && one.owner === owner)!.id;
  const [own, teams, all, foreign] = [of('AGENT', 'dev'), of('TEAM', 'dev'), of('PROJECT', 'dev'), of('AGENT', 'qa')];
  for (const path of ['archive', 'restore', 'merge', 'supersede', 'feedback']) {
    const body = { merge: { duplicates: [all] }, supersede: { by: all }, feedback: { helped: true, agent_id: 'dev' } }[
      path
    ];
    const asked = `/memory/${foreign}/${path}${path === 'feedback' ? '' : '?agent_id=dev'}`;
    expect(await by.refused(asked, body ?? {})).toMatchObject({ status: 404 });
  }
  expect(await by.refused(`/memory/${all}/supersede?agent_id=dev`, { by: own })).toMatchObject({ status: 422 });
  expect(await by.refused(`/memory/${teams}/supersede?agent_id=dev`, { by: own })).toMatchObject({ status: 422 });
  expect(await by.refused(`/memory/${all}/merge?agent_id=dev`, { duplicates: [own] })).toMatchObject({ status: 422 });
  expect(await by.refused(`/memory/${all}/merge?agent_id=dev`, { duplicates: [foreign] })).toMatchObject({
    status: 404,
  });
  await by.post(`/memory/${own}/supersede?agent_id=dev`, { by: all });
});
