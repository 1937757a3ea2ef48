import { Injectable } from '@nestjs/common';
import { Database } from '../database/database';
import { nextNumber } from '../database/next-number';
import { page, type Page, type PageRequest } from '../database/page';
import type { Scope } from '../database/scope';
import { DefinitionsService } from '../definitions/definitions.service';
import type { WorkflowBody } from '../definitions/parse/workflow';
import { Events } from '../events/events.service';
import { unacceptable } from '../problems/problem';
import { type Course, CourseService } from './course.service';
import { layOut } from './plan/layout';
import { Run, type WorkflowType } from './run.entity';
import type { RunStatus } from './run.flow';
import { Stage } from './stages/stage.entity';
import { WorkersService } from './stages/workers.service';

export interface RunStart {
  workflowId: string;
  userId: string;
  sessionId: string;
  variant?: string;
  epicId?: string;
  projectType?: string;
  context?: Record<string, unknown>;
}

export interface RunFilter extends PageRequest {
  status?: RunStatus;
  workflowId?: string;
  workflowType?: WorkflowType;
  userId?: string;
  sessionId?: string;
  epicId?: string;
}

/** A run with what a list shows of its stages. */
export interface ListedRun {
  run: Run;
  stages: Pick<Stage, 'stageId' | 'status' | 'position'>[];
}

const columns = ['status', 'workflowId', 'workflowType', 'userId', 'sessionId', 'epicId'] as const;

@Injectable()
export class RunsService {
  constructor(
    private readonly db: Database,
    private readonly definitions: DefinitionsService,
    private readonly course: CourseService,
    private readonly events: Events,
    private readonly workers: WorkersService,
  ) {}

  /**
   * Starts a run of a definition and brings it to its first stage or question.
   * @throws Problem 404 when there is no such definition, 422 when it has no such variant
   */
  async start(scope: Scope, start: RunStart): Promise<Course> {
    const definition = await this.definitions.find('WORKFLOW', start.workflowId);
    const { body } = definition;
    const variant = variantOf(body, start.variant);
    return this.db.transaction(async () => {
      const workflowId = definition.definitionId;
      const number = await nextNumber(this.db, scope.projectId, `workflow:${workflowId}`);
      const [runUuid] = await this.db.insert(Run, {
        projectId: scope.projectId,
        key: `${workflowId}-${number}`,
        workflowId,
        pack: definition.pack,
        definitionUuid: definition.id,
        variant: variant.name,
        workflowType: body.type,
        projectType: start.projectType ?? null,
        status: 'ACTIVE',
        userId: start.userId,
        sessionId: start.sessionId,
        epicId: start.epicId ?? null,
        context: start.context ?? {},
        startedAt: new Date(),
      });
      const stages = layOut(variant.steps).map((draft) => ({ ...draft, projectId: scope.projectId, runUuid }));
      await this.db.insert(Stage, stages);
      const course = await this.course.open(scope, runUuid);
      const data = { key: course.run.key, workflow_id: workflowId, session_id: start.sessionId, user_id: start.userId };
      await this.events.add(scope, 'workflow.started', { type: 'workflow', id: runUuid }, data);
      await this.course.advance(scope, course);
      return course;
    });
  }

  /** Lets a run rest: its stages refuse their moves and no longer count as work of their sessions. */
  pause(scope: Scope, id: string, reason?: string): Promise<Course> {
    return this.change(scope, id, async (course) => {
      await this.course.moveRun(scope, course.run, 'PAUSED', { pausedAt: new Date(), reason: reason ?? null });
      await this.release(scope, course);
    });
  }

  /** The stages in progress become work of their sessions again, where these still live. */
  resume(scope: Scope, id: string): Promise<Course> {
    return this.change(scope, id, async (course) => {
      await this.course.moveRun(scope, course.run, 'ACTIVE', { ...restOver(course.run), reason: null });
      for (const stage of inProgress(course)) {
        const agent = await this.workers.agent(scope, stage.agentId, course.run);
        const session = await this.workers.tie(scope, agent, stage.sessionId);
        await this.hold(stage, session?.id ?? null);
      }
    });
  }

  /** Ends a run before its time. What was made stays. */
  cancel(scope: Scope, id: string, reason?: string): Promise<Course> {
    return this.change(scope, id, async (course) => {
      const set = { ...restOver(course.run), endedAt: new Date(), reason: reason ?? null };
      await this.course.moveRun(scope, course.run, 'CANCELLED', set);
      await this.release(scope, course);
    });
  }

  private change(scope: Scope, id: string, work: (course: Course) => Promise<void>): Promise<Course> {
    return this.db.transaction(async () => {
      const course = await this.course.open(scope, id);
      await work(course);
      return course;
    });
  }

  private async release(scope: Scope, course: Course): Promise<void> {
    for (const stage of inProgress(course)) {
      await this.workers.untie(scope, stage);
      await this.hold(stage, null);
    }
  }

  private async hold(stage: Stage, sessionUuid: string | null): Promise<void> {
    await this.db.of(Stage).update({ id: stage.id }, { sessionUuid });
    stage.sessionUuid = sessionUuid;
  }

  /** The runs that match every given filter, oldest first. */
  async list({ projectId }: Scope, filter: RunFilter): Promise<Page<ListedRun>> {
    const query = this.db.of(Run).createQueryBuilder('run').where({ projectId });
    for (const column of columns) {
      if (filter[column] !== undefined) query.andWhere({ [column]: filter[column] });
    }
    const { items, next } = await page(query, filter);
    const stages = await this.stagesOf(items);
    return { items: items.map((run) => ({ run, stages: stages.get(run.id) ?? [] })), next };
  }

  private async stagesOf(runs: Run[]): Promise<Map<string, Stage[]>> {
    if (!runs.length) return new Map();
    const stages = await this.db
      .of(Stage)
      .createQueryBuilder('stage')
      .select(['stage.id', 'stage.runUuid', 'stage.stageId', 'stage.status', 'stage.position'])
      .where('stage.runUuid in (:...ids)', { ids: runs.map(({ id }) => id) })
      .orderBy('stage.position')
      .getMany();
    const byRun = new Map<string, Stage[]>();
    for (const stage of stages) byRun.set(stage.runUuid, [...(byRun.get(stage.runUuid) ?? []), stage]);
    return byRun;
  }
}

/** What a run notes when its rest, if it rests, is over. */
const restOver = ({ pausedAt, pausedSeconds }: Run): Pick<Run, 'pausedAt' | 'pausedSeconds'> => ({
  pausedAt: null,
  pausedSeconds: pausedSeconds + (pausedAt ? (Date.now() - pausedAt.getTime()) / 1000 : 0),
});

const inProgress = ({ stages }: Course) => stages.filter(({ status }) => status === 'ACTIVE');

function variantOf({ id, variants }: WorkflowBody, wanted = variants[0]?.name): WorkflowBody['variants'][number] {
  const variant = variants.find(({ name }) => name === wanted);
  if (variant?.steps.length) return variant;
  const names = variants.filter(({ steps }) => steps.length).map(({ name }) => name);
  if (!names.length) throw unacceptable('workflow_id', `The definition ${id} has no steps to run.`);
  throw unacceptable('variant', `${id} has no variant '${wanted}'; it has ${names.join(', ')}.`, { allowed: names });
}
