import { ProjectsService } from '../../src/access/projects.service';
import { Database } from '../../src/database/database';
import type { Scope } from '../../src/database/scope';
import { Event } from '../../src/events/event.entity';
import { ClaimsService } from '../../src/tasks/leases/claims.service';
import { LeasesService } from '../../src/tasks/leases/leases.service';
import { MovesService } from '../../src/tasks/moves/moves.service';
import { Task } from '../../src/tasks/task.entity';
import { type NewTask, TasksService } from '../../src/tasks/tasks.service';
import { testServer } from './server';

export type ClaimKit = Awaited<ReturnType<typeof claimKit>>;

/** The developer as a claimer. */
export const dev = (sessionId = 's', leaseSeconds?: number) => ({ agentId: 'dev', sessionId, leaseSeconds });

/** Two servers on one database, and what claims and leases are tried with. */
export async function claimKit() {
  const server = await testServer();
  const other = await testServer({ url: server.url });
  const { app } = server;
  const [db, tasks] = [app.get(Database), app.get(TasksService)];
  let projects = 0;
  return {
    server,
    other,
    db,
    tasks,
    claims: app.get(ClaimsService),
    moves: app.get(MovesService),
    leases: app.get(LeasesService),
    /** A project of its own, so that tests do not meet. */
    freshScope: async (): Promise<Scope> => {
      const { id } = await app.get(ProjectsService).create(`claims-${++projects}`, 'Test');
      return { projectId: id, by: 'test' };
    },
    make: async (scope: Scope, task: Partial<NewTask> = {}) => (await tasks.create(scope, { name: 'x', ...task })).task,
    rowOf: (id: string) => db.of(Task).findOneByOrFail({ id }),
    eventsOf: async (id: string) =>
      (await db.of(Event).find({ where: { subjectId: id }, order: { id: 'ASC' } })).map(({ type }) => type),
    close: async () => {
      await app.close();
      await other.app.close();
    },
  };
}
