import type { Route, WorkflowStep } from '../../definitions/parse/workflow';
import { isSettled, type StageStatus } from '../stages/stage.flow';

/** What the plan needs to know of a stage. */
export interface PlannedStage {
  stageId: string;
  position: number;
  name: string;
  status: StageStatus;
  step: WorkflowStep;
  agentIds: readonly string[];
}

/** The answers given so far, by the name of the question. */
export type Answers = ReadonlyMap<string, boolean | string>;

/** A question that must be answered before the run can go on. */
export interface OpenDecision {
  name: string;
  kind: 'condition' | 'route' | 'agent';
  question: string;
  /** Empty for a yes-or-no question. */
  options: string[];
  stageId: string;
}

/** What happens to the foremost stage without anybody's doing. */
export type Effect<S> =
  { kind: 'ready'; stage: S } | { kind: 'pass'; stage: S } | { kind: 'skip'; stage: S; reason: string };

export interface Plan<S> {
  /** What follows by itself now; when it is done, plan again. */
  effect?: Effect<S>;
  decisions: OpenDecision[];
  waiting: { stage: S; why: string }[];
  /** Whether every stage is settled. */
  done: boolean;
}

/** Agent names that mean "someone", so that a person has to say who. */
const VAGUE = new Set(['various', 'any', 'all']);

export const isOpenToAll = (agentIds: readonly string[]): boolean =>
  agentIds.some((agent) => VAGUE.has(agent.toLowerCase()));
export const needsAgent = (agentIds: readonly string[]): boolean => agentIds.length > 1 || isOpenToAll(agentIds);

/** A step that only says that the sequence ends here. */
const isEnd = ({ name, agents }: WorkflowStep) => agents.length === 0 && /^end$|workflow[_\s-]end$/i.test(name);

export const routeDecision = (stageId: string): string => `route:${stageId}`;
export const agentDecision = (stageId: string): string => `agent:${stageId}`;

/**
 * What may happen next in a run, from its stages in order and the answers given so far. Pure.
 * @param team who may be named where the definition leaves it open
 */
export function planOf<S extends PlannedStage>(
  stages: readonly S[],
  answers: Answers,
  team: readonly string[] = [],
): Plan<S> {
  const open = stages.filter(({ status }) => !isSettled(status));
  const [front, ...later] = open;
  if (!front) return { decisions: [], waiting: [], done: true };
  const waiting = later.map((stage) => ({ stage, why: `comes after ${front.stageId}` }));
  if (front.status === 'ACTIVE') {
    return { decisions: [], waiting: [{ stage: front, why: 'is in progress' }, ...waiting], done: false };
  }
  if (front.status === 'FAILED') {
    return { decisions: [], waiting: [{ stage: front, why: 'has failed: retry it' }, ...waiting], done: false };
  }
  const question = questionOf(front, answers, team);
  if (question) {
    const why = `waits for the decision ${question.name}`;
    return { decisions: [question], waiting: [{ stage: front, why }, ...waiting], done: false };
  }
  return { effect: effectOn(front, answers), decisions: [], waiting, done: false };
}

const hasRoutes = ({ routes }: WorkflowStep) => routes !== null && routes.length > 0;

/** Where a step has routes, its condition only says what the choice among them is about. */
const conditionOf = (step: WorkflowStep) => (hasRoutes(step) ? null : step.condition);

function questionOf(stage: PlannedStage, answers: Answers, team: readonly string[]): OpenDecision | undefined {
  const { stageId, step, agentIds } = stage;
  const condition = conditionOf(step);
  if (condition !== null && !answers.has(condition)) {
    return { name: condition, kind: 'condition', question: asQuestion(condition), options: [], stageId };
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

function effectOn<S extends PlannedStage>(stage: S, answers: Answers): Effect<S> | undefined {
  const condition = conditionOf(stage.step);
  if (condition !== null && answers.get(condition) === false) {
    return { kind: 'skip', stage, reason: `${condition} is not the case` };
  }
  const nothingToDo = stage.agentIds.length === 0 && (hasRoutes(stage.step) || isEnd(stage.step));
  if (nothingToDo) return { kind: 'pass', stage };
  return stage.status === 'PENDING' ? { kind: 'ready', stage } : undefined;
}

/** What becomes of a routing stage once its way is chosen: where the way says nothing, what the step says holds. */
export function takeRoute(step: WorkflowStep, { agents, uses, creates, notes }: Route): WorkflowStep {
  return {
    ...step,
    agents: agents.length ? agents : step.agents,
    uses: uses.length ? uses : step.uses,
    creates: creates.length ? creates : step.creates,
    notes: notes ?? step.notes,
  };
}

/** How far a run is, 0 to 100: the share of the stages that will run which are completed. */
export function progressOf(stages: readonly { status: StageStatus }[]): number {
  const wanted = stages.filter(({ status }) => status !== 'SKIPPED');
  const completed = wanted.filter(({ status }) => status === 'COMPLETED');
  return wanted.length ? Math.floor((100 * completed.length) / wanted.length) : 100;
}

/** `user_wants_review` as a question: `User wants review?` */
export function asQuestion(condition: string): string {
  const words = condition.replace(/[_-]+/g, ' ').trim();
  return `${words.charAt(0).toUpperCase()}${words.slice(1).replace(/\?$/, '')}?`;
}
