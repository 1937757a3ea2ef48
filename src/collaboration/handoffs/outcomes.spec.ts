import { collaborationKit, type CollaborationKit } from '../../../test/support/collaboration-kit';
import type { Scope } from '../../database/scope';
import { Events } from '../../events/events.service';
import { StartsService } from '../../workflows/starts.service';
import { StagesService } from '../../workflows/stages/stages.service';
import { OutcomesService } from './outcomes.service';

let kit: CollaborationKit;
let outcomes: OutcomesService;

beforeAll(async () => {
  kit = await collaborationKit();
  outcomes = kit.server.app.get(OutcomesService);
});
afterAll(() => kit.server.app.close());

const outcome = async (scope: Scope, id: string) => {
  const [{ verdict, evidence }] = await outcomes.of(scope, [await kit.reader.find(scope, id)]);
  return [verdict, ...evidence.map(({ type }) => type)];
};
const accepted = async (scope: Scope, handoff: Parameters<CollaborationKit['offer']>[1]) => {
  const id = await kit.offer(scope, handoff);
  await kit.moves.accept(scope, id, {});
  return id;
};

test('what happened to the task before, and by the handoff itself, does not count', async () => {
  const scope = await kit.freshScope();
  const { id: taskId } = await kit.makeTask(scope);
  const first = await kit.startTask(scope, taskId, 'architect');
  await kit.taskMoves.move(scope, taskId, 'fail', { leaseToken: first.leaseToken! });
  await kit.taskMoves.move(scope, taskId, 'retry');
  await kit.startTask(scope, taskId, 'architect');
  const id = await accepted(scope, { taskId });
  expect(await outcome(scope, id)).toEqual([null]);
  const { leaseToken } = await kit.startTask(scope, taskId, 'dev');
  expect(await outcome(scope, id)).toEqual([null]);
  await kit.taskMoves.move(scope, taskId, 'complete', { leaseToken: leaseToken! });
  expect(await outcome(scope, id)).toEqual(['SUCCEEDED', 'task.completed']);
});

test('failure, work given back, sent back from review and reopened are measured', async () => {
  const scope = await kit.freshScope();
  const { id: taskId } = await kit.makeTask(scope);
  const id = await accepted(scope, { taskId });
  const work = async (move: 'fail' | 'release' | 'submit' | 'complete') => {
    const { leaseToken } = await kit.startTask(scope, taskId, 'dev');
    await kit.taskMoves.move(scope, taskId, move, { leaseToken: leaseToken! });
  };
  await work('release');
  expect(await outcome(scope, id)).toEqual(['REWORKED', 'task.released']);
  await work('submit');
  await work('complete');
  expect(await outcome(scope, id)).toEqual(['REWORKED', 'task.released', 'task.claimed', 'task.completed']);
  await kit.taskMoves.move(scope, taskId, 'reopen');
  expect((await outcome(scope, id))[0]).toBe('REOPENED');
  const later = await accepted(scope, { taskId, to: 'dev' });
  await work('fail');
  expect((await outcome(scope, id))[0]).toBe('FAILED');
  expect(await outcome(scope, later)).toEqual(['FAILED', 'task.failed']);
});

test('a session that ends takes no verdict with it, nor does handing the task on', async () => {
  const scope = await kit.freshScope();
  const { id: taskId } = await kit.makeTask(scope);
  const id = await accepted(scope, { taskId });
  const { session } = await kit.activate(scope, 'dev', 'of-dev');
  await kit.startTask(scope, taskId, 'dev');
  await kit.db.sql`update bmad.agent_sessions set expires_at = now() where id = ${session.id}`;
  while ((await kit.taskOf(taskId)).status === 'IN_PROGRESS') await new Promise((resolve) => setTimeout(resolve, 50));
  await kit.startTask(scope, taskId, 'dev');
  await accepted(scope, { taskId, from: 'dev', to: 'qa' });
  expect(await kit.eventsOf(taskId)).toEqual(expect.arrayContaining(['task.released', 'task.handed_over']));
  expect(await outcome(scope, id)).toEqual([null]);
});

test('a run is measured as a whole, or by the stage that was handed over', async () => {
  const scope = await kit.freshScope();
  const { run } = await kit.server.app
    .get(StartsService)
    .start(scope, { workflowId: 'greenfield-fullstack', userId: 'ada', sessionId: 's' });
  const stages = kit.server.app.get(StagesService);
  const stageId = 'analyst-project-brief-md';
  const link = { workflowId: run.key };
  const [whole, stage, next] = [
    await accepted(scope, link),
    await accepted(scope, { ...link, stageId }),
    await accepted(scope, { ...link, stageId: 'pm-prd-md' }),
  ];
  await stages.start(scope, run.key, stageId, { agentId: 'analyst' });
  await stages.fail(scope, run.key, stageId, 'no time');
  await stages.retry(scope, run.key, stageId);
  await stages.start(scope, run.key, stageId, { agentId: 'analyst' });
  const late = await accepted(scope, { ...link, stageId });
  await stages.complete(scope, run.key, stageId, { artifacts: [{ name: 'project-brief.md' }] });
  expect(await outcome(scope, whole)).toEqual(['FAILED', 'stage.failed']);
  expect(await outcome(scope, stage)).toEqual(['FAILED', 'stage.failed', 'stage.completed']);
  expect(await outcome(scope, next)).toEqual([null]);
  expect(await outcome(scope, late)).toEqual(['SUCCEEDED', 'stage.completed']);
  const subject = { type: 'workflow', id: run.id };
  await kit.server.app.get(Events).add(scope, 'stage.pending', subject, { stage_id: stageId });
  expect((await outcome(scope, late))[0]).toBe('REWORKED');
});

test('nothing is known of what was not accepted, or is tied to nothing', async () => {
  const scope = await kit.freshScope();
  const { id: taskId } = await kit.makeTask(scope);
  const offered = await kit.offer(scope, { taskId });
  const loose = await accepted(scope, {});
  await kit.moves.complete(scope, loose, {}, { quality: 100 });
  const { leaseToken } = await kit.startTask(scope, taskId, 'dev');
  await kit.taskMoves.move(scope, taskId, 'complete', { leaseToken: leaseToken! });
  expect([await outcome(scope, offered), await outcome(scope, loose)]).toEqual([[null], [null]]);
});
