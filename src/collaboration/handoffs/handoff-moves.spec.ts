import { collaborationKit, type CollaborationKit } from '../../../test/support/collaboration-kit';
import { refusal } from '../../../test/support/story-kit';
import { Agent } from '../../agents/agent.entity';
import { AgentSession } from '../../agents/agent-session.entity';
import { Story } from '../../stories/story.entity';
import { Task } from '../../tasks/task.entity';
import { Collaboration } from '../collaboration.entity';

let kit: CollaborationKit;

beforeAll(async () => {
  kit = await collaborationKit();
});
afterAll(() => kit.server.app.close());

test('of many who answer at once one wins, and the others are told what is allowed now', async () => {
  const scope = await kit.freshScope();
  const id = await kit.offer(scope);
  const results = await Promise.allSettled(
    Array.from({ length: 8 }, (_, n) =>
      n % 4 ? kit.moves.accept(scope, id, { sessionId: `s-${n}` }) : kit.moves.reject(scope, id, {}, 'no time'),
    ),
  );
  const { status, acceptedSession } = await kit.rowOf(id);
  expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
  expect(acceptedSession === null).toBe(status === 'REJECTED');
  const allowed = status === 'ACCEPTED' ? ['COMPLETED'] : [];
  for (const result of results.filter((one) => one.status === 'rejected')) {
    expect(result.reason).toMatchObject({ type: 'illegal-move', status: 409, extras: { allowed } });
  }
  expect(await kit.eventsOf(id)).toHaveLength(2);
});

test('each answer is kept, told and stands in the log of the receiver; the end is final', async () => {
  const scope = await kit.freshScope();
  const [id, other] = [await kit.offer(scope), await kit.offer(scope)];
  await kit.activate(scope, 'dev', 's');
  expect(await kit.moves.accept(scope, 'H-1', { agentId: 'dev', sessionId: 's', userId: 'ada' })).toMatchObject({
    id,
    status: 'ACCEPTED',
    acceptedSession: 's',
    acceptedAt: expect.any(Date),
    endedAt: null,
  });
  const completion = { quality: 80, feedback: 'The files were named, the questions were not' };
  expect(await kit.moves.complete(scope, id, {}, completion)).toMatchObject({ status: 'COMPLETED', ...completion });
  const rejected = await kit.moves.reject(scope, other, { sessionId: 'unknown' }, 'Nothing is named');
  expect(rejected).toMatchObject({
    status: 'REJECTED',
    rejectionReason: 'Nothing is named',
    endedAt: expect.any(Date),
  });
  expect(await refusal(kit.moves.complete(scope, id, {}, {}))).toMatchObject({
    type: 'illegal-move',
    extras: { allowed: [] },
  });
  expect(await refusal(kit.moves.complete(scope, other, {}, {}))).toMatchObject({ type: 'illegal-move' });
  expect(await kit.eventsOf(id)).toEqual(['handoff.offered', 'handoff.accepted', 'handoff.completed']);
  expect(await kit.eventsOf(other)).toEqual(['handoff.offered', 'handoff.rejected']);
  expect(await kit.logOf(scope, 'dev')).toEqual([
    ['ACTIVATED', null],
    ['HANDOFF_ACCEPTED', null],
    ['HANDOFF_COMPLETED', null],
    ['HANDOFF_REJECTED', null],
    ['HANDOFF_COMPLETED', 'illegal-move'],
    ['HANDOFF_COMPLETED', 'illegal-move'],
  ]);
});

test('only the agent that it is for may answer, by whichever of its names', async () => {
  const scope = await kit.freshScope();
  const id = await kit.offer(scope);
  expect(await refusal(kit.moves.accept(scope, id, { agentId: 'qa' }))).toMatchObject({
    status: 422,
    extras: { allowed: ['dev'], errors: [{ field: 'agent_id' }] },
  });
  expect(await refusal(kit.moves.reject(scope, id, { agentId: 'devv' }, 'no'))).toMatchObject({
    type: 'agent-not-found',
  });
  expect((await kit.rowOf(id)).status).toBe('OFFERED');
  expect(await kit.moves.accept(scope, id, { agentId: 'core:dev' })).toMatchObject({ status: 'ACCEPTED' });
});

test('an offer whose time is over is refused although nobody has noticed yet', async () => {
  const scope = await kit.freshScope();
  const id = await kit.offer(scope);
  await kit.db.transaction(async () => {
    // As long as this transaction is open, the sweeper leaves the row alone.
    await kit.db.sql`update ${Collaboration} set expires_at = now() where id = ${id}`;
    for (const late of [() => kit.moves.accept(scope, id, {}), () => kit.moves.reject(scope, id, {}, 'no')]) {
      await kit.db.sql`savepoint before`;
      expect(await refusal(late())).toMatchObject({
        type: 'illegal-move',
        extras: { allowed: [] },
        message: expect.stringContaining('EXPIRED'),
      });
      await kit.db.sql`rollback to savepoint before`;
    }
  });
});

describe('accepting a handoff with a task', () => {
  test('gives the task to the receiver and ends the lease of the giver', async () => {
    const scope = await kit.freshScope();
    const { id: taskId } = await kit.makeTask(scope, { agentId: 'architect' });
    const { session } = await kit.activate(scope, 'architect', 'of-architect');
    const { leaseToken } = await kit.startTask(scope, taskId, 'architect');
    await kit.moves.accept(scope, await kit.offer(scope, { taskId }), {});
    expect(await kit.taskOf(taskId)).toMatchObject({
      status: 'PENDING',
      agentId: 'dev',
      leaseToken: null,
      sessionUuid: null,
    });
    expect((await kit.db.of(AgentSession).findOneByOrFail({ id: session.id })).openWork).toBe(0);
    expect(await refusal(kit.taskMoves.move(scope, taskId, 'complete', { leaseToken: leaseToken! }))).toMatchObject({
      type: 'lease-lost',
    });
    expect(await refusal(kit.startTask(scope, taskId, 'architect'))).toMatchObject({ type: 'task-for-another' });
    expect(await kit.startTask(scope, taskId, 'dev')).toMatchObject({ attempt: 2, claimedBy: 'dev' });
    expect(await kit.eventsOf(taskId)).toEqual([
      ...['task.created', 'task.claimed', 'task.handed_over', 'task.changed', 'task.claimed'],
    ]);
  });

  test('lets a task that waits, is in review or is over be what it is', async () => {
    const scope = await kit.freshScope();
    const states = ['PENDING', 'REVIEW', 'BLOCKED', 'FAILED', 'COMPLETED', 'CANCELLED'] as const;
    for (const status of states) {
      const { id: taskId } = await kit.makeTask(scope, { agentId: 'architect' });
      await kit.db.of(Task).update({ id: taskId }, { status });
      await kit.moves.accept(scope, await kit.offer(scope, { taskId }), {});
      const agentId = ['COMPLETED', 'CANCELLED'].includes(status) ? 'architect' : 'dev';
      expect(await kit.taskOf(taskId)).toMatchObject({ status, agentId });
    }
  });

  test('lets the receiver go on with what it has already, and frees what nobody holds any more', async () => {
    const scope = await kit.freshScope();
    const [held, lost] = [await kit.makeTask(scope), await kit.makeTask(scope)];
    const { leaseToken } = await kit.startTask(scope, held.id, 'dev');
    await kit.moves.accept(scope, await kit.offer(scope, { taskId: held.id }), {});
    expect(await kit.taskOf(held.id)).toMatchObject({ status: 'IN_PROGRESS', agentId: 'dev', leaseToken });
    await kit.startTask(scope, lost.id, 'qa');
    const id = await kit.offer(scope, { taskId: lost.id });
    await kit.db.transaction(async () => {
      await kit.db.sql`update ${Task} set lease_expires_at = now() - interval '1 second' where id = ${lost.id}`;
      await kit.moves.accept(scope, id, {});
    });
    expect(await kit.taskOf(lost.id)).toMatchObject({ status: 'PENDING', agentId: 'dev', leaseToken: null });
  });

  test('is refused while somebody else works on it, and changes nothing', async () => {
    const scope = await kit.freshScope();
    const { id: taskId } = await kit.makeTask(scope);
    const id = await kit.offer(scope, { taskId });
    await kit.startTask(scope, taskId, 'qa');
    const before = [await kit.rowOf(id), await kit.taskOf(taskId)];
    expect(await refusal(kit.moves.accept(scope, id, {}))).toMatchObject({
      type: 'task-taken',
      status: 409,
      message: expect.stringContaining("'qa' in the session 'of-qa'"),
    });
    expect([await kit.rowOf(id), await kit.taskOf(taskId)]).toEqual(before);
    expect(await kit.eventsOf(id)).toEqual(['handoff.offered']);
    expect(await kit.logOf(scope, 'dev')).toEqual([['HANDOFF_ACCEPTED', 'task-taken']]);
  });

  test('is refused when the story of the task is over, and changes nothing', async () => {
    const scope = await kit.freshScope();
    const [story] = await kit.db.insert(Story, { projectId: scope.projectId, storyId: '1.1', title: 'x' });
    const { id: taskId } = await kit.makeTask(scope, { storyId: '1.1', agentId: 'architect' });
    await kit.startTask(scope, taskId, 'architect');
    const id = await kit.offer(scope, { taskId });
    await kit.db.of(Story).update({ id: story }, { status: 'DONE' });
    const before = [await kit.rowOf(id), await kit.taskOf(taskId)];
    expect(await refusal(kit.moves.accept(scope, id, {}))).toMatchObject({ type: 'story-over', status: 409 });
    expect([await kit.rowOf(id), await kit.taskOf(taskId)]).toEqual(before);
    await kit.db.of(Story).update({ id: story }, { status: 'IN_PROGRESS' });
    await kit.moves.accept(scope, id, {});
    expect((await kit.db.of(Story).findOneByOrFail({ id: story })).revision).toBe(3);
  });

  test('names the pack where several have an agent of that name', async () => {
    const scope = await kit.freshScope();
    const { id: taskId } = await kit.makeTask(scope);
    const id = await kit.offer(scope, { taskId });
    const { id: _, ...dev } = await kit.db.of(Agent).findOneByOrFail({ projectId: scope.projectId, agentId: 'dev' });
    await kit.db.insert(Agent, { ...dev, pack: 'other' });
    await kit.moves.accept(scope, id, {});
    expect((await kit.taskOf(taskId)).agentId).toBe('core:dev');
  });

  test('at the same moment as the giver completes it ends in one of two ways', async () => {
    const scope = await kit.freshScope();
    for (let round = 0; round < 10; round++) {
      const { id: taskId } = await kit.makeTask(scope);
      const { leaseToken } = await kit.startTask(scope, taskId, 'architect');
      const id = await kit.offer(scope, { taskId });
      const [completed] = await Promise.allSettled([
        kit.taskMoves.move(scope, taskId, 'complete', { leaseToken: leaseToken! }),
        kit.moves.accept(scope, id, {}),
      ]);
      const { status, agentId } = await kit.taskOf(taskId);
      expect([status, agentId]).toEqual(completed.status === 'fulfilled' ? ['COMPLETED', null] : ['PENDING', 'dev']);
      expect((await kit.rowOf(id)).status).toBe('ACCEPTED');
    }
  });
});

test('another project sees and moves nothing', async () => {
  const [scope, stranger] = [await kit.freshScope(), await kit.freshScope()];
  const id = await kit.offer(scope);
  const before = await kit.rowOf(id);
  const attempts = ['H-1', id].flatMap((name) => [
    kit.reader.find(stranger, name),
    kit.moves.accept(stranger, name, {}),
    kit.moves.reject(stranger, name, {}, 'no'),
    kit.moves.complete(stranger, name, {}, {}),
  ]);
  for (const problem of await Promise.all(attempts.map(refusal)))
    expect(problem).toMatchObject({ type: 'handoff-not-found' });
  expect((await kit.reader.list(stranger, {}, {})).items).toEqual([]);
  expect(await kit.rowOf(id)).toEqual(before);
});
