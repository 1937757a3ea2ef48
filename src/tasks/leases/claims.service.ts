import { Injectable } from '@nestjs/common';
import type { Scope } from '../../database/scope';
import { TaskPlaces, type Wanted } from '../task-places.service';
import { type ShownTask, TaskRows } from '../task-rows.service';
import { TakingService } from './taking.service';
import { TaskWorkers, type Worker } from './task-workers.service';

/** Gives tasks to workers, each to one at a time. */
@Injectable()
export class ClaimsService {
  constructor(
    private readonly rows: TaskRows,
    private readonly places: TaskPlaces,
    private readonly workers: TaskWorkers,
    private readonly taking: TakingService,
  ) {}

  /**
   * Takes the best ready task for an agent: the highest priority, then the earliest due, then the oldest.
   * @returns undefined when there is none
   * @throws Problem 404 for an unknown agent, story or epic, 409 for an agent that may not take up work
   */
  async claim(scope: Scope, worker: Worker, { agentId: _, ...wanted }: Wanted): Promise<ShownTask | undefined> {
    const agent = await this.workers.admit(scope, worker);
    const place = await this.places.resolve(scope, wanted);
    return this.taking.take(scope, { agent, worker, place, taskUuid: null });
  }

  /** Takes up this very task by the same rules. @throws Problem 409 naming its owner or what it waits for */
  async start(scope: Scope, id: string, worker: Worker): Promise<ShownTask> {
    const agent = await this.workers.admit(scope, worker);
    const task = await this.rows.find(scope, id);
    const taken = await this.taking.take(scope, { agent, worker, place: {}, taskUuid: task.id });
    if (!taken) throw await this.workers.whyNot(scope, task.id, agent);
    return taken;
  }
}
