import { Injectable } from '@nestjs/common';
import { Database } from '../database/database';
import { nextNumber } from '../database/next-number';
import { insertLater, newRows } from '../database/rows';
import type { Scope } from '../database/scope';
import type { DefinitionOf } from '../definitions/definitions.service';
import { Events } from '../events/events.service';
import { type Course, CourseReader } from './course.reader';
import { CourseService } from './course.service';
import { LayoutsService } from './layouts.service';
import { PASSES_AT_ONCE } from './plan/plan-cycle';
import { Run } from './run.entity';
import { Stage } from './stages/stage.entity';

export interface RunStart {
  workflowId: string;
  userId: string;
  sessionId: string;
  variant?: string;
  epicId?: string;
  projectType?: string;
  context?: Record<string, unknown>;
  parallelPasses?: number;
  /** Whether each stage gets a task; as the definition says when left out. */
  createsTask?: boolean;
}

/** Starts runs. */
@Injectable()
export class StartsService {
  constructor(
    private readonly db: Database,
    private readonly layouts: LayoutsService,
    private readonly reader: CourseReader,
    private readonly course: CourseService,
    private readonly events: Events,
  ) {}

  /**
   * Starts a run of a definition and brings it to its first stage or question.
   * @throws Problem 404 when there is no such definition, 422 when it has no such variant
   */
  async start(scope: Scope, start: RunStart): Promise<Course> {
    const { definition, variant, drafts } = await this.layouts.choose(start.workflowId, start.variant);
    const { projectId } = scope;
    const row = { ...rowOf(start, definition), projectId, variant };
    const places = drafts.map((draft) => ({ ...draft, projectId }));
    return this.db.transaction(async () => {
      const [[run], stages] = await Promise.all([newRows(this.db, Run, [row]), newRows(this.db, Stage, places)]);
      // Others who start the same wait from here on.
      run.key = await this.newKey(scope, definition.definitionId);
      for (const stage of stages) stage.runUuid = run.id;
      await insertLater(this.db, Run, [run]);
      await insertLater(this.db, Stage, stages);
      return this.begin(scope, await this.reader.fresh(scope, run, stages));
    });
  }

  /** The readable id of the next run of a workflow, given out once. */
  async newKey({ projectId }: Scope, workflowId: string): Promise<string> {
    return `${workflowId}-${await nextNumber(this.db, projectId, `workflow:${workflowId}`)}`;
  }

  /** Announces a run that the current transaction has made, and brings it to where somebody has to act. */
  async begin(scope: Scope, course: Course, more: Record<string, unknown> = {}): Promise<Course> {
    const { id, key, workflowId, sessionId, userId } = course.run;
    const data = { key, workflow_id: workflowId, session_id: sessionId, user_id: userId, ...more };
    await this.events.add(scope, 'workflow.started', { type: 'workflow', id }, data);
    await this.course.advance(scope, course);
    return course;
  }
}

const rowOf = (start: RunStart, { id, definitionId, pack, body }: DefinitionOf<'WORKFLOW'>) => ({
  workflowId: definitionId,
  pack,
  definitionUuid: id,
  workflowType: body.type,
  projectType: start.projectType ?? null,
  status: 'ACTIVE' as const,
  userId: start.userId,
  sessionId: start.sessionId,
  epicId: start.epicId ?? null,
  context: start.context ?? {},
  parallelPasses: start.parallelPasses ?? PASSES_AT_ONCE,
  createsTasks: start.createsTask ?? body.extra.creates_task === true,
  startedAt: new Date(),
});
