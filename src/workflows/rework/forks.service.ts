import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database';
import type { Scope } from '../../database/scope';
import { Events } from '../../events/events.service';
import { Problem } from '../../problems/problem';
import { Artifact } from '../artifacts/artifact.entity';
import type { Course } from '../course.reader';
import { CourseService } from '../course.service';
import { Decision } from '../decisions/decision.entity';
import { LayoutsService } from '../layouts.service';
import { fromStage } from '../plan/passes';
import { Run } from '../run.entity';
import { StartsService } from '../starts.service';
import { stageOf } from '../stages/find-stage';
import { Stage } from '../stages/stage.entity';
import { isSettled } from '../stages/stage.flow';
import { beginAnew } from './begin-anew';

export interface Fork {
  stageId: string;
  reason?: string;
  userId?: string;
  sessionId?: string;
}

/** Tries another way: a new run that has behind it what an old one had before a stage. */
@Injectable()
export class ForksService {
  constructor(
    private readonly db: Database,
    private readonly course: CourseService,
    private readonly layouts: LayoutsService,
    private readonly starts: StartsService,
    private readonly events: Events,
  ) {}

  /**
   * Starts a new run of the same version at a stage of an old one, which goes on as it was, in whatever state it is. What
   * lies before the stage is carried over with its documents and decisions; the rest begins anew.
   * @throws Problem 404 for an unknown stage, 409 when the old run has not come as far
   */
  fork(scope: Scope, runId: string, { stageId, reason, ...by }: Fork): Promise<Course> {
    return this.db.transaction(async () => {
      const origin = await this.course.open(scope, runId);
      const target = stageOf(origin.stages, stageId);
      if (target.status === 'PENDING') throw notReached(target, origin.stages);
      const run = await this.insertRun(scope, origin.run, target, by);
      const ids = await this.insertStages(run, origin, target);
      await this.copyEvidence(run.id, origin.run.id, ids);
      const data = { key: origin.run.key, stage_id: target.stageId, reason, fork: run.key };
      await this.events.add(scope, 'workflow.forked', { type: 'workflow', id: origin.run.id }, data);
      const from = { forked_from: origin.run.key, stage_id: target.stageId, reason };
      return this.starts.begin(scope, await this.course.open(scope, run.id), from);
    });
  }

  private async insertRun(
    scope: Scope,
    origin: Run,
    target: Stage,
    by: Pick<Fork, 'userId' | 'sessionId'>,
  ): Promise<Run> {
    const [id] = await this.db.insert(Run, {
      projectId: scope.projectId,
      key: await this.starts.newKey(scope, origin.workflowId),
      workflowId: origin.workflowId,
      pack: origin.pack,
      definitionUuid: origin.definitionUuid,
      variant: origin.variant,
      workflowType: origin.workflowType,
      projectType: origin.projectType,
      status: 'ACTIVE',
      userId: by.userId ?? origin.userId,
      sessionId: by.sessionId ?? origin.sessionId,
      epicId: origin.epicId,
      context: origin.context,
      parallelPasses: origin.parallelPasses,
      createsTasks: origin.createsTasks,
      startedAt: new Date(),
      round: origin.round + 1,
      forkedFromUuid: origin.id,
      forkedStage: target.stageId,
    });
    return this.db.of(Run).findOneByOrFail({ id });
  }

  /** @returns the pairs of stages that were carried over, old and new */
  private async insertStages(run: Run, { stages }: Course, target: Stage): Promise<[string, string][]> {
    const drafts = await this.layouts.of(run);
    const beyond = new Set(fromStage(stages, target));
    const carried = stages.map((stage) => isSettled(stage.status) && !beyond.has(stage));
    const rows = stages.map((stage, n): Partial<Stage> => {
      const { projectId, stageId, position, pass, cycle, name } = stage;
      const place = { projectId, runUuid: run.id, stageId, position, pass, cycle, name };
      if (carried[n]) return { ...place, ...outcomeOf(stage) };
      const { step, agentIds, storyId, afterPasses } = beginAnew(stage, target, drafts);
      return { ...place, step, agentIds, storyId, afterPasses, round: run.round };
    });
    const ids = await this.db.insert(Stage, rows);
    return stages.flatMap((stage, n): [string, string][] => (carried[n] ? [[stage.id, ids[n]]] : []));
  }

  /** The documents and answers that count, of the stages that were carried over and from outside. */
  private async copyEvidence(runId: string, originId: string, stages: readonly [string, string][]): Promise<void> {
    const pairs = JSON.stringify(stages.map(([before, after]) => ({ before, after })));
    await this.db.sql`
      insert into ${Artifact} (project_id, name, document, path, content, content_length, run_uuid, stage_uuid, attempt,
        round, created_by, created_at)
      select own.project_id, own.name, own.document, own.path, own.content, own.content_length, ${runId}, pair.after,
        own.attempt, own.round, own.created_by, own.created_at
      from ${Artifact} own left join ${Stage} stage on stage.id = own.stage_uuid
      left join jsonb_to_recordset(${pairs}::jsonb) as pair (before uuid, after uuid) on pair.before = own.stage_uuid
      where own.run_uuid = ${originId} and own.round >= coalesce(stage.round, 0)
        and (own.stage_uuid is null or pair.after is not null)
      order by own.id`;
    await this.db.sql`
      insert into ${Decision} (project_id, run_uuid, stage_uuid, round, name, kind, value, reason, decided_by, decided_at)
      select own.project_id, ${runId}, pair.after, own.round, own.name, own.kind, own.value, own.reason, own.decided_by,
        own.decided_at
      from ${Decision} own join ${Stage} stage on stage.id = own.stage_uuid
      join jsonb_to_recordset(${pairs}::jsonb) as pair (before uuid, after uuid) on pair.before = own.stage_uuid
      where own.run_uuid = ${originId} and own.round >= stage.round order by own.id`;
  }
}

/** What came of a stage. */
const outcomeOf = (stage: Stage): Partial<Stage> => ({
  step: stage.step,
  agentIds: stage.agentIds,
  storyId: stage.storyId,
  afterPasses: stage.afterPasses,
  round: stage.round,
  status: stage.status,
  attempt: stage.attempt,
  agentId: stage.agentId,
  sessionId: stage.sessionId,
  acknowledged: stage.acknowledged,
  readyAt: stage.readyAt,
  startedAt: stage.startedAt,
  endedAt: stage.endedAt,
  outputs: stage.outputs,
  qualityScore: stage.qualityScore,
  notes: stage.notes,
  reason: stage.reason,
});

function notReached({ stageId }: Stage, stages: readonly Stage[]): Problem {
  const reached = stages.filter(({ status }) => status !== 'PENDING').map((stage) => stage.stageId);
  return new Problem('stage-not-reached', 409, 'The stage was not reached yet', {
    detail: `The workflow has not come to the stage '${stageId}'; it may be forked at ${reached.join(', ')}.`,
    allowed: reached,
  });
}
