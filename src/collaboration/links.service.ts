import { Injectable } from '@nestjs/common';
import { Database, part } from '../database/database';
import { isUuid } from '../database/identify';
import { nextNumber } from '../database/next-number';
import type { Scope } from '../database/scope';
import { Event } from '../events/event.entity';
import { TaskRows } from '../tasks/task-rows.service';
import type { Collaboration, CollaborationType } from './collaboration.entity';

/** A run, as other features may name it. */
export interface RunName {
  key: string;
  /** Null where no run has the key. */
  id: string | null;
}

/** What work a collaboration is about, in the words of a caller. */
export interface Wanted {
  /** By its UUID or its readable id. */
  taskId?: string;
  /** The key of a run, or its UUID; both save looking it up. */
  workflowId?: string | RunName;
  /** The stage of the run, by its readable id. */
  stageId?: string | null;
}

/** The same with the rows that the words stand for. */
export type Link = Pick<Collaboration, 'taskUuid' | 'workflowKey' | 'runUuid' | 'stageId'> & {
  /** The readable id. */
  taskId: string | null;
};

/** Ties collaborations to tasks and runs, and gives them their readable ids. */
@Injectable()
export class LinksService {
  constructor(
    private readonly db: Database,
    private readonly tasks: TaskRows,
  ) {}

  /** `H-12` for a handoff, `C-3` for any other. Inside the caller's transaction. */
  async nextId({ projectId }: Scope, type: CollaborationType): Promise<string> {
    const [series, letter] = type === 'HANDOFF' ? ['handoff', 'H'] : ['collaboration', 'C'];
    return `${letter}-${await nextNumber(this.db, projectId, series)}`;
  }

  /** @throws Problem 404 with look-alikes for a task that is not there */
  async resolve(scope: Scope, { taskId, workflowId, stageId = null }: Wanted): Promise<Link> {
    const task = taskId === undefined ? null : await this.tasks.find(scope, taskId);
    const run = typeof workflowId === 'string' ? await this.run(scope, workflowId) : workflowId;
    return {
      taskUuid: task?.id ?? null,
      taskId: task?.taskId ?? null,
      workflowKey: run?.key ?? null,
      runUuid: run?.id ?? null,
      stageId,
    };
  }

  /**
   * The run of a key or UUID, by what its events tell: runs are known to the feature above only. A name that no run has
   * is kept as it is.
   */
  private async run({ projectId }: Scope, name: string): Promise<RunName> {
    const match = isUuid(name) ? part`subject_id = ${name} and data->>'key' is not null` : part`data->>'key' = ${name}`;
    const [run] = await this.db.sql<RunName>`
      select subject_id as id, data->>'key' as key from ${Event}
      where project_id = ${projectId} and subject_type = 'workflow' and ${match} limit 1`;
    return run ?? { key: name, id: null };
  }
}
