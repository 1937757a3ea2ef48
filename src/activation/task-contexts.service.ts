import { Injectable } from '@nestjs/common';
import { Roster } from '../agents/roster.service';
import type { Scope } from '../database/scope';
import { type Recall, RecallService } from '../memory/retrieval/recall.service';
import { type TaskInput, TaskInputs } from '../tasks/graph/task-inputs.service';
import { type ShownTask, TaskRows } from '../tasks/task-rows.service';
import { type SimilarError, SimilarErrors } from './similar-errors.service';

/** Who works on a task, and how much help fits. */
export interface TaskContextRequest {
  /** Left out, it is whoever has the task. */
  agentId?: string;
  limit: number;
  /** Of the memories together. */
  maxChars: number;
}

/** All that helps with a task. */
export interface TaskContext extends ShownTask {
  inputs: TaskInput[];
  memory: Recall;
  /** Where it has failed before. */
  errors: SimilarError[];
}

/** What an agent should know when it takes up a task. */
@Injectable()
export class TaskContexts {
  constructor(
    private readonly rows: TaskRows,
    private readonly inputs: TaskInputs,
    private readonly roster: Roster,
    private readonly recalls: RecallService,
    private readonly errors: SimilarErrors,
  ) {}

  /** @throws Problem 404 for an unknown task or agent */
  async of(scope: Scope, id: string, { agentId, limit, maxChars }: TaskContextRequest): Promise<TaskContext> {
    const shown = await this.rows.get(scope, id);
    const { task } = shown;
    const name = agentId ?? task.claimedByUuid ?? undefined;
    const agent = name === undefined ? undefined : await this.roster.find(scope, name);
    const query = [task.name, task.description].filter(Boolean).join('\n');
    const failed = task.status === 'FAILED' || (task.reason !== null && task.attempt > 0);
    const [inputs, memory, errors] = await Promise.all([
      this.inputs.of(task.id),
      this.recalls.recall(scope, { agent, operation: 'TASK', query, limit, maxChars }),
      failed ? this.errors.to(scope, agent, [task.name, task.reason].filter(Boolean).join('\n')) : [],
    ]);
    return { ...shown, inputs, memory, errors };
  }
}
