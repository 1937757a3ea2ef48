import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database';
import type { Scope } from '../../database/scope';
import { inPlace } from '../place.query';
import { TaskDependency } from '../task-dependency.entity';
import { Task } from '../task.entity';
import { type Place, TaskPlaces } from '../task-places.service';
import { criticalPath } from './critical-path';
import type { TaskRef } from './task-graph.service';

/** What an epic or a run cannot be faster than. */
export interface CriticalPath {
  /** What the chain takes: the sum of its estimates. */
  hours: number;
  /** The first to be done first. */
  tasks: TaskRef[];
  openTasks: number;
  /** How many of the open tasks have no estimate; they count as nothing. */
  withoutEstimate: number;
}

/** Finds the longest chain of open tasks. */
@Injectable()
export class CriticalPathService {
  constructor(
    private readonly db: Database,
    private readonly places: TaskPlaces,
  ) {}

  /** @throws Problem 404 with look-alikes */
  async ofEpic(scope: Scope, epicId: string): Promise<CriticalPath> {
    return this.of(scope, await this.places.resolve(scope, { epicId }));
  }

  /** Of the tasks that name the key of a run, or the id of a definition; empty where there are none. */
  async ofWorkflow(scope: Scope, workflowId: string): Promise<CriticalPath> {
    return this.of(scope, await this.places.resolve(scope, { workflowId }));
  }

  private async of({ projectId }: Scope, place: Place): Promise<CriticalPath> {
    const open = await this.db.sql<TaskRef & { after: string[] }>`
      select t.id, t.task_id as "taskId", t.name, t.status, t.priority, t.estimated_hours as "estimatedHours",
        array(select depends_on_uuid from ${TaskDependency} where task_uuid = t.id) as after
      from ${Task} t
      where t.status not in ('COMPLETED', 'CANCELLED') and ${inPlace(projectId, place)}
      order by t.id`;
    const refs = new Map(open.map(({ after: _, ...ref }) => [ref.id, ref]));
    const path = criticalPath(open.map(({ id, estimatedHours, after }) => ({ id, hours: estimatedHours ?? 0, after })));
    const tasks = path.map((id) => refs.get(id)!);
    return {
      hours: tasks.reduce((sum, { estimatedHours }) => sum + (estimatedHours ?? 0), 0),
      tasks,
      openTasks: open.length,
      withoutEstimate: open.filter(({ estimatedHours }) => estimatedHours === null).length,
    };
  }
}
