import { ProjectsService } from '../../access/projects.service';
import { AgentActivity } from '../../agents/agent-activity.entity';
import { Roster } from '../../agents/roster.service';
import { Database } from '../../database/database';
import type { Scope } from '../../database/scope';
import { Definition } from '../../definitions/definition.entity';
import { Events } from '../../events/events.service';
import type { Problem } from '../../problems/problem';
import { TasksService } from '../../tasks/tasks.service';
import { StartsService } from '../../workflows/starts.service';
import { testServer, type TestServer } from '../../../test/support/server';
import { Collaboration } from '../collaboration.entity';
import { HandoffsService, type NewHandoff } from './handoffs.service';

let server: TestServer;
let db: Database;
let handoffs: HandoffsService;

beforeAll(async () => {
  server = await testServer();
  db = server.app.get(Database);
  handoffs = server.app.get(HandoffsService);
});
afterAll(() => server.app.close());

let projects = 0;
/** A project of its own, so that tests do not meet. */
async function freshScope(): Promise<Scope> {
  const { id } = await server.app.get(ProjectsService).create(`offers-${++projects}`, 'Test');
  return { projectId: id, by: 'test' };
}
const offer = (scope: Scope, handoff: Partial<NewHandoff> = {}) =>
  handoffs.offer(scope, { from: 'architect', to: 'dev', summary: 'The design is done', ...handoff });
const rowOf = (id: string) => db.of(Collaboration).findOneByOrFail({ id });
const refusal = (promise: Promise<unknown>): Promise<Problem> =>
  promise.then(
    () => Promise.reject(new Error('it was not refused')),
    (error: Problem) => error,
  );

test('an offer keeps what was said, is numbered, judged, announced and stands in the giver log', async () => {
  const scope = await freshScope();
  const { task } = await server.app.get(TasksService).create(scope, { name: 'x' });
  const said = {
    reason: 'The design is approved',
    openQuestions: [],
    acceptancePoints: ['It builds'],
    context: { budget: 3 },
    artifacts: [{ name: 'design.md', path: null }],
    sessionId: 's',
    userId: 'ada',
  };
  const { id, handoffId } = await offer(scope, { ...said, taskId: task.taskId, expiresInSeconds: 60 });
  const row = await rowOf(id);
  expect(row).toMatchObject({ ...said, collaborationId: 'H-1', type: 'HANDOFF', status: 'OFFERED', taskUuid: task.id });
  expect(row.expiresAt!.getTime() - row.startedAt.getTime()).toBeGreaterThan(58_000);
  expect(row.participants).toEqual([row.fromAgentUuid, row.toAgentUuid]);
  expect(row.completeness).toBe(100 - row.missing.reduce((sum, { points }) => sum + points, 0));
  expect(row.missing.map(({ part }) => part)).toEqual(['summary', 'acceptance_points', 'context']);
  const facts = { handoff_id: 'H-1', from_agent_id: 'architect', to_agent_id: 'dev' };
  const { items } = await server.app.get(Events).about(scope, id);
  expect(items).toMatchObject([{ type: 'handoff.offered', data: { ...facts, task_id: 'T-1' } }]);
  const log = await db.of(AgentActivity).findBy({ agentUuid: row.fromAgentUuid! });
  expect(log).toMatchObject([{ activityType: 'HANDOFF_OFFERED', success: true, userId: 'ada', details: facts }]);
  expect(handoffId).toBe('H-1');
  expect((await offer(scope)).handoffId).toBe('H-2');
});

test('an offer finds the run of a key or UUID in its own project, and keeps a name that no run has', async () => {
  const [scope, other] = [await freshScope(), await freshScope()];
  const start = { workflowId: 'greenfield-fullstack', userId: 'ada', sessionId: 's' };
  const { run } = await server.app.get(StartsService).start(scope, start);
  const runOf = async (where: Scope, handoff: Partial<NewHandoff>) => {
    const { workflowKey, runUuid, stageId } = await rowOf((await offer(where, handoff)).id);
    return [workflowKey, runUuid, stageId];
  };
  expect(await runOf(scope, { workflowId: run.key, stageId: 'pm-prd-md' })).toEqual([run.key, run.id, 'pm-prd-md']);
  expect(await runOf(scope, { workflowId: run.id })).toEqual([run.key, run.id, null]);
  expect(await runOf(scope, { workflowId: { key: run.key, id: run.id } })).toEqual([run.key, run.id, null]);
  expect(await runOf(scope, { workflowId: 'greenfield' })).toEqual(['greenfield', null, null]);
  expect(await runOf(other, { workflowId: run.key })).toEqual([run.key, null, null]);
  expect(await runOf(other, { workflowId: run.id })).toEqual([run.id, null, null]);
});

test('an offer joins the transaction that it is made in', async () => {
  const scope = await freshScope();
  const to = await server.app.get(Roster).find(scope, 'qa');
  const gone = db.transaction(async () => {
    await offer(scope, { to });
    throw new Error('the caller fails');
  });
  await expect(gone).rejects.toThrow('the caller fails');
  expect(await db.of(Collaboration).countBy({ projectId: scope.projectId })).toBe(0);
  expect((await offer(scope)).handoffId).toBe('H-1');
});

test('agents and tasks that are not there are refused with look-alikes, and nothing is kept', async () => {
  const [scope, other] = [await freshScope(), await freshScope()];
  const { task } = await server.app.get(TasksService).create(other, { name: 'x' });
  const { id } = await server.app.get(Roster).find(other, 'dev');
  expect(await refusal(offer(scope, { to: 'dve' }))).toMatchObject({
    type: 'agent-not-found',
    extras: { suggestions: expect.arrayContaining(['dev']) },
  });
  expect(await refusal(offer(scope, { from: id }))).toMatchObject({ type: 'agent-not-found' });
  expect(await refusal(offer(scope, { taskId: task.id }))).toMatchObject({ type: 'task-not-found' });
  expect(await refusal(offer(scope, { taskId: task.taskId }))).toMatchObject({ type: 'task-not-found' });
  expect(await db.of(Collaboration).countBy({ projectId: scope.projectId })).toBe(0);
});

test('nothing is offered to an agent that the definitions have no longer; it may still give away what it has', async () => {
  const scope = await freshScope();
  const { definitionUuid } = await server.app.get(Roster).find(scope, 'sm');
  await db.of(Definition).update({ id: definitionUuid }, { current: false });
  expect(await refusal(offer(scope, { to: 'sm' }))).toMatchObject({ type: 'agent-retired', status: 409 });
  await offer(scope, { from: 'sm' });
  await db.of(Definition).update({ id: definitionUuid }, { current: true });
});
