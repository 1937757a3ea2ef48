import { isSettled } from '../stages/stage.flow';
import { isCycleEnd } from './cycles';
import { type Pass, passesOf } from './passes';
import type { Answers, Backlog, Effect, Opening, Plan, PlannedStage, Surroundings } from './planned';
import { planStage } from './plan-stage';
import { repeatDecision, repeatQuestion } from './questions';

/** How many passes are open at once unless the run says so. */
export const PASSES_AT_ONCE = 10;

/** What may happen next in a cycle whose turn it is. Each pass is planned for itself. Pure. */
export function planCycle<S extends PlannedStage>(
  stages: readonly S[],
  answers: Answers,
  around: Surroundings,
): Plan<S> {
  const passes = passesOf(stages);
  const [first] = passes;
  const untouched = !first.settled && first.stages.every(({ status }) => status === 'PENDING' || status === 'SKIPPED');
  const takesStories = passes.some(({ storyId }) => storyId !== null) || (untouched && !!around.backlog);
  return takesStories ? takeStories(passes, answers, around) : goOnWhileAsked(passes, answers, around);
}

/** One pass for each story of the epic, side by side where no story waits for another, until none is left. */
function takeStories<S extends PlannedStage>(passes: Pass<S>[], answers: Answers, around: Surroundings): Plan<S> {
  const { backlog = null, parallel = PASSES_AT_ONCE } = around;
  const tied = new Map(passes.flatMap((pass) => (pass.storyId === null ? [] : [[pass.storyId, pass] as const])));
  const left = (backlog?.open ?? []).filter(({ storyId }) => !tied.has(storyId));
  const spare = passes.filter(({ storyId, settled }) => storyId === null && !settled);
  const isSettledPass = (number: number) => passes.find((pass) => pass.number === number)?.settled ?? true;
  const live = passes.filter(({ storyId, after }) => storyId !== null && after.every(isSettledPass));

  if (live.filter(({ settled }) => !settled).length < parallel) {
    const opening = openingOf(passes, spare, tied, left);
    if (opening) return { effect: opening, decisions: [], waiting: [], done: false };
  }
  if (!left.length && spare.length) return skipped(spare[0], whyNone(backlog));
  const plans = live.map((pass) => planLane(pass, answers, around));
  const dormant = passes.filter((pass) => !pass.settled && !live.includes(pass));
  const waiting = dormant.flatMap((pass) => waitingIn(pass, `waits for the pass ${pass.after.join(', ')}`));
  return together(plans, waiting);
}

/** The next story that waits for no other, and the pass that is for it. */
function openingOf<S extends PlannedStage>(
  passes: Pass<S>[],
  [spare]: Pass<S>[],
  tied: ReadonlyMap<string, Pass<S>>,
  left: Backlog['open'],
): Opening<S> | undefined {
  const open = new Set(left.map(({ storyId }) => storyId));
  const next = left.find(({ after }) => after.every((id) => tied.get(id)?.settled ?? !open.has(id)));
  if (!next) return undefined;
  return {
    kind: 'open',
    cycle: passes[0].stages[0].cycle!,
    pass: spare?.number ?? passes.at(-1)!.number + 1,
    storyId: next.storyId,
    afterPasses: next.after.flatMap((id) => tied.get(id)?.number ?? []),
    stages: spare?.stages ?? [],
  };
}

const whyNone = (backlog: Backlog | null) =>
  backlog ? `no story of the epic ${backlog.epicId} is left` : 'no story is left';

/** One pass after another, for as long as the answer is that there is more to do. */
function goOnWhileAsked<S extends PlannedStage>(passes: Pass<S>[], answers: Answers, around: Surroundings): Plan<S> {
  for (const pass of passes) {
    const lane = planLane(pass, answers, around, true);
    const later = passes.filter(({ number }) => number > pass.number);
    const [front] = pass.stages;
    if (!lane.done) {
      const waiting = later.flatMap((other) => waitingIn(other, `waits for the pass ${pass.number}`));
      return together([lane], waiting);
    }
    const more = wasWorkedOn(pass) && answers.get(repeatDecision(front.cycle!, pass.number)) === true;
    const next = later.at(0);
    const left = later.find(({ settled }) => !settled);
    if (!more) return left ? skipped(left, 'there is no further pass') : together([], []);
    if (!next) {
      const number = pass.number + 1;
      return {
        effect: {
          kind: 'open',
          cycle: front.cycle!,
          pass: number,
          storyId: null,
          afterPasses: [pass.number],
          stages: [],
        },
        decisions: [],
        waiting: [],
        done: false,
      };
    }
  }
  return together([], []);
}

/** The stages of a pass one after another; the mark of the cycle's end has nothing to do but to ask, if it has to. */
function planLane<S extends PlannedStage>(
  pass: Pass<S>,
  answers: Answers,
  around: Surroundings,
  asks = false,
): Plan<S> {
  const work = pass.stages.filter(({ step }) => !isCycleEnd(step));
  const front = work.find(({ status }) => !isSettled(status));
  if (front) {
    const plan = planStage(front, answers, around);
    const later = pass.stages.filter((stage) => stage !== front && !isSettled(stage.status));
    const waiting = later.map((stage) => ({ stage, why: `comes after ${front.stageId}` }));
    return { ...plan, waiting: [...plan.waiting, ...waiting] };
  }
  const mark = pass.stages.find(({ step }) => isCycleEnd(step));
  const open = mark && !isSettled(mark.status) ? mark : undefined;
  const last = mark ?? pass.stages.at(-1)!;
  if (asks && wasWorkedOn(pass) && !answers.has(repeatDecision(last.cycle!, pass.number))) {
    const question = repeatQuestion(last, pass.stages[0].step.repeats);
    const waiting = open ? [{ stage: open, why: `waits for the decision ${question.name}` }] : [];
    return { decisions: [question], waiting, done: false };
  }
  return open ? { effect: { kind: 'pass', stage: open }, decisions: [], waiting: [], done: false } : together([], []);
}

/** A pass of which everything was left out is not repeated. */
const wasWorkedOn = <S extends PlannedStage>({ stages }: Pass<S>) =>
  stages.some(({ status, step }) => status === 'COMPLETED' && !isCycleEnd(step));

const waitingIn = <S extends PlannedStage>({ stages }: Pass<S>, why: string) =>
  stages.filter(({ status }) => !isSettled(status)).map((stage) => ({ stage, why }));

function skipped<S extends PlannedStage>({ stages }: Pass<S>, reason: string): Plan<S> {
  const stage = stages.find(({ status }) => !isSettled(status))!;
  return { effect: { kind: 'skip', stage, reason }, decisions: [], waiting: [], done: false };
}

/** The plans of passes that go side by side, as one. */
function together<S extends PlannedStage>(plans: readonly Plan<S>[], waiting: Plan<S>['waiting']): Plan<S> {
  const effect: Effect<S> | undefined = plans.find((plan) => plan.effect)?.effect;
  return {
    ...(effect && { effect }),
    decisions: plans.flatMap(({ decisions }) => decisions),
    waiting: [...plans.flatMap((plan) => plan.waiting), ...waiting],
    done: plans.every(({ done }) => done) && !waiting.length,
  };
}
