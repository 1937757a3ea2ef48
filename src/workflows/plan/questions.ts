import type { WorkflowStep } from '../../definitions/parse/workflow';
import { idInPass } from './layout';
import type { Answers, OpenDecision, PlannedStage } from './planned';

/** Agent names that mean "someone", so that a person has to say who. */
const VAGUE = new Set(['various', 'any', 'all']);

export const isOpenToAll = (agentIds: readonly string[]): boolean =>
  agentIds.some((agent) => VAGUE.has(agent.toLowerCase()));
export const needsAgent = (agentIds: readonly string[]): boolean => agentIds.length > 1 || isOpenToAll(agentIds);

export const hasRoutes = ({ routes }: WorkflowStep): boolean => routes !== null && routes.length > 0;

export const routeDecision = (stageId: string): string => `route:${stageId}`;
export const agentDecision = (stageId: string): string => `agent:${stageId}`;
/** @param cycle the readable id of the cycle's first stage */
export const repeatDecision = (cycle: string, pass: number): string => `repeat:${idInPass(cycle, pass)}`;

/**
 * By what name the condition of a stage is asked, which stages outside of cycles share; every pass asks anew. Null where
 * it has none, or only says what the choice among its routes is about.
 */
export function conditionDecision({ step, pass }: PlannedStage): string | null {
  return step.condition === null || hasRoutes(step) ? null : idInPass(step.condition, pass);
}

/** What has to be known before a stage can go on. */
export function questionOf(stage: PlannedStage, answers: Answers, team: readonly string[]): OpenDecision | undefined {
  const { stageId, step, agentIds } = stage;
  const condition = conditionDecision(stage);
  if (condition !== null && !answers.has(condition)) {
    return { name: condition, kind: 'condition', question: ask(step.condition!, stage), options: [], stageId };
  }
  if (condition !== null && answers.get(condition) === false) return undefined;
  if (hasRoutes(step) && !answers.has(routeDecision(stageId))) {
    const options = step.routes!.map(({ name }) => name);
    return { name: routeDecision(stageId), kind: 'route', question: 'Which way does the work go?', options, stageId };
  }
  const options = isOpenToAll(agentIds) ? [...team] : [...agentIds];
  if (!needsAgent(agentIds) || !options.length) return undefined;
  return { name: agentDecision(stageId), kind: 'agent', question: `Who does ${stage.name}?`, options, stageId };
}

/** Whether there is more to do in a cycle whose last pass is through. */
export function repeatQuestion(stage: PlannedStage, repeats: string | null): OpenDecision {
  const name = repeatDecision(stage.cycle!, stage.pass);
  const what = repeats ? ` (${plain(repeats)})` : '';
  const question = `Pass ${stage.pass} of ${stage.cycle} is through${what}. Is there another one?`;
  return { name, kind: 'repeat', question, options: [], stageId: stage.stageId };
}

const plain = (name: string) => name.replace(/[_-]+/g, ' ').trim();

function ask(condition: string, { storyId, pass }: PlannedStage): string {
  const question = asQuestion(condition);
  if (storyId !== null) return `${question} (story ${storyId})`;
  return pass > 1 ? `${question} (pass ${pass})` : question;
}

/** `user_wants_review` as a question: `User wants review?` */
export function asQuestion(condition: string): string {
  const words = plain(condition);
  return `${words.charAt(0).toUpperCase()}${words.slice(1).replace(/\?$/, '')}?`;
}
