import { Injectable } from '@nestjs/common';
import { Database, type Part, part } from '../database/database';
import type { Scope } from '../database/scope';
import { Memory } from '../memory/memory.entity';
import { excerpt } from '../memory/lessons/excerpt';
import type { Viewer } from '../memory/places/places.service';
import { type Recall, type Recalled, RecallService } from '../memory/retrieval/recall.service';
import { MemoryLink } from '../memory/store/memory-link.entity';
import { Task } from '../tasks/task.entity';

/** How many failures are shown, and how many tasks that got over one. */
const SHOWN = 5;
const RESOLUTIONS = 3;
/** How many characters of the words of a resolution, and of a failure that is looked for. */
const TEXT = 1_000;

/** How a task that had failed was done after all. */
export interface Resolution extends Pick<Task, 'taskId' | 'name' | 'outputFiles'> {
  completedAt: Date;
  /** What was done, in the worker's words. */
  executionLog: string | null;
}

/** A failure like the one at hand. */
export interface SimilarError {
  memory: Recalled;
  /** The newest first; empty while no task that failed like this is done. */
  resolutions: Resolution[];
}

/** What the team remembers that helps with a task. */
@Injectable()
export class TaskMemories {
  constructor(
    private readonly db: Database,
    private readonly recalls: RecallService,
  ) {}

  /** Asked again within the hour for the same agent, it is the same use. */
  helpful(scope: Scope, agent: Viewer, task: Task, room: { limit: number; maxChars: number }): Promise<Recall> {
    const { name, description, tags } = task;
    const query = [name, description].filter(Boolean).join('\n');
    return this.recalls.recall(scope, {
      agent,
      operation: 'TASK',
      query,
      context: tags.join('\n'),
      ...room,
      once: true,
    });
  }

  /** The most similar first. What only this very task has taught is left out. */
  async errorsLike(scope: Scope, agent: Viewer, task: Task): Promise<SimilarError[]> {
    const { name, reason, executionLog } = task;
    const query = [name, reason, executionLog && excerpt(executionLog, TEXT)].filter(Boolean).join('\n');
    const filter = part`m.category = 'ERROR_PATTERNS' and not ${onlyOf(task)}`;
    const asked = { agent, operation: 'ERROR', query, limit: SHOWN, filter, once: true } as const;
    const { memories } = await this.recalls.recall(scope, asked);
    const resolved = await this.resolutions(scope, memories);
    return memories.map((memory) => ({
      memory,
      resolutions: (resolved.get(memory.memory.id) ?? []).slice(0, RESOLUTIONS),
    }));
  }

  /** By memory: the tasks that have failed like this and were completed later. */
  private async resolutions({ projectId }: Scope, memories: readonly Recalled[]): Promise<Map<string, Resolution[]>> {
    const ids = memories.map(({ memory }) => memory.id);
    const rows = await this.db.sql<Resolution & { memory: string }>`
      select m.id as memory, t.task_id as "taskId", t.name, t.ended_at as "completedAt",
        t.execution_log as "executionLog", t.output_files as "outputFiles"
      from ${Memory} m join ${MemoryLink} l on l.memory_uuid = m.id and l.type = 'task'
        join ${Task} t on t.project_id = m.project_id and t.task_id = l.target
      where m.id = any(${ids}::uuid[]) and m.project_id = ${projectId} and t.status = 'COMPLETED' and t.ended_at > m.created_at
      order by t.ended_at desc`;
    const byMemory = new Map<string, Resolution[]>();
    for (const { memory, executionLog, ...row } of rows) {
      const words = executionLog && excerpt(executionLog, TEXT);
      byMemory.set(memory, [...(byMemory.get(memory) ?? []), { ...row, executionLog: words }]);
    }
    return byMemory;
  }
}

/** The condition on the memories `m` that they have to do with this task and no other. */
const onlyOf = ({ taskId }: Task): Part => part`coalesce((
  select bool_and(l.target = ${taskId}) from ${MemoryLink} l where l.memory_uuid = m.id and l.type = 'task'), false)`;
