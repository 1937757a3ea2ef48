import { Injectable } from '@nestjs/common';
import { actingId } from '../../agents/acting';
import type { Activity } from '../../agents/activities.service';
import type { Scope } from '../../database/scope';
import { type NewArtifact, ArtifactsService } from '../artifacts/artifacts.service';
import type { Course } from '../course.reader';
import { CourseService } from '../course.service';
import { stageOf } from './find-stage';
import { StageLessons } from '../lessons/stage-lessons.service';
import type { Stage } from './stage.entity';
import {
  acknowledge,
  agentOf,
  namedAgent,
  neverFailed,
  refuseUnlessActive,
  refuseUnlessOptional,
  refuseUnready,
} from './stage-refusals';
import { WorkersService } from './workers.service';

export interface StageStart {
  agentId?: string;
  sessionId?: string;
  acknowledge?: string[];
}

export interface StageCompletion {
  artifacts?: NewArtifact[];
  outputs?: Record<string, unknown>;
  qualityScore?: number;
  notes?: string;
}

/** The moves of a stage. Each locks its run, so that two callers never act on the same state. */
@Injectable()
export class StagesService {
  constructor(
    private readonly course: CourseService,
    private readonly artifacts: ArtifactsService,
    private readonly workers: WorkersService,
    private readonly lessons: StageLessons,
  ) {}

  /**
   * Takes a stage up. One that is in progress may be taken over once the session that has it is no longer alive.
   * @throws Problem 403 for another agent than the caller's, 409 when it is not ready or something it requires is missing, 422
   * for a wrong agent
   */
  async start(scope: Scope, runId: string, stageId: string, start: StageStart): Promise<Stage> {
    const wanted = actingId(scope, start.agentId);
    const work = async (course: Course, stage: Stage, activity: Activity) => {
      const abandoned = await this.workers.isAbandoned(stage);
      if (!abandoned) refuseUnready(course, stage);
      const agentId = agentOf(stage, wanted);
      const sessionId = start.sessionId ?? null;
      const acknowledged = acknowledge(course, stage, start.acknowledge ?? []);
      activity.session = await this.workers.tie(scope, activity.agent, sessionId);
      const begin = {
        agentId,
        acknowledged,
        sessionId,
        sessionUuid: activity.session?.id ?? null,
        attempt: stage.attempt + 1,
        startedAt: new Date(),
        endedAt: null,
        reason: null,
      };
      if (!abandoned) return this.course.moveStage(scope, stage, 'ACTIVE', begin);
      await this.workers.takeOver(scope, stage, begin);
      await this.course.tell(scope, stage, 'stage.taken_over');
    };
    return this.change(scope, runId, stageId, { type: 'STAGE_STARTED', agentId: wanted }, work);
  }

  /** Stores what the stage made and brings the run to its next stage, question or end. */
  complete(scope: Scope, runId: string, stageId: string, completion: StageCompletion): Promise<Stage> {
    return this.change(scope, runId, stageId, { type: 'STAGE_COMPLETED' }, async (course, stage, activity) => {
      const { artifacts = [], outputs = {}, qualityScore = null, notes = null } = completion;
      const files = artifacts.map(({ name, path }) => path ?? name);
      await this.course.companions.stories.worked(scope, stage, files);
      await this.workers.untie(scope, stage);
      const endedAt = new Date();
      const set = { outputs, qualityScore, notes, sessionUuid: null, endedAt };
      await this.course.moveStage(scope, stage, 'COMPLETED', set, { files });
      await this.artifacts.add(scope, course, artifacts, stage);
      await this.lessons.learn(scope, course.run, stage, activity);
    });
  }

  /** Only optional stages may be left out by hand, and those of a story that is over; a condition does it by itself. */
  skip(scope: Scope, runId: string, stageId: string, reason: string): Promise<Stage> {
    return this.change(scope, runId, stageId, { type: 'STAGE_SKIPPED' }, async (course, stage) => {
      refuseUnlessOptional(course, stage);
      await this.course.moveStage(scope, stage, 'SKIPPED', { reason, endedAt: new Date() });
    });
  }

  fail(scope: Scope, runId: string, stageId: string, reason: string): Promise<Stage> {
    return this.change(scope, runId, stageId, { type: 'STAGE_FAILED' }, async ({ run }, stage, activity) => {
      await this.course.companions.stories.worked(scope, stage);
      await this.workers.untie(scope, stage);
      await this.course.moveStage(scope, stage, 'FAILED', { reason, sessionUuid: null, endedAt: new Date() });
      await this.lessons.learn(scope, run, stage, activity);
    });
  }

  /** A failed stage becomes ready again; the attempt that failed is kept. */
  retry(scope: Scope, runId: string, stageId: string): Promise<Stage> {
    return this.change(scope, runId, stageId, { type: 'STAGE_RETRIED' }, async (_, stage) => {
      if (stage.status !== 'FAILED') throw neverFailed(stage);
      await this.workers.putAside(scope, stage, 'it was tried again');
      const fresh = { startedAt: null, endedAt: null, agentId: null, sessionId: null };
      await this.course.moveStage(scope, stage, 'READY', { readyAt: new Date(), ...fresh });
    });
  }

  /** Makes one move. It stands in the log of the agent whose stage it is, or who wants it, also when it is refused. */
  private change(
    scope: Scope,
    runId: string,
    stageId: string,
    { type, agentId }: { type: string; agentId?: string },
    work: (course: Course, stage: Stage, activity: Activity) => Promise<void>,
  ): Promise<Stage> {
    return this.workers.record(scope, type, async (activity) => {
      const course = await this.course.open(scope, runId);
      const stage = stageOf(course.stages, stageId);
      activity.details = { workflow: course.run.key, stage_id: stage.stageId };
      activity.agent = await this.workers.agent(scope, agentId ?? stage.agentId ?? namedAgent(stage), course.run);
      activity.session = stage.sessionUuid === null ? undefined : { id: stage.sessionUuid };
      refuseUnlessActive(course.run);
      await work(course, stage, activity);
      await this.course.advance(scope, course);
      return stage;
    });
  }
}
