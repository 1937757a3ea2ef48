import fc from 'fast-check';
import type { Action, Kind } from './actions';
import { candidates } from './candidates';
import { Draw } from './draw';
import { objections } from './rules';
import { byId, isOver, type Model, type ModelStory, tasksOf } from './state';
import { obstacles } from './story-rules';

/** What somebody means to do. What exactly that is follows from the state that is found. */
export interface Intent {
  /** `tidy` brings a story or an epic a step nearer to DONE. */
  kind: Kind | 'tidy';
  seed: number;
}

/** How often each kind comes. */
const WEIGHTS: Record<Intent['kind'], number> = {
  tidy: 40,
  'task.create': 7,
  'task.change': 2,
  'task.move': 14,
  'task.claim': 8,
  'task.start': 7,
  'task.resume': 3,
  'task.heartbeat': 5,
  'task.depend': 5,
  'task.undepend': 3,
  bulk: 8,
  'lease.lapse': 4,
  'lease.sweep': 2,
  'session.open': 3,
  'session.end': 2,
  'session.lapse': 2,
  'story.create': 4,
  'story.change': 3,
  'story.move': 14,
  'story.depend': 4,
  'story.undepend': 3,
  'criterion.add': 2,
  'criterion.change': 4,
  'criterion.remove': 2,
  'gate.judge': 4,
  'waiver.lapse': 3,
  'checklist.create': 4,
  'checklist.settle': 2,
  'epic.create': 3,
  'epic.change': 2,
  'epic.move': 4,
};

const seed = fc.noShrink(fc.noBias(fc.nat()));

export const anyIntent: fc.Arbitrary<Intent> = fc.oneof(
  ...(Object.entries(WEIGHTS) as [Intent['kind'], number][]).map(([kind, weight]) => ({
    weight,
    arbitrary: fc.record({ kind: fc.constant(kind), seed }),
  })),
);

/**
 * What an intent comes to in this state; undefined where it comes to nothing.
 * @param focus the id of a task, story or epic that it is about where it can be
 */
export function resolve(model: Model, { kind, seed }: Intent, focus?: string): Action | undefined {
  const draw = new Draw(seed);
  if (kind === 'tidy') return tidy(model, draw);
  const all = candidates(model, kind, draw);
  const near = all.filter((action) => focus !== undefined && JSON.stringify(action).includes(`"${focus}"`));
  return varied(model, near.length ? near : all, draw);
}

/** Mostly one that is accepted; else one that is refused in any of the ways in which they can be. */
function varied(model: Model, actions: Action[], draw: Draw): Action | undefined {
  const ways = new Map<string, Action[]>();
  for (const action of actions) {
    const way = objections(model, action).join();
    const known = ways.get(way);
    if (known) known.push(action);
    else ways.set(way, [action]);
  }
  const accepted = ways.get('');
  if (accepted && draw.happens(0.65)) return draw.of(accepted);
  return ways.size ? draw.of(draw.of([...ways.values()])) : undefined;
}

function tidy(model: Model, draw: Draw): Action | undefined {
  const open = model.stories.filter((story) => !isOver('story', story));
  const near = open.filter(({ status }) => ['IN_PROGRESS', 'REVIEW'].includes(status));
  if (open.length && draw.happens(0.85)) return nextOf(model, draw.of(near.length ? near : open), draw);
  const epic = draw.perhaps(
    1,
    model.epics.filter((one) => !isOver('epic', one)),
  );
  if (!epic) return undefined;
  if (epic.status === 'DRAFT') return { do: 'epic.move', epic: epic.id, move: 'activate' };
  if (draw.happens(0.3)) return { do: 'epic.move', epic: epic.id, move: 'done' };
  const own = model.tasks.find((task) => task.epic === epic.id && !isOver('task', task));
  if (own) return { do: 'task.move', task: own.id, move: 'cancel' };
  const story = open.find((one) => one.epic === epic.id);
  return story ? nextOf(model, story, draw) : { do: 'epic.move', epic: epic.id, move: 'done' };
}

const STEPS: Record<string, string> = {
  DRAFT: 'approve',
  APPROVED: 'start',
  IN_PROGRESS: 'submit',
  BLOCKED: 'unblock',
};

/** The next step of a story on its way to DONE; close to it, now and then a step too early, or one that spoils it. */
function nextOf(model: Model, story: ModelStory, draw: Draw): Action {
  const { id, status } = story;
  const before = story.dependencies.map((one) => byId(model.stories, one)).find((one) => !isOver('story', one));
  if (status === 'APPROVED' && before && draw.happens(0.5)) return nextOf(model, before, draw);
  if (status !== 'REVIEW') return { do: 'story.move', story: id, move: STEPS[status] };
  const stands = obstacles(model, story);
  if (!stands.length && draw.happens(0.6)) return draw.of(spoilers(model, story));
  if (stands.length < 2 && draw.happens(0.5)) return { do: 'story.move', story: id, move: 'done' };
  return clearing(model, story, stands, draw);
}

/** Takes one of the obstacles away, where there is one. */
function clearing(model: Model, story: ModelStory, stands: string[], draw: Draw): Action {
  const { id, criteria, checklists } = story;
  const stand = draw.perhaps(1, stands);
  if (stand === null) return { do: 'story.move', story: id, move: 'done' };
  if (stand === 'tasks') {
    const task = tasksOf(model, story).find((one) => !isOver('task', one))!;
    return { do: 'task.move', task: task.id, move: 'cancel' };
  }
  if (stand === 'checklists') {
    const checklist = checklists.findIndex(({ required, items }) => required && items.includes('NOT_DONE'));
    return { do: 'checklist.settle', story: id, checklist, status: 'DONE' };
  }
  if (stand !== 'gate') {
    return { do: 'criterion.change', story: id, ref: criteria.find(({ met }) => !met)!.ref, met: true };
  }
  const verdict = draw.of(['PASS', 'CONCERNS', 'WAIVED']);
  return { do: 'gate.judge', story: id, verdict, waiver: verdict === 'WAIVED' };
}

const TASK = { priority: 'LOW', due: null, agent: null, epic: null, dependencies: [], estimated: null };

/** What puts something between a story and DONE, and what does so only where a gate is required. */
function spoilers(model: Model, story: ModelStory): Action[] {
  const { id, criteria, checklists } = story;
  const over = tasksOf(model, story);
  const others = model.stories.filter((one) => !one.dependencies.includes(id) && one.id !== id);
  return [
    { do: 'criterion.add', story: id, kind: 'AC' },
    { do: 'criterion.add', story: id, kind: 'DOD' },
    { do: 'gate.judge', story: id, verdict: 'FAIL', waiver: false },
    { do: 'waiver.lapse', story: id },
    { do: 'story.change', story: id, change: { title: 'other' } },
    { do: 'task.create', task: { ...TASK, story: id } },
    { do: 'checklist.create', story: id, required: true },
    ...criteria.map(({ ref }): Action => ({ do: 'criterion.change', story: id, ref, met: false })),
    ...criteria.map(({ ref }): Action => ({ do: 'criterion.change', story: id, ref })),
    ...criteria.map(({ ref }): Action => ({ do: 'criterion.remove', story: id, ref })),
    ...over.map((task): Action => ({ do: 'task.move', task: task.id, move: 'reopen' })),
    ...over.map((task): Action => ({ do: 'task.change', task: task.id, change: { estimated: 1 } })),
    ...others.map((on): Action => ({ do: 'story.depend', story: id, on: on.id })),
    ...checklists.map((_, checklist): Action => ({
      do: 'checklist.settle',
      story: id,
      checklist,
      item: 0,
      status: 'NOT_DONE',
    })),
  ];
}
