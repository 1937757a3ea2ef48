import { collaborationKit, type CollaborationKit } from '../../../test/support/collaboration-kit';
import { Client } from '../../../test/support/client';
import { ProjectsService } from '../../access/projects.service';
import type { ActivationView } from '../../activation/activation.dto';
import type { Scope } from '../../database/scope';
import { Collaboration } from '../collaboration.entity';
import { CollaborationsService } from '../collaborations.service';
import type { InboxView } from './inbox.dto';

let kit: CollaborationKit;
let projects = 0;

beforeAll(async () => {
  kit = await collaborationKit();
});
afterAll(() => kit.server.app.close());

/** A project of its own with a caller in it. */
async function freshProject(): Promise<{ scope: Scope; client: Client }> {
  const key = `inbox-${++projects}`;
  const { id } = await kit.server.app.get(ProjectsService).create(key, 'Test');
  return { scope: { projectId: id, by: 'test' }, client: new Client(kit.server.api, key) };
}
const inboxOf = (client: Client, agent: string, query = '') => client.get<InboxView>(`/agents/${agent}/inbox${query}`);
const openWork = async (client: Client, agent_id: string) => {
  const { open_work } = await client.post<ActivationView>('/agents/activate', {
    agent_id,
    session_id: 's',
    user_id: 'ada',
  });
  return open_work;
};
const nothing = { total: 0, items: [] };

test('an inbox holds what waits for the agent, and leaves out what does not', async () => {
  const { scope, client } = await freshProject();
  expect(await inboxOf(client, 'dev')).toEqual({
    agent_id: 'dev',
    handoffs: nothing,
    collaborations: nothing,
    tasks: nothing,
  });
  const { taskId } = await kit.makeTask(scope, { agentId: 'dev', priority: 'LOW' });
  await kit.makeTask(scope, { agentId: 'core:dev', priority: 'HIGH', workflowKey: 'a-1', name: 'urgent' });
  await kit.makeTask(scope, { agentId: 'dev', dependencies: [taskId] });
  await kit.makeTask(scope, { agentId: 'qa' });
  await kit.makeTask(scope);
  await kit.offer(scope, { taskId, workflowId: 'a-1', summary: 'y'.repeat(1000), expiresInSeconds: 500 });
  await kit.offer(scope, { from: 'qa', expiresInSeconds: 400 });
  await kit.moves.accept(scope, await kit.offer(scope), {});
  await kit.offer(scope, { from: 'dev', to: 'qa' });
  const collaborations = kit.server.app.get(CollaborationsService);
  const begin = (type: 'REVIEW' | 'CONSULTATION', participants: string[]) =>
    collaborations.start(scope, { type, participants, summary: '𝒳'.repeat(300) });
  await begin('REVIEW', ['qa', 'dev']);
  await begin('CONSULTATION', ['pm', 'qa']);
  await begin('REVIEW', ['dev', 'pm']);
  await collaborations.end(scope, 'C-3', { successRating: null, feedback: null });
  const inbox = await inboxOf(client, 'dev');
  expect(inbox.handoffs).toMatchObject({
    total: 2,
    items: [
      { handoff_id: 'H-2', from_agent_id: 'qa', task_id: null },
      {
        handoff_id: 'H-1',
        from_agent_id: 'architect',
        task_id: taskId,
        workflow_id: 'a-1',
        completeness: expect.any(Number),
      },
    ],
  });
  expect(inbox.handoffs.items[1].summary).toHaveLength(200);
  expect(inbox.collaborations).toMatchObject({
    total: 1,
    items: [{ collaboration_id: 'C-1', type: 'REVIEW', participants: ['qa', 'dev'] }],
  });
  expect([...inbox.collaborations.items[0].summary]).toHaveLength(200);
  expect(inbox.tasks).toMatchObject({
    total: 2,
    items: [
      { name: 'urgent', priority: 'HIGH', ready: true, workflow_id: 'a-1' },
      { task_id: taskId, priority: 'LOW' },
    ],
  });
});

test('an inbox is short, and says how much there is', async () => {
  const { scope, client } = await freshProject();
  for (let n = 0; n < 12; n++) {
    await kit.makeTask(scope, { agentId: 'dev' });
    await kit.offer(scope, { summary: 'z'.repeat(5000) });
  }
  const inbox = await inboxOf(client, 'dev');
  expect([inbox.handoffs.total, inbox.handoffs.items.length]).toEqual([12, 10]);
  expect([inbox.tasks.total, inbox.tasks.items.length]).toEqual([12, 10]);
  expect(JSON.stringify(inbox).length).toBeLessThan(10_000);
  expect((await inboxOf(client, 'dev', '?limit=1')).tasks.items).toHaveLength(1);
  expect(await client.refused('/agents/dev/inbox?limit=51')).toMatchObject({ status: 400 });
  expect(await client.refused('/agents/devv/inbox')).toMatchObject({
    status: 404,
    suggestions: expect.arrayContaining(['dev']),
  });
});

test('an offer that nobody has noticed to be overdue waits no longer', async () => {
  const { scope, client } = await freshProject();
  const id = await kit.offer(scope);
  await kit.db.of(Collaboration).update({ id }, { expiresAt: new Date(0) });
  expect((await inboxOf(client, 'dev')).handoffs).toEqual(nothing);
});

test('the inbox and the open work of an agent hold nothing of another project', async () => {
  const [{ scope }, { client }] = [await freshProject(), await freshProject()];
  await kit.makeTask(scope, { agentId: 'dev' });
  await kit.offer(scope);
  expect(await inboxOf(client, 'dev')).toMatchObject({ handoffs: nothing, tasks: nothing });
  expect(await openWork(client, 'dev')).toMatchObject({ tasks: [], handoffs: [] });
});

test('an activation answers with the open tasks and handoffs of the agent, and what blocks it', async () => {
  const { scope, client } = await freshProject();
  const make = async (name: string, task: object = {}) => (await kit.makeTask(scope, { name, ...task })).id;
  const mine = { agentId: 'dev' };
  const [failed, blocked, over] = [await make('failed', mine), await make('blocked', mine), await make('over', mine)];
  await make('waiting', { ...mine, dependencies: [failed] });
  await make('urgent', { ...mine, priority: 'CRITICAL' });
  await make('of another', { agentId: 'qa' });
  await make('of nobody');
  await kit.taskMoves.move(scope, blocked, 'block', { reason: 'no access' });
  await kit.taskMoves.move(scope, over, 'cancel');
  await kit.startTask(scope, failed, 'dev');
  const { leaseToken } = await kit.taskOf(failed);
  await kit.taskMoves.move(scope, failed, 'fail', { leaseToken: leaseToken!, reason: 'no time' });
  await kit.startTask(scope, await make('in hand', { priority: 'LOW' }), 'dev');
  await kit.offer(scope, { summary: 'Take it' });
  const { tasks, handoffs, blockers } = await openWork(client, 'dev');
  expect(tasks.map(({ name, status, ready }) => [name, status, ready])).toEqual([
    ['in hand', 'IN_PROGRESS', false],
    ['urgent', 'PENDING', true],
    ['waiting', 'PENDING', false],
  ]);
  expect(handoffs).toMatchObject([{ handoff_id: 'H-1', from_agent_id: 'architect', summary: 'Take it' }]);
  expect(blockers).toEqual([
    { task_id: 'T-1', stage_id: null, workflow_key: null, why: 'has failed: no time' },
    { task_id: 'T-2', stage_id: null, workflow_key: null, why: 'is blocked: no access' },
  ]);
});
