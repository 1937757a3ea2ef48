import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from '../../test/support/client';
import { testServer, type TestServer } from '../../test/support/server';
import { Database } from '../database/database';
import { Event } from '../events/event.entity';
import type { ProblemView } from '../problems/problem.dto';
import { KeysService } from './keys/keys.service';
import type { ProjectView } from './project.dto';

let server: TestServer;
let second: TestServer;
let root: Client;
let projects = 0;

beforeAll(async () => {
  server = await testServer();
  second = await testServer({ url: server.url });
  const wanted = { name: 'admin', scopes: ['ADMIN' as const], projectId: null };
  const { secret } = await server.app.get(KeysService).create(server.scope, wanted);
  root = new Client(server.api, 'default', secret);
});
afterAll(async () => {
  await server.app.close();
  await second.app.close();
});

const project = () => root.inNewProject(`project-${++projects}`);

/** Waits until a server has heard what became of the project: until then it answers as before. */
async function heard(caller: Client, status: number): Promise<void> {
  for (let turn = 0; turn < 500; turn++) {
    const { json } = await caller.send('/tasks/T-9/cancel', { reason: 'x' });
    if ((json as ProblemView).status === status) return;
    await sleep(20);
  }
}

test('what is said of a project is changed in part', async () => {
  const client = await project();
  const change = { name: 'Web shop', settings: { repository: 'shop.git' }, description: 'From cart to invoice' };
  const changed = await root.patch<ProjectView>(`/projects/${client.project}`, change);
  expect(changed).toMatchObject({ ...change, key: client.project, status: 'ACTIVE', archived_at: null });
  const again = await root.patch<ProjectView>(`/projects/${client.project}`, { description: null, settings: {} });
  expect(again).toMatchObject({ name: 'Web shop', description: null, settings: {} });
  expect(await client.get(`/projects/${client.project}`)).toEqual(again);
  const told = await server.app.get(Database).of(Event).findBy({ subjectId: changed.id, type: 'project.changed' });
  expect(told.map(({ data }) => data.changed)).toEqual([Object.keys(change), ['description', 'settings']]);
});

test('in an archived project all is read and nothing written, on every server, until it is taken back', async () => {
  const client = await project();
  const elsewhere = new Client(second.api, client.project, root.key);
  await client.post('/tasks', { name: 'before' });
  await elsewhere.get('/tasks');
  const archived = await root.post<ProjectView>(`/projects/${client.project}/archive`);
  expect(archived).toMatchObject({ status: 'ARCHIVED', archived_by: 'admin' });
  const refusal = { status: 403, type: 'urn:bmad:problem:project-archived' };
  for (const caller of [client, elsewhere]) {
    await heard(caller, 403);
    expect(await caller.refused('/tasks', { name: 'after' })).toMatchObject(refusal);
    expect((await caller.get<{ items: object[] }>('/tasks')).items).toHaveLength(1);
  }
  expect((await client.send(`/projects/${client.project}`, { name: 'x' }, 'PATCH')).json).toMatchObject(refusal);
  expect((await root.send(`/projects/${client.project}`, { name: 'x' }, 'PATCH')).json).toMatchObject(refusal);
  expect(await root.refused(`/projects/${client.project}/archive`, {})).toMatchObject({ status: 409 });
  // Also whoever works in the project that is archived may take it back.
  await client.post(`/projects/${client.project}/unarchive`);
  await heard(client, 404);
  expect(await client.post('/tasks', { name: 'after' })).toMatchObject({ name: 'after' });
  expect(await root.refused(`/projects/${client.project}/unarchive`, {})).toMatchObject({ status: 409 });
});

test('a key of one project changes that one, and archives none', async () => {
  const [own, other] = [await project(), await project()];
  const { id } = await root.get<ProjectView>(`/projects/${own.project}`);
  const wanted = { name: 'owner', scopes: ['ADMIN' as const], projectId: id };
  const { secret } = await server.app.get(KeysService).create(server.scope, wanted);
  const owner = new Client(server.api, own.project, secret);
  expect(await owner.patch(`/projects/${own.project}`, { name: 'Mine' })).toMatchObject({ name: 'Mine' });
  expect((await owner.send(`/projects/${other.project}`, { name: 'Mine' }, 'PATCH')).json).toMatchObject({
    status: 404,
  });
  expect(await owner.refused(`/projects/${own.project}/archive`, {})).toMatchObject({ status: 403 });
});
