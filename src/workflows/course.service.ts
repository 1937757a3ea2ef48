import { Injectable } from '@nestjs/common';
import { Database } from '../database/database';
import type { Scope } from '../database/scope';
import { Events } from '../events/events.service';
import { moveHeld } from '../flow/move';
import { around, type Course, CourseReader } from './course.reader';
import { PassesService } from './passes/passes.service';
import { planOf } from './plan/plan';
import type { Effect, Plan } from './plan/planned';
import { Run } from './run.entity';
import { runFlow, type RunStatus } from './run.flow';
import { Stage } from './stages/stage.entity';
import { Companions } from './companions/companions.service';
import { stageFlow, type StageStatus } from './stages/stage.flow';

const stageEvents: Record<StageStatus, string> = {
  PENDING: 'stage.pending',
  READY: 'stage.ready',
  ACTIVE: 'stage.started',
  COMPLETED: 'stage.completed',
  SKIPPED: 'stage.skipped',
  FAILED: 'stage.failed',
};

/** The course of a run: carries it on until somebody has to act. */
@Injectable()
export class CourseService {
  constructor(
    private readonly db: Database,
    private readonly events: Events,
    private readonly reader: CourseReader,
    private readonly passes: PassesService,
    readonly companions: Companions,
  ) {}

  /** @throws Problem 404 with look-alikes */
  async read(scope: Scope, id: string): Promise<Course> {
    return this.reader.read(scope, id);
  }

  /** The same for a change: until the transaction ends nobody else changes this run. */
  async open(scope: Scope, id: string): Promise<Course> {
    return this.reader.read(scope, id, true);
  }

  /** The run alone. @throws Problem 404 with look-alikes */
  find(scope: Scope, id: string, lock = false): Promise<Run> {
    return this.reader.find(scope, id, lock);
  }

  /** Applies all that follows by itself, up to the end of the run. */
  async advance(scope: Scope, course: Course): Promise<Plan<Stage>> {
    await this.companions.answer(scope, course);
    const plan = () => planOf(course.stages, course.answers, around(course));
    let now = plan();
    while (now.effect) {
      await this.apply(scope, course, now.effect);
      now = plan();
    }
    await this.companions.refresh(scope, course);
    if (now.done) await this.moveRun(scope, course, 'COMPLETED', { endedAt: new Date() });
    return now;
  }

  /** Moves a run and announces it. */
  async moveRun(scope: Scope, { run, now: updatedAt }: Course, to: RunStatus, set: Partial<Run> = {}): Promise<void> {
    await moveHeld(this.db, run, { entity: Run, noun: 'workflow', name: run.key, flow: runFlow, to, set });
    Object.assign(run, set, { status: to, updatedAt, version: run.version + 1 });
    const data = { key: run.key, status: to, reason: set.reason ?? undefined };
    await this.events.add(scope, `workflow.${to.toLowerCase()}`, { type: 'workflow', id: run.id }, data);
  }

  /**
   * Moves a stage and announces it in the history of its run. Its task follows.
   * @param how the flow by which it follows its task, where that has moved already; the files that were made
   */
  async moveStage(
    scope: Scope,
    stage: Stage,
    to: StageStatus,
    set: Partial<Stage> = {},
    how: { flow?: typeof stageFlow; files?: readonly string[] } = {},
  ): Promise<void> {
    const flow = how.flow ?? stageFlow;
    await moveHeld(this.db, stage, { entity: Stage, noun: 'stage', name: stage.stageId, flow, to, set });
    Object.assign(stage, { ...set, status: to });
    await this.tell(scope, stage, stageEvents[to], set.reason);
    if (!how.flow) await this.companions.follow(scope, stage, to, how.files);
  }

  /** Adds an event about a stage to the history of its run. */
  tell(scope: Scope, stage: Stage, type: string, reason?: string | null): Promise<void> {
    const { stageId, agentId, attempt, pass, storyId } = stage;
    const inPass = stage.cycle !== null && { pass, ...(storyId !== null && { story_id: storyId }) };
    const data = { stage_id: stageId, agent_id: agentId, attempt, ...inPass, ...(reason && { reason }) };
    return this.events.add(scope, type, { type: 'workflow', id: stage.runUuid }, data);
  }

  private async apply(scope: Scope, course: Course, effect: Effect<Stage>): Promise<void> {
    if (effect.kind === 'open') return this.passes.open(scope, course, effect);
    const { stage } = effect;
    const now = new Date();
    if (effect.kind === 'skip') {
      return this.moveStage(scope, stage, 'SKIPPED', { reason: effect.reason, endedAt: now });
    }
    if (stage.status === 'PENDING') await this.moveStage(scope, stage, 'READY', { readyAt: now });
    if (effect.kind === 'ready') return this.companions.arrived(scope, course, stage);
    const start = { startedAt: now, attempt: stage.attempt + 1, sessionId: course.run.sessionId };
    await this.moveStage(scope, stage, 'ACTIVE', start);
    await this.moveStage(scope, stage, 'COMPLETED', { endedAt: now });
  }
}
