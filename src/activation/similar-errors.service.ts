import { Injectable } from '@nestjs/common';
import type { Agent } from '../agents/agent.entity';
import { Database, part } from '../database/database';
import type { Scope } from '../database/scope';
import { type Recalled, RecallService } from '../memory/retrieval/recall.service';
import { Task } from '../tasks/task.entity';

/** How many failures are shown. */
const SHOWN = 5;

/** How a task that had failed was done after all. */
export type Resolution = Pick<Task, 'taskId' | 'name' | 'executionLog' | 'outputFiles'>;

/** A failure like the one at hand. */
export interface SimilarError {
  memory: Recalled;
  /** Undefined while the task that failed is not done. */
  resolution?: Resolution;
}

/** What went wrong in the same way before, and what helped. */
@Injectable()
export class SimilarErrors {
  constructor(
    private readonly db: Database,
    private readonly recalls: RecallService,
  ) {}

  /** The most similar first. The failures of the task itself are among them. */
  async to(scope: Scope, agent: Agent | undefined, query: string): Promise<SimilarError[]> {
    const filter = part`m.category = 'ERROR_PATTERNS'`;
    const { memories } = await this.recalls.recall(scope, { agent, operation: 'ERROR', query, limit: SHOWN, filter });
    const taskOf = ({ links }: Recalled) => links.find(({ type }) => type === 'task')?.id;
    const done = await this.db.sql<Resolution>`
      select task_id as "taskId", name, execution_log as "executionLog", output_files as "outputFiles" from ${Task}
      where project_id = ${scope.projectId} and task_id = any(${memories.flatMap((one) => taskOf(one) ?? [])})
        and status = 'COMPLETED'`;
    const byId = new Map(done.map((one) => [one.taskId, one]));
    return memories.map((memory) => ({ memory, resolution: byId.get(taskOf(memory) ?? '') }));
  }
}
