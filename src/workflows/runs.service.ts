import { Injectable } from '@nestjs/common';
import { Database } from '../database/database';
import { assignments } from '../database/rows';
import { page, type Page, type PageRequest } from '../database/page';
import type { Scope } from '../database/scope';
import type { Course } from './course.reader';
import { CourseService } from './course.service';
import { Run, type WorkflowType } from './run.entity';
import type { RunStatus } from './run.flow';
import { Stage } from './stages/stage.entity';
import { WorkersService } from './stages/workers.service';

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
    private readonly course: CourseService,
    private readonly workers: WorkersService,
  ) {}

  /** Lets a run rest: its stages refuse their moves and no longer count as work of their sessions. */
  pause(scope: Scope, id: string, reason?: string): Promise<Course> {
    return this.change(scope, id, async (course) => {
      await this.course.moveRun(scope, course, 'PAUSED', { pausedAt: new Date(), reason: reason ?? null });
      await this.release(scope, course);
      await this.course.companions.refresh(scope, course);
    });
  }

  /** The stages in progress become work of their sessions again, where these still live. */
  resume(scope: Scope, id: string): Promise<Course> {
    return this.change(scope, id, async (course) => {
      await this.course.moveRun(scope, course, 'ACTIVE', { ...restOver(course.run), reason: null });
      for (const stage of inProgress(course)) {
        const agent = await this.workers.agent(scope, stage.agentId, course.run);
        const session = await this.workers.tie(scope, agent, stage.sessionId);
        if (session) await this.hold(stage, session.id);
      }
      await this.course.companions.refresh(scope, course);
    });
  }

  /** Ends a run before its time: CANCELLED when it is no longer wanted, FAILED when it is given up. What was made stays. */
  end(scope: Scope, id: string, to: 'CANCELLED' | 'FAILED', reason?: string): Promise<Course> {
    return this.change(scope, id, async (course) => {
      const { status } = course.run;
      const set = { ...restOver(course.run), endedAt: new Date(), reason: reason ?? null };
      await this.course.moveRun(scope, course, to, set);
      if (status === 'ACTIVE') await this.release(scope, course);
      await this.course.companions.close(scope, course, course.stages, `the workflow is ${to}`);
    });
  }

  private change(scope: Scope, id: string, work: (course: Course) => Promise<void>): Promise<Course> {
    return this.db.transaction(async () => {
      const course = await this.course.open(scope, id);
      await work(course);
      return course;
    });
  }

  /** The sessions count the stages in progress no longer; who had them stays written there. */
  private async release(scope: Scope, course: Course): Promise<void> {
    for (const stage of inProgress(course)) await this.workers.untie(scope, stage);
  }

  private async hold(stage: Stage, sessionUuid: string): Promise<void> {
    await this.db.later`
      update ${Stage} set ${assignments(this.db, Stage, { sessionUuid })} where id = ${stage.id}`;
    stage.sessionUuid = sessionUuid;
  }

  /** The runs that match every given filter, oldest first. */
  list(scope: Scope, filter: RunFilter): Promise<Page<ListedRun>> {
    return this.db.snapshot(() => this.readPage(scope, filter));
  }

  private async readPage({ projectId }: Scope, filter: RunFilter): Promise<Page<ListedRun>> {
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
