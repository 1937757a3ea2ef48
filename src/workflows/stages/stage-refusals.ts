import { illegalMove, Problem, unacceptable } from '../../problems/problem';
import { around, type Course } from '../course.reader';
import { planOf } from '../plan/plan';
import { isOpenToAll, needsAgent } from '../plan/questions';
import { requirementsOf } from '../plan/requirements';
import type { Run } from '../run.entity';
import { runFlow } from '../run.flow';
import type { Stage } from './stage.entity';
import { stageFlow } from './stage.flow';

/** @throws Problem 409 naming the moves that the run allows */
export function refuseUnlessActive({ key, status }: Run): void {
  if (status === 'ACTIVE') return;
  throw new Problem('workflow-not-active', 409, 'The workflow is not active', {
    detail: `The workflow '${key}' is ${status}; its stages and decisions rest${status === 'PAUSED' ? ' until it is resumed' : ''}.`,
    allowed: runFlow.next(status),
  });
}

/** @throws Problem 409 for a stage whose turn it is not, saying why */
export function refuseUnready(course: Course, stage: Stage): void {
  const { stageId, status } = stage;
  if (status === 'READY') return;
  if (status !== 'PENDING') throw illegalMove('stage', stageId, status, 'ACTIVE', stageFlow.next(status));
  const { waiting } = planOf(course.stages, course.answers, around(course));
  const why = waiting.find((entry) => entry.stage === stage)?.why ?? 'is not ready';
  throw new Problem('stage-not-ready', 409, 'The stage is not ready', {
    detail: `The stage '${stageId}' cannot start: it ${why}.`,
    allowed: ['SKIPPED'].filter(() => stage.step.optional),
  });
}

/** The only agent that may do a stage, if there is one. */
export const namedAgent = ({ agentIds }: Pick<Stage, 'agentIds'>): string | null =>
  needsAgent(agentIds) ? null : (agentIds[0] ?? null);

/** Who takes a stage. @throws Problem 422 when it is for somebody else */
export function agentOf(stage: Stage, wanted?: string): string | null {
  const { agentIds, stageId } = stage;
  if (wanted === undefined) return namedAgent(stage);
  if (agentIds.length === 0 || isOpenToAll(agentIds) || agentIds.includes(wanted)) return wanted;
  const message = `The stage ${stageId} is for ${agentIds.join(', ')}, not for ${wanted}.`;
  throw unacceptable('agent_id', message, { allowed: agentIds });
}

/** All that is acknowledged now. @throws Problem 409 naming each requirement that is not met */
export function acknowledge({ stages, documents }: Course, stage: Stage, names: readonly string[]): string[] {
  const stranger = names.find((name) => !stage.step.requires.includes(name));
  if (stranger !== undefined) {
    const allowed = stage.step.requires;
    throw unacceptable('acknowledge', `The stage ${stage.stageId} does not require '${stranger}'.`, { allowed });
  }
  const acknowledged = [...new Set([...stage.acknowledged, ...names])];
  const missing = requirementsOf({ ...stage, acknowledged }, stages, documents).filter(({ satisfied }) => !satisfied);
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

/** @throws Problem 409 for a stage that has to be done: it is not optional, and the story of its pass is not over */
export function refuseUnlessOptional({ backlog }: Course, { stageId, step, storyId }: Stage): void {
  const isStoryOpen = storyId === null || backlog?.open.some((story) => story.storyId === storyId);
  if (step.optional || !isStoryOpen) return;
  throw new Problem('stage-not-optional', 409, 'The stage is not optional', {
    detail: step.condition
      ? `The stage '${stageId}' is left out by the decision ${step.condition}, not by hand.`
      : `The stage '${stageId}' is not optional, so it cannot be skipped.`,
  });
}

/** 409: only a failed stage is tried again. */
export const neverFailed = ({ stageId, status }: Stage): Problem =>
  new Problem('illegal-move', 409, 'The state does not allow this move', {
    detail: `The stage '${stageId}' is ${status}; only a failed stage is tried again.`,
    allowed: stageFlow.next(status).filter((next) => next !== 'READY'),
  });
