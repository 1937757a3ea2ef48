import type { WorkflowStep } from '../../definitions/parse/workflow';
import { isSettled } from '../stages/stage.flow';
import type { Answers, Effect, Plan, PlannedStage, Surroundings } from './planned';
import { conditionDecision, hasRoutes, questionOf } from './questions';

/** A step that only says that the sequence ends here. */
const isEnd = ({ name, agents }: WorkflowStep) => agents.length === 0 && /^end$|workflow[_\s-]end$/i.test(name);

/** What may happen next to a stage whose turn it is. Pure. */
export function planStage<S extends PlannedStage>(stage: S, answers: Answers, { team = [] }: Surroundings): Plan<S> {
  const rest = (why: string): Plan<S> => ({ decisions: [], waiting: [{ stage, why }], done: false });
  if (isSettled(stage.status)) return { decisions: [], waiting: [], done: true };
  if (stage.status === 'ACTIVE') return rest('is in progress');
  if (stage.status === 'FAILED') return rest('has failed: retry it');
  const question = questionOf(stage, answers, team);
  if (question) return { ...rest(`waits for the decision ${question.name}`), decisions: [question] };
  return { effect: effectOn(stage, answers), decisions: [], waiting: [], done: false };
}

function effectOn<S extends PlannedStage>(stage: S, answers: Answers): Effect<S> | undefined {
  const condition = conditionDecision(stage);
  if (condition !== null && answers.get(condition) === false) {
    return { kind: 'skip', stage, reason: `${stage.step.condition} is not the case` };
  }
  const nothingToDo = stage.agentIds.length === 0 && (hasRoutes(stage.step) || isEnd(stage.step));
  if (nothingToDo) return { kind: 'pass', stage };
  return stage.status === 'PENDING' ? { kind: 'ready', stage } : undefined;
}
