import type { Operation, Rule, RuleOf } from './actions';
import { byId, isOver, type Model, type ModelTask, reachable, storyOf } from './state';

/** From which states each move leads to which; `worker` moves are those of whoever holds the lease. */
export const taskMoves: Record<string, { from: string[]; to: string; worker: boolean }> = {
  complete: { from: ['IN_PROGRESS', 'REVIEW'], to: 'COMPLETED', worker: true },
  fail: { from: ['IN_PROGRESS', 'REVIEW'], to: 'FAILED', worker: true },
  submit: { from: ['IN_PROGRESS'], to: 'REVIEW', worker: true },
  release: { from: ['IN_PROGRESS'], to: 'PENDING', worker: true },
  block: { from: ['PENDING', 'IN_PROGRESS'], to: 'BLOCKED', worker: true },
  unblock: { from: ['BLOCKED'], to: 'PENDING', worker: false },
  cancel: { from: ['PENDING', 'IN_PROGRESS', 'REVIEW', 'BLOCKED', 'FAILED'], to: 'CANCELLED', worker: false },
  retry: { from: ['FAILED'], to: 'PENDING', worker: false },
  reopen: { from: ['COMPLETED', 'CANCELLED'], to: 'PENDING', worker: false },
};

/** Nothing of a story that is over changes. */
function storyOver(model: Model, task: Pick<ModelTask, 'story'>): string[] {
  const story = storyOf(model, task);
  return story && isOver('story', story) ? ['story-over'] : [];
}

/** A change of a task is one of its story: what was judged before holds no longer. */
function touch(model: Model, task: Pick<ModelTask, 'story'>): void {
  const story = storyOf(model, task);
  if (story) story.changes++;
}

/** A task of no story joins, or comes back to, its epic. */
const epicOver = (model: Model, { story, epic }: Pick<ModelTask, 'story' | 'epic'>): string[] =>
  story === null && epic !== null && isOver('epic', byId(model.epics, epic)) ? ['epic-over'] : [];

const create: RuleOf<'task.create'> = {
  against(model, { task }) {
    const story = storyOf(model, task);
    const strange = story && task.epic !== null && task.epic !== story.epic;
    return [...storyOver(model, task), ...epicOver(model, task), ...(strange ? ['unacceptable'] : [])];
  },
  happen(model, { task }, body) {
    touch(model, task);
    const own = task.story === null ? task.epic : null;
    const begin = { status: 'PENDING', attempt: 0, claimedSession: null, lease: null };
    model.tasks.push({ ...task, ...begin, id: body.task_id, epic: own, dependencies: [...task.dependencies] });
  },
};

const change: RuleOf<'task.change'> = {
  against: (model, { task, change }) => (Object.keys(change).length ? storyOver(model, byId(model.tasks, task)) : []),
  happen(model, { task: id, change }) {
    const task = byId(model.tasks, id);
    if (Object.keys(change).length) touch(model, task);
    Object.assign(task, change);
  },
};

const move: RuleOf<'task.move'> = {
  against(model, { task: id, move, token }) {
    const task = byId(model.tasks, id);
    const { from, worker } = taskMoves[move];
    const held = task.lease && !task.lease.overdue && task.lease.token === token;
    const lost = (token !== undefined && !held) || (worker && task.lease && !held);
    return [
      ...(move === 'release' ? [] : storyOver(model, task)),
      ...(move === 'reopen' ? epicOver(model, task) : []),
      ...(lost ? ['lease-lost'] : []),
      ...(from.includes(task.status) ? [] : ['illegal-move']),
    ];
  },
  happen(model, { task: id, move }) {
    const task = byId(model.tasks, id);
    task.status = taskMoves[move].to;
    task.lease = null;
    if (move !== 'release') touch(model, task);
  },
};

const before = (model: Model) => (id: string) => byId(model.tasks, id).dependencies;

const depend: RuleOf<'task.depend'> = {
  against(model, { task: id, on }) {
    const task = byId(model.tasks, id);
    return [
      ...storyOver(model, task),
      ...(id === on ? ['unacceptable'] : []),
      ...(isOver('task', task) ? ['task-over'] : []),
      ...(reachable(on, before(model)).has(id) ? ['dependency-cycle'] : []),
    ];
  },
  happen(model, { task: id, on }) {
    const task = byId(model.tasks, id);
    if (task.dependencies.includes(on)) return;
    task.dependencies.push(on);
    touch(model, task);
  },
};

const undepend: RuleOf<'task.undepend'> = {
  against(model, { task: id, on }) {
    const task = byId(model.tasks, id);
    return [...storyOver(model, task), ...(task.dependencies.includes(on) ? [] : ['dependency-not-found'])];
  },
  happen(model, { task: id, on }) {
    const task = byId(model.tasks, id);
    task.dependencies = task.dependencies.filter((one) => one !== on);
    touch(model, task);
  },
};

/** The rules of one operation of a bulk, which are those of its own route. */
const ruleFor = (operation: Operation): Rule<any> =>
  ({ 'task.create': create, 'task.change': change, 'task.move': move })[operation.do];

function againstOne(model: Model, operation: Operation): string[] {
  const other =
    operation.do !== 'task.create' &&
    operation.expected !== undefined &&
    byId(model.tasks, operation.task).status !== operation.expected;
  return [...(other ? ['precondition-failed'] : []), ...ruleFor(operation).against(model, operation)];
}

/** All or none: what stands against the first that is refused stands against all, with its place. */
const bulk: RuleOf<'bulk'> = {
  against(model, { operations }) {
    const trial = structuredClone(model);
    for (const [place, operation] of operations.entries()) {
      const types = againstOne(trial, operation);
      if (types.length) return types.map((type) => `${type} at ${place}`);
      ruleFor(operation).happen(trial, operation, { task_id: `new ${place}` });
    }
    return [];
  },
  happen(model, { operations }, { results }) {
    for (const [place, operation] of operations.entries()) {
      ruleFor(operation).happen(model, operation, results[place].task);
    }
  },
};

export const taskRules = {
  'task.create': create,
  'task.change': change,
  'task.move': move,
  'task.depend': depend,
  'task.undepend': undepend,
  bulk,
};
