import { collaborationKit, type CollaborationKit } from '../../test/support/collaboration-kit';
import { refusal } from '../../test/support/story-kit';
import type { Scope } from '../database/scope';
import { CollaborationReader } from './collaboration-reader.service';
import { CollaborationsService, type NewCollaboration } from './collaborations.service';

let kit: CollaborationKit;
let collaborations: CollaborationsService;
let reader: CollaborationReader;

beforeAll(async () => {
  kit = await collaborationKit();
  collaborations = kit.server.app.get(CollaborationsService);
  reader = kit.server.app.get(CollaborationReader);
});
afterAll(() => kit.server.app.close());

const start = (scope: Scope, wanted: Partial<NewCollaboration> = {}) =>
  collaborations.start(scope, { type: 'REVIEW', participants: ['dev', 'qa'], summary: 'x', ...wanted });
const silent = { successRating: null, feedback: null };

test('it is kept from start to end, with who took part and how it went', async () => {
  const scope = await kit.freshScope();
  const { id: taskId } = await kit.makeTask(scope);
  const said = { summary: 'Is it safe?', context: 'the login form', sessionId: 's', userId: 'ada' };
  const { collaboration, participants } = await start(scope, { ...said, taskId, workflowId: 'greenfield' });
  expect(collaboration).toMatchObject({ ...said, collaborationId: 'C-1', taskUuid: taskId, workflowKey: 'greenfield' });
  expect(collaboration).toMatchObject({ type: 'REVIEW', status: null, endedAt: null, startedAt: expect.any(Date) });
  expect(participants).toEqual(['dev', 'qa']);
  const ending = { successRating: 85, feedback: 'Two findings' };
  expect((await collaborations.end(scope, 'C-1', ending)).collaboration).toMatchObject({
    ...ending,
    endedAt: expect.any(Date),
    version: 2,
  });
  expect(await kit.eventsOf(collaboration.id)).toEqual(['collaboration.started', 'collaboration.ended']);
  expect(await kit.logOf(scope, 'dev')).toEqual([
    ['REVIEW_STARTED', null],
    ['REVIEW_ENDED', null],
  ]);
});

test('of many who end it at once one wins, and what that one says stays', async () => {
  const scope = await kit.freshScope();
  const { collaboration } = await start(scope);
  const results = await Promise.allSettled(
    Array.from({ length: 6 }, (_, n) =>
      collaborations.end(scope, collaboration.id, { successRating: n, feedback: null }),
    ),
  );
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  for (const result of results.filter((one) => one.status === 'rejected')) {
    expect(result.reason).toMatchObject({ type: 'collaboration-ended', status: 409 });
  }
  const winner = results.findIndex(({ status }) => status === 'fulfilled');
  expect((await kit.rowOf(collaboration.id)).successRating).toBe(winner);
  expect(await kit.eventsOf(collaboration.id)).toHaveLength(2);
});

test('a handoff is shown among them, but does not end here', async () => {
  const scope = await kit.freshScope();
  const id = await kit.offer(scope);
  await kit.moves.accept(scope, id, {});
  expect(await refusal(collaborations.end(scope, 'H-1', silent))).toMatchObject({ type: 'collaboration-is-handoff' });
  expect(await reader.find(scope, id)).toMatchObject({
    collaboration: { status: 'ACCEPTED', endedAt: null },
    participants: ['architect', 'dev'],
  });
});

test('lists are filtered by type, agent, task, run, and whether it goes on', async () => {
  const scope = await kit.freshScope();
  const { id: taskId } = await kit.makeTask(scope);
  await kit.offer(scope, { from: 'pm', to: 'qa', workflowId: 'a-1' });
  await start(scope, { taskId });
  await start(scope, { type: 'CONSULTATION', participants: ['pm', 'architect'], workflowId: 'a-1' });
  await start(scope, { type: 'PARALLEL', participants: ['dev', 'sm', 'qa'] });
  await collaborations.end(scope, 'C-3', silent);
  const list = async (filter: Parameters<CollaborationReader['list']>[1]) =>
    (await reader.list(scope, filter, {})).items.map(({ collaboration }) => collaboration.collaborationId);
  expect(await list({})).toEqual(['H-1', 'C-1', 'C-2', 'C-3']);
  expect(await list({ type: 'HANDOFF' })).toEqual(['H-1']);
  expect(await list({ agentId: 'qa' })).toEqual(['H-1', 'C-1', 'C-3']);
  expect(await list({ agentId: 'pm', open: true })).toEqual(['H-1', 'C-2']);
  expect(await list({ open: false })).toEqual(['C-3']);
  expect(await list({ taskId })).toEqual(['C-1']);
  expect(await list({ workflowId: 'a-1', type: 'CONSULTATION' })).toEqual(['C-2']);
  expect(await refusal(list({ agentId: 'nobody' }))).toMatchObject({ type: 'agent-not-found' });
  const first = await reader.list(scope, {}, { limit: 3 });
  expect((await reader.list(scope, {}, { after: first.next! })).items).toHaveLength(1);
});

test('nobody takes part twice, by whichever names; nothing is kept of what is refused', async () => {
  const scope = await kit.freshScope();
  expect(await refusal(start(scope, { participants: ['dev', 'core:dev'] }))).toMatchObject({
    status: 422,
    extras: { errors: [{ field: 'participants' }] },
  });
  expect(await refusal(start(scope, { participants: ['dev', 'qaa'] }))).toMatchObject({ type: 'agent-not-found' });
  expect(await refusal(start(scope, { taskId: 'T-1' }))).toMatchObject({ type: 'task-not-found' });
  expect((await start(scope)).collaboration.collaborationId).toBe('C-1');
});

test('another project sees and ends nothing', async () => {
  const [scope, stranger] = [await kit.freshScope(), await kit.freshScope()];
  const { collaboration } = await start(scope);
  for (const name of ['C-1', collaboration.id]) {
    expect(await refusal(reader.find(stranger, name))).toMatchObject({ type: 'collaboration-not-found' });
    expect(await refusal(collaborations.end(stranger, name, silent))).toMatchObject({
      type: 'collaboration-not-found',
    });
  }
  expect((await reader.list(stranger, {}, {})).items).toEqual([]);
  const { id } = await kit.roster.find(scope, 'dev');
  expect(await reader.openWith(stranger, id, 10)).toEqual({ items: [], total: 0 });
  expect((await kit.rowOf(collaboration.id)).endedAt).toBeNull();
});
