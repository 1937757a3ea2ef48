import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database';
import type { Scope } from '../../database/scope';
import { Events } from '../../events/events.service';
import { Problem } from '../../problems/problem';
import { writeMove } from '../moves/move.query';
import { entryOf } from '../moves/moves.service';
import type { MoveDetails } from '../moves/move-details';
import { Task } from '../task.entity';
import { changesStory, type MoveName, taskMoves } from '../task.moves';
import { TaskPlaces } from '../task-places.service';
import { TaskRows } from '../task-rows.service';
import { type NewTask, TasksService } from '../tasks.service';

/** What whoever ties tasks to something else does with them: they follow it, whoever holds their lease. */
@Injectable()
export class TiedTasks {
  constructor(
    private readonly db: Database,
    private readonly events: Events,
    private readonly rows: TaskRows,
    private readonly places: TaskPlaces,
    private readonly tasks: TasksService,
  ) {}

  /** Makes a task that goes along with something else. @returns its UUID */
  async create(scope: Scope, task: NewTask): Promise<string> {
    const shown = await this.tasks.create(scope, { ...task, tied: true });
    return shown.task.id;
  }

  /** Takes a task up without a lease: whoever has what goes along with it has it too. */
  async begin(scope: Scope, id: string, agentId: string | null, sessionId: string | null): Promise<void> {
    await this.move(scope, id, 'unblock');
    const [task] = await this.db.sql<{ taskId: string }>`
      update ${Task} set status = 'IN_PROGRESS', claimed_by = ${agentId}, claimed_session = ${sessionId},
        attempt = attempt + 1, started_at = now(), ended_at = null, reason = null, updated_at = now(),
        version = version + 1
      where id = ${id} and project_id = ${scope.projectId} and status = 'PENDING' returning task_id as "taskId"`;
    if (!task) return;
    const data = { task_id: task.taskId, from: 'PENDING', to: 'IN_PROGRESS', agent_id: agentId, session_id: sessionId };
    await this.events.add(scope, 'task.started', { type: 'task', id }, data);
  }

  /**
   * Makes a move inside the caller's transaction, whoever holds the lease.
   * @returns whether it was made: its state may not allow it
   */
  async move(scope: Scope, id: string, name: MoveName, details: MoveDetails = {}): Promise<boolean> {
    const move = taskMoves[name];
    const [task] = await this.rows.lock(scope, [id], move.touches);
    if (!move.from.includes(task.status)) return false;
    if (changesStory(task, move, details.outputFiles)) await this.places.touch(scope, task).catch(unlessStoryOver);
    const entry = { ...entryOf(id, move, details), holds: false };
    return (await writeMove(this.db, this.rows, scope, move, [entry], true)).length > 0;
  }
}

/** What is over may be tidied up. */
function unlessStoryOver(error: unknown): void {
  if (!(error instanceof Problem) || error.type !== 'story-over') throw error;
}
