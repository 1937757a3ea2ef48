import { Injectable } from '@nestjs/common';
import { Roster } from '../agents/roster.service';
import { type Handoff, HandoffReader } from '../collaboration/handoffs/handoff-reader.service';
import type { Scope } from '../database/scope';
import type { Recall } from '../memory/retrieval/recall.service';
import { type TaskInput, TaskInputs } from '../tasks/graph/task-inputs.service';
import type { Task } from '../tasks/task.entity';
import { type ShownTask, TaskRows } from '../tasks/task-rows.service';
import { type SimilarError, TaskMemories } from './task-memories.service';
import { packHandoff, packInputs } from './task-packing';

/** Who works on a task, and how much help fits. */
export interface TaskContextRequest {
  /** Left out, it is whoever has the task. */
  agentId?: string;
  /** How many memories. */
  limit: number;
  /** How many characters all of it may have, beside the task itself. */
  maxChars: number;
}

/** All that helps with a task. */
export interface TaskContext extends ShownTask {
  handoff?: Handoff;
  inputs: TaskInput[];
  memory: Recall;
  /** Where it has failed before. */
  errors: SimilarError[];
  /** How many texts and entries of handoff and inputs were cut or left out so that all fits. */
  cut: number;
}

/** What an agent should know when it takes up a task. */
@Injectable()
export class TaskContexts {
  constructor(
    private readonly rows: TaskRows,
    private readonly inputs: TaskInputs,
    private readonly roster: Roster,
    private readonly handoffs: HandoffReader,
    private readonly memories: TaskMemories,
  ) {}

  /**
   * The handoff comes first, then what the tasks before have given, then memories into the room that is left.
   * @throws Problem 404 for an unknown task or agent
   */
  async of(scope: Scope, id: string, { agentId, limit, maxChars }: TaskContextRequest): Promise<TaskContext> {
    const shown = await this.rows.get(scope, id);
    const { task } = shown;
    const name = agentId ?? task.claimedByUuid ?? undefined;
    const agent = name === undefined ? undefined : await this.roster.find(scope, name);
    const handoff = packHandoff(await this.handoffs.newestOn(scope, task.id), maxChars);
    const inputs = packInputs(await this.inputs.of(task.id), maxChars - handoff.used);
    const room = Math.max(0, maxChars - handoff.used - inputs.used);
    const [memory, errors] = await Promise.all([
      this.memories.helpful(scope, agent, task, { limit, maxChars: room }),
      hasFailed(task) ? this.memories.errorsLike(scope, agent, task) : [],
    ]);
    return { ...shown, handoff: handoff.packed, inputs: inputs.packed, memory, errors, cut: handoff.cut + inputs.cut };
  }
}

const hasFailed = ({ status, reason, attempt }: Task): boolean =>
  status === 'FAILED' || (attempt > 0 && reason !== null) || attempt > 1;
