import { Database } from '../database/database';
import { Story } from '../stories/story.entity';
import { testServer, type TestServer } from '../../test/support/server';

let server: TestServer;

beforeAll(async () => {
  server = await testServer();
  const { projectId } = server.scope;
  await server.app.get(Database).insert(Story, { projectId, storyId: '1.1', title: 'Log in', status: 'REVIEW' });
});
afterAll(() => server.app.close());

type Json = Record<string, any>;

async function ask(
  method: string,
  path: string,
  body?: unknown,
  headers = {},
): Promise<{ status: number; json: Json }> {
  const response = await fetch(`${server.api}/checklists${path}`, {
    method,
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  return { status: response.status, json: (await response.json()) as Json };
}

const make = async (body: object): Promise<Json> => {
  const { status, json } = await ask('POST', '', body);
  expect([status, json.detail]).toEqual([201, undefined]);
  return json;
};
const itemsOf = (checklist: Json): Json[] => (checklist.sections as Json[]).flatMap(({ items }) => items as Json[]);

test('a checklist is made with its conditions resolved and shown section by section', async () => {
  const made = await make({
    checklist_id: 'po-master-checklist',
    story_id: '1.1',
    workflow_id: 'greenfield-fullstack-1',
    conditions: ['greenfield', 'ui / ux only'],
    required: true,
  });
  expect(made).toMatchObject({
    checklist_id: 'po-master-checklist',
    pack: 'core',
    definition_id: expect.any(String),
    name: 'Product Owner (PO) Master Validation Checklist',
    story_id: '1.1',
    workflow_id: 'greenfield-fullstack-1',
    required: true,
    conditions: ['GREENFIELD', 'UI / UX'],
    complete: false,
    percentage: 0,
    created_by: 'anonymous',
    version: 1,
  });
  const items = itemsOf(made);
  const away = items.filter(({ status }) => status === 'NOT_APPLICABLE');
  expect(made.counts).toEqual({
    total: 151,
    applicable: 151 - away.length,
    done: 0,
    not_done: 151 - away.length,
    not_applicable: away.length,
  });
  expect(new Set(away.map(({ condition }) => condition as string))).toEqual(
    new Set(['BROWNFIELD ONLY', 'UI/UX ONLY, BROWNFIELD ONLY']),
  );
  expect(away[0]).toEqual({
    id: expect.any(String),
    position: expect.any(Number),
    text: expect.any(String),
    condition: 'BROWNFIELD ONLY',
    status: 'NOT_APPLICABLE',
    evidence: 'Only for BROWNFIELD, which the conditions of this checklist do not name.',
    settled_by: 'server',
    settled_at: expect.any(String),
    version: 1,
  });
  const section = (title: string) => made.sections.find((one: Json) => one.title === title) as Json;
  expect(section('1.2 Existing System Integration')).toMatchObject({ complete: true, percentage: 100 });
  expect(section('1.1 Project Scaffolding')).toMatchObject({ complete: false, percentage: 0 });
  expect(await ask('GET', `/${made.id}`)).toEqual({ status: 200, json: made });
});

test('without conditions the tagged items wait for a person, who sees why', async () => {
  const made = await make({ checklist_id: 'core:po-master-checklist' });
  expect(made.counts).toMatchObject({ total: 151, not_applicable: 0, not_done: 151 });
  expect(itemsOf(made).filter(({ condition }) => condition !== null).length).toBeGreaterThan(30);
  const none = await make({ checklist_id: 'po-master-checklist', conditions: [] });
  expect(none.counts.not_applicable).toBeGreaterThan(30);
});

test('an item is settled by position or UUID, in any letter case, with percentages that follow', async () => {
  const made = await make({ checklist_id: 'story-dod-checklist' });
  const [first, second] = itemsOf(made);
  const settled = await ask('PATCH', `/${made.id}/items/1`, { status: 'done', evidence: 'Pull request 12' });
  expect(settled).toEqual({
    status: 200,
    json: {
      ...first,
      status: 'DONE',
      evidence: 'Pull request 12',
      settled_by: 'anonymous',
      settled_at: expect.any(String),
      version: 2,
    },
  });
  const away = { status: 'Not_Applicable', evidence: 'No screens' };
  expect((await ask('PATCH', `/${made.id}/items/${second.id.toUpperCase()}`, away)).json).toMatchObject({
    position: 2,
  });
  const { json } = await ask('GET', `/${made.id}`);
  expect(json).toMatchObject({ percentage: Math.floor(100 / 27), complete: false, version: 3 });
  expect(json.sections[0]).toMatchObject({
    percentage: 100,
    complete: true,
    counts: { total: 2, applicable: 1, done: 1 },
  });
  expect((await ask('PATCH', `/${made.id}/items/1`, { status: 'NOT_DONE' })).json).toMatchObject({
    status: 'NOT_DONE',
    evidence: null,
    settled_by: null,
    settled_at: null,
  });
  const types = (await ask('GET', `/${made.id}/activity`)).json.items.map(({ type }: Json) => type as string);
  expect(types).toEqual([
    'checklist.created',
    'checklist.item_settled',
    'checklist.item_settled',
    'checklist.item_reopened',
  ]);
});

test('several items are settled at once, and the faulty one is named', async () => {
  const made = await make({ checklist_id: 'story-draft-checklist' });
  const all = Array.from({ length: 23 }, (_, index) => ({ position: index + 1, status: 'DONE' }));
  const twice = await ask('POST', `/${made.id}/items`, { items: [...all, { position: 4, status: 'DONE' }] });
  expect(twice).toMatchObject({ status: 422, json: { errors: [{ field: 'items.23.position' }] } });
  const bare = await ask('POST', `/${made.id}/items`, { items: [{ position: 4, status: 'NOT_APPLICABLE' }] });
  expect(bare).toMatchObject({ status: 422, json: { errors: [{ field: 'items.0.evidence' }] } });
  const done = await ask('POST', `/${made.id}/items`, { items: all });
  expect(done).toMatchObject({ status: 200, json: { complete: true, percentage: 100, counts: { done: 23 } } });
  const late = { items: [{ position: 1, status: 'NOT_DONE', version: 1 }] };
  expect(await ask('POST', `/${made.id}/items`, late)).toMatchObject({
    status: 409,
    json: { type: 'urn:bmad:problem:stale-version', detail: expect.stringContaining('version 2') },
  });
});

test('the list is filtered by story, run, definition and completeness, page by page', async () => {
  const other = { 'x-bmad-project': 'lists' };
  await fetch(`${server.api}/projects`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ key: 'lists', name: 'Lists' }),
  });
  const create = async (body: object) => (await ask('POST', '', body, other)).json;
  const draft = await create({ checklist_id: 'story-draft-checklist', workflow_id: 'run-1' });
  const dod = await create({ checklist_id: 'story-dod-checklist', workflow_id: 'run-2' });
  const items = itemsOf(dod).map(({ position }) => ({ position: position as number, status: 'DONE' }));
  await ask('POST', `/${dod.id}/items`, { items }, other);
  const ids = async (query: string) =>
    (await ask('GET', query, undefined, other)).json.items.map(({ id }: Json) => id as string);
  expect(await ids('')).toEqual([draft.id, dod.id]);
  expect(await ids('?complete=true')).toEqual([dod.id]);
  expect(await ids('?complete=false')).toEqual([draft.id]);
  expect(await ids('?workflow_id=run-1')).toEqual([draft.id]);
  expect(await ids('?checklist_id=core:story-dod-checklist')).toEqual([dod.id]);
  expect(await ids('?checklist_id=story-draft-checklist&complete=true')).toEqual([]);
  expect(await ids('?story_id=1.1')).toEqual([]);
  const first = (await ask('GET', '?limit=1', undefined, other)).json;
  expect(first).toMatchObject({ items: [{ id: draft.id, percentage: 0, counts: { total: 23 } }], next: draft.id });
  expect(first.items[0].sections).toBeUndefined();
  expect(await ids(`?limit=1&after=${first.next}`)).toEqual([dod.id]);
  expect((await ask('GET', '?story_id=1.1')).json.items).not.toEqual([]);
  expect(await ask('GET', `/${dod.id}`)).toMatchObject({ status: 404 });
});

const bad: [string, string, string, unknown, number][] = [
  ['no definition', 'POST', '', {}, 400],
  ['an unknown definition', 'POST', '', { checklist_id: 'story-dod-checklst' }, 404],
  ['an unknown story', 'POST', '', { checklist_id: 'story-dod-checklist', story_id: '9.9' }, 404],
  ['required for no story', 'POST', '', { checklist_id: 'story-dod-checklist', required: true }, 422],
  ['required as text', 'POST', '', { checklist_id: 'story-dod-checklist', required: 'yes' }, 400],
  ['conditions as text', 'POST', '', { checklist_id: 'story-dod-checklist', conditions: 'BROWNFIELD' }, 400],
  ['conditions of numbers', 'POST', '', { checklist_id: 'story-dod-checklist', conditions: [1] }, 400],
  ['a condition of signs', 'POST', '', { checklist_id: 'story-dod-checklist', conditions: ['//'] }, 400],
  ['many conditions', 'POST', '', { checklist_id: 'story-dod-checklist', conditions: Array(51).fill('A') }, 400],
  ['an unknown member', 'POST', '', { checklist_id: 'story-dod-checklist', items: [] }, 400],
  ['a NUL', 'POST', '', { checklist_id: 'story-dod-checklist', workflow_id: 'a\0' }, 400],
  ['an array', 'POST', '', [], 400],
  ['no status', 'PATCH', '/ID/items/1', {}, 400],
  ['a null status', 'PATCH', '/ID/items/1', { status: null }, 400],
  ['an unknown status', 'PATCH', '/ID/items/1', { status: 'PERHAPS' }, 400],
  ['a status in a list', 'PATCH', '/ID/items/1', { status: ['DONE'] }, 400],
  ['no reason', 'PATCH', '/ID/items/1', { status: 'NOT_APPLICABLE' }, 422],
  ['a blank reason', 'PATCH', '/ID/items/1', { status: 'NOT_APPLICABLE', evidence: ' \n' }, 422],
  ['a null reason', 'PATCH', '/ID/items/1', { status: 'NOT_APPLICABLE', evidence: null }, 422],
  ['a long reason', 'PATCH', '/ID/items/1', { status: 'DONE', evidence: 'a'.repeat(2001) }, 400],
  ['a huge version', 'PATCH', '/ID/items/1', { status: 'DONE', version: 1e12 }, 400],
  ['a past version', 'PATCH', '/ID/items/1', { status: 'DONE', version: 2 }, 409],
  ['item 0', 'PATCH', '/ID/items/0', { status: 'DONE' }, 404],
  ['a far item', 'PATCH', '/ID/items/99999999999999999999', { status: 'DONE' }, 404],
  ['a named item', 'PATCH', "/ID/items/1'--", { status: 'DONE' }, 404],
  ['a negative item', 'PATCH', '/ID/items/-1', { status: 'DONE' }, 404],
  ['no items', 'POST', '/ID/items', { items: [] }, 400],
  ['items as an object', 'POST', '/ID/items', { items: { position: 1, status: 'DONE' } }, 400],
  ['items of items', 'POST', '/ID/items', { items: [[{ position: 1, status: 'DONE' }]] }, 400],
  ['items of null', 'POST', '/ID/items', { items: [null] }, 400],
  ['a position as text', 'POST', '/ID/items', { items: [{ position: '1', status: 'DONE' }] }, 400],
  ['a broken position', 'POST', '/ID/items', { items: [{ position: 1.5, status: 'DONE' }] }, 400],
  ['an author', 'POST', '/ID/items', { items: [{ position: 1, status: 'DONE', settled_by: 'me' }] }, 400],
  ['too many items', 'POST', '/ID/items', { items: Array(1001).fill({ position: 1, status: 'DONE' }) }, 400],
  ['no such checklist', 'GET', '/00000000-0000-7000-8000-000000000000', undefined, 404],
  ['no such history', 'GET', '/00000000-0000-7000-8000-000000000000/activity', undefined, 404],
  ['a named checklist', 'GET', '/story-dod-checklist', undefined, 400],
  ['a strange filter', 'GET', '?complete=perhaps', undefined, 400],
  ['a filter twice', 'GET', '?story_id=1&story_id=2', undefined, 400],
  ['an empty filter', 'GET', '?story_id=', undefined, 400],
];

test.each(bad)('%s is refused and changes nothing', async (_, method, path, body, status) => {
  const made = await make({ checklist_id: 'story-dod-checklist' });
  const refused = await ask(method, path.replace('ID', made.id as string), body);
  expect(refused).toMatchObject({ status, json: { status, type: expect.stringMatching(/^urn:bmad:problem:/) } });
  expect((await ask('GET', `/${made.id}`)).json).toEqual(made);
  expect((await ask('GET', `?after=${made.id}`)).json.items).toEqual([]);
});
