import { Injectable } from '@nestjs/common';
import type { Activity } from '../../agents/activities.service';
import { identify } from '../../database/identify';
import type { Scope } from '../../database/scope';
import { nearest } from '../../problems/nearest';
import { illegalMove, notFound, Problem, unacceptable } from '../../problems/problem';
import { type NewArtifact, ArtifactsService } from '../artifacts/artifacts.service';
import { type Course, CourseService } from '../course.service';
import { isOpenToAll, needsAgent, planOf } from '../plan/plan';
import { requirementsOf } from '../plan/requirements';
import type { Run } from '../run.entity';
import { runFlow } from '../run.flow';
import type { Stage } from './stage.entity';
import { stageFlow } from './stage.flow';
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
  ) {}

  /** @throws Problem 409 when it is not ready or something it requires is missing, 422 for a wrong agent */
  start(scope: Scope, runId: string, stageId: string, start: StageStart): Promise<Stage> {
    const work = async (course: Course, stage: Stage, activity: Activity) => {
      refuseUnready(course, stage);
      const agentId = agentOf(stage, start.agentId);
      const sessionId = start.sessionId ?? null;
      const acknowledged = acknowledge(course, stage, start.acknowledge ?? []);
      activity.session = await this.workers.tie(scope, activity.agent, sessionId);
      await this.course.moveStage(scope, stage, 'ACTIVE', {
        agentId,
        acknowledged,
        sessionId,
        sessionUuid: activity.session?.id ?? null,
        attempt: stage.attempt + 1,
        startedAt: new Date(),
        endedAt: null,
        reason: null,
      });
    };
    return this.change(scope, runId, stageId, { type: 'STAGE_STARTED', agentId: start.agentId }, work);
  }

  /** Stores what the stage made and brings the run to its next stage, question or end. */
  complete(scope: Scope, runId: string, stageId: string, completion: StageCompletion): Promise<Stage> {
    return this.change(scope, runId, stageId, { type: 'STAGE_COMPLETED' }, async (course, stage) => {
      const { artifacts = [], outputs = {}, qualityScore = null, notes = null } = completion;
      await this.workers.untie(scope, stage);
      const endedAt = new Date();
      const set = { outputs, qualityScore, notes, sessionUuid: null, endedAt };
      await this.course.moveStage(scope, stage, 'COMPLETED', set);
      await this.artifacts.add(scope, course.run, artifacts, stage);
    });
  }

  /** Only optional stages may be left out by hand; a condition that is false leaves its stage out by itself. */
  skip(scope: Scope, runId: string, stageId: string, reason: string): Promise<Stage> {
    return this.change(scope, runId, stageId, { type: 'STAGE_SKIPPED' }, async (_, stage) => {
      if (!stage.step.optional) throw notOptional(stage);
      await this.course.moveStage(scope, stage, 'SKIPPED', { reason, endedAt: new Date() });
    });
  }

  fail(scope: Scope, runId: string, stageId: string, reason: string): Promise<Stage> {
    return this.change(scope, runId, stageId, { type: 'STAGE_FAILED' }, async (_, stage) => {
      await this.workers.untie(scope, stage);
      await this.course.moveStage(scope, stage, 'FAILED', { reason, sessionUuid: null, endedAt: new Date() });
    });
  }

  /** A failed stage becomes ready again. */
  retry(scope: Scope, runId: string, stageId: string): Promise<Stage> {
    return this.change(scope, runId, stageId, { type: 'STAGE_RETRIED' }, async (_, stage) => {
      if (stage.status !== 'FAILED') throw neverFailed(stage);
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
      const stage = find(course.stages, stageId);
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

/** @throws Problem 409 naming the moves that the run allows */
export function refuseUnlessActive({ key, status }: Run): void {
  if (status === 'ACTIVE') return;
  throw new Problem('workflow-not-active', 409, 'The workflow is not active', {
    detail: `The workflow '${key}' is ${status}; its stages and decisions rest${status === 'PAUSED' ? ' until it is resumed' : ''}.`,
    allowed: runFlow.next(status),
  });
}

function find(stages: readonly Stage[], id: string): Stage {
  const [[column, value]] = Object.entries(identify(id, 'stageId'));
  const stage = stages.findLast((candidate) => candidate[column as 'id' | 'stageId'] === value);
  if (stage) return stage;
  const ids = stages.map(({ stageId }) => stageId);
  throw notFound('stage', id, nearest(id, ids));
}

function refuseUnready({ stages, answers, team }: Course, stage: Stage): void {
  const { stageId, status } = stage;
  if (status === 'READY') return;
  if (status !== 'PENDING') throw illegalMove('stage', stageId, status, 'ACTIVE', stageFlow.next(status));
  const { waiting } = planOf(stages, answers, team);
  const why = waiting.find((entry) => entry.stage === stage)?.why ?? 'is not ready';
  throw new Problem('stage-not-ready', 409, 'The stage is not ready', {
    detail: `The stage '${stageId}' cannot start: it ${why}.`,
    allowed: ['SKIPPED'].filter(() => stage.step.optional),
  });
}

/** The only agent that may do a stage, if there is one. */
const namedAgent = ({ agentIds }: Stage): string | null => (needsAgent(agentIds) ? null : (agentIds[0] ?? null));

/** Who takes a stage. @throws Problem 422 when it is for somebody else */
function agentOf(stage: Stage, wanted?: string): string | null {
  const { agentIds, stageId } = stage;
  if (wanted === undefined) return namedAgent(stage);
  if (agentIds.length === 0 || isOpenToAll(agentIds) || agentIds.includes(wanted)) return wanted;
  const message = `The stage ${stageId} is for ${agentIds.join(', ')}, not for ${wanted}.`;
  throw unacceptable('agent_id', message, { allowed: agentIds });
}

/** All that is acknowledged now. @throws Problem 409 naming each requirement that is not met */
function acknowledge({ stages, artifacts }: Course, stage: Stage, names: string[]): string[] {
  const stranger = names.find((name) => !stage.step.requires.includes(name));
  if (stranger !== undefined) {
    const allowed = stage.step.requires;
    throw unacceptable('acknowledge', `The stage ${stage.stageId} does not require '${stranger}'.`, { allowed });
  }
  const acknowledged = [...new Set([...stage.acknowledged, ...names])];
  const missing = requirementsOf({ ...stage, acknowledged }, stages, artifacts).filter(({ satisfied }) => !satisfied);
  if (!missing.length) return acknowledged;
  throw new Problem('requirements-missing', 409, 'Something that the stage requires is missing', {
    detail: `The stage '${stage.stageId}' cannot start without ${missing.map(({ name }) => name).join(', ')}.`,
    errors: missing.map(({ name, kind }) => ({ field: name, message: remedy[kind] })),
  });
}

const remedy = {
  artifact: 'hand the document in as an artifact of the workflow',
  acknowledgement: 'confirm it by naming it in acknowledge',
};

const notOptional = ({ stageId, step }: Stage) =>
  new Problem('stage-not-optional', 409, 'The stage is not optional', {
    detail: step.condition
      ? `The stage '${stageId}' is left out by the decision ${step.condition}, not by hand.`
      : `The stage '${stageId}' is not optional, so it cannot be skipped.`,
  });

const neverFailed = ({ stageId, status }: Stage) =>
  new Problem('illegal-move', 409, 'The state does not allow this move', {
    detail: `The stage '${stageId}' is ${status}; only a failed stage is tried again.`,
    allowed: stageFlow.next(status).filter((next) => next !== 'READY'),
  });
