import { AsyncLocalStorage } from 'node:async_hooks';
import { ProjectsService } from '../../src/access/projects.service';
import { AgentActivity } from '../../src/agents/agent-activity.entity';
import { Roster } from '../../src/agents/roster.service';
import { SessionsService } from '../../src/agents/sessions.service';
import { Collaboration } from '../../src/collaboration/collaboration.entity';
import { HandoffMoves } from '../../src/collaboration/handoffs/handoff-moves.service';
import { HandoffReader } from '../../src/collaboration/handoffs/handoff-reader.service';
import { HandoffsService, type NewHandoff } from '../../src/collaboration/handoffs/handoffs.service';
import { Database } from '../../src/database/database';
import type { Scope } from '../../src/database/scope';
import { Event } from '../../src/events/event.entity';
import { ClaimsService } from '../../src/tasks/leases/claims.service';
import { MovesService } from '../../src/tasks/moves/moves.service';
import { Task } from '../../src/tasks/task.entity';
import { type NewTask, TasksService } from '../../src/tasks/tasks.service';
import { testServer } from './server';

/** Runs as another request would, outside the transaction that we are in. */
export const outside = AsyncLocalStorage.snapshot();

/** A server with the services of collaboration at hand, and short words for what tests do over and over. */
export async function collaborationKit() {
  const server = await testServer();
  const get = server.app.get.bind(server.app);
  const db = get(Database);
  const handoffs = get(HandoffsService);
  const tasks = get(TasksService);
  const claims = get(ClaimsService);
  const sessions = get(SessionsService);
  let projects = 0;

  return {
    server,
    db,
    handoffs,
    reader: get(HandoffReader),
    moves: get(HandoffMoves),
    roster: get(Roster),
    taskMoves: get(MovesService),
    claims,

    /** A project of its own, so that tests do not meet. */
    async freshScope(): Promise<Scope> {
      const { id } = await get(ProjectsService).create(`collaboration-${++projects}`, 'Test');
      return { projectId: id, by: 'test' };
    },

    /** From the architect to the developer, unless said otherwise. @returns the UUID */
    async offer(scope: Scope, handoff: Partial<NewHandoff> = {}): Promise<string> {
      return (await handoffs.offer(scope, { from: 'architect', to: 'dev', summary: 'x', ...handoff })).id;
    },

    makeTask: async (scope: Scope, task: Partial<NewTask> = {}) =>
      (await tasks.create(scope, { name: 'x', ...task })).task,

    activate: (scope: Scope, agentId: string, sessionId: string) =>
      sessions.activate(scope, { agent_id: agentId, session_id: sessionId, user_id: 'ada' }),

    startTask: async (scope: Scope, id: string, agentId: string, sessionId = `of-${agentId}`) =>
      (await claims.start(scope, id, { agentId, sessionId })).task,

    rowOf: (id: string) => db.of(Collaboration).findOneByOrFail({ id }),
    taskOf: (id: string) => db.of(Task).findOneByOrFail({ id }),

    eventsOf: async (id: string) =>
      (await db.of(Event).find({ where: { subjectId: id }, order: { id: 'ASC' } })).map(({ type }) => type),

    /** The log of an agent, each entry as what it did and how it failed. */
    async logOf(scope: Scope, agentId: string) {
      const { id } = await get(Roster).find(scope, agentId);
      const log = await db.of(AgentActivity).find({ where: { agentUuid: id }, order: { id: 'ASC' } });
      return log.map(({ activityType, error }) => [activityType, error]);
    },
  };
}

export type CollaborationKit = Awaited<ReturnType<typeof collaborationKit>>;
