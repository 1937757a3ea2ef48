import { Injectable } from '@nestjs/common';
import { Database } from '../database/database';
import type { Page, PageRequest } from '../database/page';
import type { Scope } from '../database/scope';
import type { Event } from '../events/event.entity';
import { Events } from '../events/events.service';
import { type CriticalPath, CriticalPathService } from '../tasks/graph/critical-path.service';
import type { Course } from './course.reader';
import { CourseService } from './course.service';
import { type Timeline, timelineOf } from './plan/timeline';
import type { Attempt } from './rework/attempt.entity';
import { AttemptsService } from './rework/attempts.service';
import { Run } from './run.entity';
import { stageOf } from './stages/find-stage';
import { Stage } from './stages/stage.entity';

/** A stage that waits for an agent, with the run that it belongs to. */
export type OpenStage = Pick<Stage, 'stageId' | 'name' | 'status' | 'agentId' | 'sessionId' | 'reason'> & {
  workflowKey: string;
};

/** How a run is going: nothing here changes it. */
@Injectable()
export class ProgressService {
  constructor(
    private readonly db: Database,
    private readonly course: CourseService,
    private readonly events: Events,
    private readonly aside: AttemptsService,
    private readonly paths: CriticalPathService,
  ) {}

  read(scope: Scope, id: string): Promise<Course> {
    return this.course.read(scope, id);
  }

  async timeline(scope: Scope, id: string): Promise<{ run: Run; timeline: Timeline }> {
    const course = await this.course.read(scope, id);
    return { run: course.run, timeline: timelineOf(course, new Date()) };
  }

  /** The stages of active runs that an agent may take, has taken or has failed at, oldest first. */
  openStages({ projectId }: Scope, agentId: string, limit = 20): Promise<OpenStage[]> {
    return this.db.sql<OpenStage>`
      select run.key as "workflowKey", stage.stage_id as "stageId", stage.name, stage.status,
        stage.agent_id as "agentId", stage.session_id as "sessionId", stage.reason
      from ${Stage} stage join ${Run} run on run.id = stage.run_uuid
      where stage.project_id = ${projectId} and stage.status in ('READY', 'ACTIVE', 'FAILED')
        and stage.agent_ids @> array[${agentId}::text] and run.status = 'ACTIVE'
      order by stage.id limit ${limit}`;
  }

  /** The attempts at a stage that were put aside, oldest first. @throws Problem 404 with look-alikes */
  async attempts(scope: Scope, id: string, stageId: string, request: PageRequest): Promise<Page<Attempt>> {
    const { stages } = await this.course.read(scope, id);
    return this.aside.list(scope, stageOf(stages, stageId).id, request);
  }

  /** @throws Problem 404 with look-alikes */
  async criticalPath(scope: Scope, id: string): Promise<CriticalPath> {
    const { key } = await this.course.find(scope, id);
    return this.paths.ofWorkflow(scope, key);
  }

  async history(scope: Scope, id: string, { after, limit }: { after?: string; limit?: number }): Promise<Page<Event>> {
    const run = await this.course.find(scope, id);
    return this.events.about(scope, run.id, after, limit);
  }
}
