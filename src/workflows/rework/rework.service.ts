import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database';
import type { Scope } from '../../database/scope';
import { Events } from '../../events/events.service';
import { Problem } from '../../problems/problem';
import type { Course } from '../course.reader';
import { CourseService } from '../course.service';
import { LayoutsService } from '../layouts.service';
import { fromStage } from '../plan/passes';
import type { StageDraft } from '../plan/layout';
import { Run } from '../run.entity';
import { stageOf } from '../stages/find-stage';
import { Stage } from '../stages/stage.entity';
import { isSettled, reworkFlow } from '../stages/stage.flow';
import { refuseUnlessActive } from '../stages/stage-refusals';
import { WorkersService } from '../stages/workers.service';
import { beginAnew } from './begin-anew';

/** Has a run done again from a stage on. */
@Injectable()
export class ReworkService {
  constructor(
    private readonly db: Database,
    private readonly course: CourseService,
    private readonly layouts: LayoutsService,
    private readonly events: Events,
    private readonly workers: WorkersService,
  ) {}

  /**
   * Goes back to a stage that is settled. It and all that comes after it by the plan begin anew: what they made, confirmed
   * and decided is kept as history and counts no more.
   * @throws Problem 404 for an unknown stage, 409 when it was not reached yet or the run is not ACTIVE
   */
  rework(scope: Scope, runId: string, stageId: string, reason: string): Promise<Course> {
    return this.db.transaction(async () => {
      const course = await this.course.open(scope, runId);
      const { run } = course;
      const target = stageOf(course.stages, stageId);
      if (run.endedAt) throw hasEnded(run);
      refuseUnlessActive(run);
      if (!isSettled(target.status)) throw notBehind(target, course.stages);
      const again = fromStage(course.stages, target);
      await this.course.companions.stories.beganAnew(scope, again);
      await this.workers.leave(scope, again, reason);
      await this.course.companions.close(scope, course, again, `the workflow was reworked: ${reason}`);
      await this.fallBack(run, again, target, await this.layouts.of(run));
      const stages = again.map((stage) => stage.stageId);
      const data = { key: run.key, stage_id: target.stageId, reason, stages };
      await this.events.add(scope, 'workflow.reworked', { type: 'workflow', id: run.id }, data);
      const now = await this.course.open(scope, run.id);
      await this.course.advance(scope, now);
      return now;
    });
  }

  /** One statement for all of them: the stages of a large epic are many. */
  private async fallBack(
    run: Run,
    again: readonly Stage[],
    target: Stage,
    drafts: readonly StageDraft[],
  ): Promise<void> {
    const round = run.round + 1;
    await this.db.sql`
      update ${Run} set round = ${round}, progress_floor = 0, updated_at = now() where id = ${run.id}`;
    const rows = again.map((stage) => beginAnew(stage, target, drafts));
    await this.db.sql`
      update ${Stage} stage set status = 'PENDING', round = ${round}, step = fresh.step,
        agent_ids = fresh."agentIds", story_id = fresh."storyId", after_passes = fresh."afterPasses", agent_id = null, session_id = null,
        session_uuid = null, task_uuid = null, acknowledged = '{}', ready_at = null, started_at = null, ended_at = null,
        outputs = '{}', quality_score = null, notes = null, reason = null, updated_at = now(), version = version + 1
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as fresh (id uuid, step jsonb, "agentIds" text[], "storyId" text, "afterPasses" int[])
      where stage.id = fresh.id and stage.status::text = any(${[...reworkFlow.into('PENDING'), 'PENDING']})`;
  }
}

const hasEnded = ({ key, status }: Run) =>
  new Problem('workflow-ended', 409, 'The workflow has ended', {
    detail: `The workflow '${key}' is ${status} and stays so; fork it from that stage to do it again in a new run.`,
    allowed: [],
  });

function notBehind(stage: Stage, stages: readonly Stage[]): Problem {
  const behind = stages.filter(({ status }) => isSettled(status)).map(({ stageId }) => stageId);
  return new Problem('illegal-move', 409, 'The state does not allow this move', {
    detail: `The stage '${stage.stageId}' is ${stage.status}; a rework goes back to one that is completed or skipped: ${behind.join(', ') || 'there is none'}.`,
    allowed: behind,
  });
}
