import { randomUUID } from 'node:crypto';
import { Locks } from '../../../test/support/locks';
import { testServer, type TestServer } from '../../../test/support/server';

let server: TestServer;

beforeAll(async () => {
  server = await testServer();
});
afterAll(() => server.app.close());

async function send(method: string, path: string, body?: object, headers: Record<string, string> = {}) {
  const sent = {
    method,
    headers: { ...(body && { 'content-type': 'application/json' }), ...headers },
    body: body && JSON.stringify(body),
  };
  const response = await fetch(server.api + path, sent);
  const text = await response.text();
  const view = text ? (JSON.parse(text) as Record<string, any>) : undefined;
  return { status: response.status, tag: response.headers.get('etag'), text, view };
}

async function story(): Promise<string> {
  const story_id = randomUUID().slice(0, 8);
  await send('POST', '/stories', { story_id, title: 'x', acceptance_criteria: ['one', 'two'] });
  return `/stories/${story_id}`;
}

test('a row has the same tag wherever it is shown, until it changes', async () => {
  const made = await send('POST', '/tasks', { name: 'x' });
  const path = `/tasks/${made.view!.task_id}`;
  expect(made.tag).toMatch(/^"[\w-]{22}"$/);
  expect((await send('GET', path)).tag).toBe(made.tag);
  const changed = await send('PATCH', path, { name: 'y' });
  expect(changed.tag).not.toBe(made.tag);
  expect((await send('GET', path)).tag).toBe(changed.tag);
});

test('who has it is not sent it again', async () => {
  const path = await story();
  const { tag } = await send('GET', path);
  for (const known of [tag!, `W/${tag}`, `"other", ${tag}`, '*']) {
    expect(await send('GET', path, undefined, { 'if-none-match': known })).toMatchObject({
      status: 304,
      tag,
      text: '',
    });
  }
  expect((await send('GET', path, undefined, { 'if-none-match': '"other"' })).status).toBe(200);
});

test('of two editors one wins, and the other is told the tag that holds', async () => {
  const path = await story();
  const { tag } = await send('GET', path);
  const answers = await Promise.all(
    ['a', 'b', 'c', 'd'].map((title) => send('PATCH', path, { title }, { 'if-match': tag! })),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412]);
  const [won, lost] = [200, 412].map((status) => answers.find((answer) => answer.status === status)!);
  expect(lost.tag).toBe(won.tag);
  expect((await send('GET', path)).view!.title).toBe(won.view!.title);
});

test('whoever changes parts of the same row are two editors too', async () => {
  const path = await story();
  const { tag } = await send('GET', path);
  const answers = await Promise.all(
    ['AC-1', 'AC-2'].map((id) => send('PATCH', `${path}/criteria/${id}`, { met: true }, { 'if-match': tag! })),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
});

test('an editor that was faster without saying anything is seen too', async () => {
  const path = await story();
  const { tag, view } = await send('GET', path);
  const locks = await Locks.open(server.url);
  const edit = () => send('PATCH', path, { title: 'told' }, { 'if-match': tag! });
  const change = `update bmad.stories set title = 'untold' where id = '${view!.id}'`;
  expect((await locks.whileWaiting(change, edit)).status).toBe(412);
  await locks.close();
});

test('a part of a row answers the tag of the whole to who knew the whole', async () => {
  const { view: list } = await send('POST', '/checklists', { checklist_id: 'story-dod-checklist' });
  const path = `/checklists/${list!.id}`;
  const { tag } = await send('GET', path);
  const item = { status: 'DONE', evidence: 'x' };
  const told = await send('PATCH', `${path}/items/1`, item, { 'if-match': tag! });
  expect(told.status).toBe(200);
  expect(told.tag).toBe((await send('GET', path)).tag);
  expect((await send('PATCH', `${path}/items/2`, item)).tag).toBeNull();
});

test.each(['"', 'x', 'W/"x', '"a" "b"', ''])('If-Match: %s is refused', async (header) => {
  const path = await story();
  const { status, view } = await send('PATCH', path, { title: 'y' }, { 'if-match': header });
  expect(status).toBe(400);
  expect(view!.detail).toContain('If-Match');
});

test('any tag will do for *, but there has to be one', async () => {
  const any = { 'if-match': '*' };
  expect((await send('PATCH', await story(), { title: 'y' }, any)).status).toBe(200);
  expect((await send('PATCH', '/stories/nowhere', { title: 'y' }, any)).status).toBe(404);
  expect((await send('POST', '/tasks', { name: 'x' }, any)).status).toBe(400);
});

test('a weak tag is not the same row', async () => {
  const path = await story();
  const { tag } = await send('GET', path);
  expect((await send('PATCH', path, { title: 'y' }, { 'if-match': `W/${tag}` })).status).toBe(412);
});
