import type { Action, ActionOf, Kind, NewStory, NewTask, Operation } from './actions';
import type { Draw } from './draw';
import { epicMoves } from './epic-rules';
import { follow, objections } from './rules';
import type { Model, ModelTask } from './state';
import { storyMoves } from './story-rules';
import { taskMoves } from './task-rules';

/** How many of each there may be: few, so that actions meet. */
const MOST = { tasks: 14, stories: 5, epics: 3 };

const AGENTS = ['dev', 'qa'];
const SESSIONS = ['c-1', 'c-2', 'c-3'];
const PRIORITIES = ['LOW', 'MEDIUM', 'HIGH', 'CRITICAL'];
const VERDICTS = ['PASS', 'CONCERNS', 'FAIL', 'WAIVED'];
const HOURS = [0.5, 1, 2.5, 8];

const ids = (list: readonly { id: string }[]): string[] => list.map(({ id }) => id);

/** Now and then, and when there are enough, one that there is already. */
const newId = (prefix: string, { length }: readonly unknown[], most: number, draw: Draw): string =>
  `${prefix}-${length && (length === most || draw.happens(0.3)) ? length : length + 1}`;

const worker = (draw: Draw) => ({ agent: draw.of(AGENTS), session: draw.of(SESSIONS) });

function newTask({ tasks, stories, epics }: Model, draw: Draw): NewTask {
  const story = draw.perhaps(0.6, stories);
  const own = draw.perhaps(story ? 0.2 : 0.5, ids(epics));
  return {
    priority: draw.of(PRIORITIES),
    due: draw.perhaps(0.5, [1, 2, 3]),
    agent: draw.perhaps(0.3, AGENTS),
    story: story && story.id,
    epic: story && own && draw.happens(0.7) ? story.epic : own,
    dependencies: draw.some(2, ids(tasks)),
    estimated: draw.perhaps(0.5, HOURS),
  };
}

const newStory = ({ stories, epics }: Model, draw: Draw): NewStory => ({
  id: newId('s', stories, MOST.stories, draw),
  epic: draw.perhaps(0.6, ids(epics)),
  points: draw.perhaps(0.6, [1, 2, 5]),
  estimated: draw.perhaps(0.3, HOURS),
  gateRequired: draw.happens(0.65),
  criteria: draw.of([0, 1, 2]),
  dependencies: draw.some(1, ids(stories)),
});

/** The token of a task's lease; now and then another one, or none. */
function tokenFor({ tokens }: Model, { lease }: ModelTask, draw: Draw): string | undefined {
  if (lease && draw.happens(0.8)) return lease.token;
  return draw.perhaps(lease ? 0.7 : 0.2, tokens) ?? undefined;
}

function taskMove(model: Model, task: ModelTask, move: string, draw: Draw): ActionOf<'task.move'> {
  const token = taskMoves[move].worker ? tokenFor(model, task, draw) : undefined;
  const hours = ['complete', 'fail', 'submit'].includes(move) ? draw.perhaps(0.5, HOURS) : null;
  return { do: 'task.move', task: task.id, move, token, hours: hours ?? undefined };
}

/** Each with each; with itself only now and then. */
function pairs(list: readonly { id: string }[], draw: Draw): { one: string; on: string }[] {
  const same = draw.happens(0.1);
  return ids(list).flatMap((one) => ids(list).flatMap((on) => (one === on && !same ? [] : { one, on })));
}

/** Consecutive operations, mostly such as are accepted one after the other. */
function bulk(model: Model, draw: Draw): Action[] {
  const trial = structuredClone(model);
  const operations: Operation[] = [];
  const move = draw.of(Object.keys(taskMoves));
  for (const _ of draw.some(6, [1, 2, 3, 4, 5, 6, 7, 8]).concat(0)) {
    const kind = draw.of(['task.create', 'task.change', 'task.move', 'task.move'] as const);
    const found =
      kind === 'task.move' && draw.happens(0.6) ? movesBy(trial, draw, move) : candidates(trial, kind, draw);
    const apt = found.filter((action) => !objections(trial, action).length);
    if (!found.length) continue;
    const action = draw.of(draw.happens(0.9) && apt.length ? apt : found) as Operation;
    if (action.do !== 'task.create' && draw.happens(0.15)) action.expected = draw.of(['PENDING', 'IN_PROGRESS']);
    if (action.do === 'task.create')
      action.task.dependencies = action.task.dependencies.filter((id) => known(model, id));
    operations.push(action);
    follow(trial, action, { status: 200, body: { task_id: `new ${operations.length}` } });
    trial.tasks = trial.tasks.filter(({ id }) => known(model, id));
  }
  return operations.length ? [{ do: 'bulk', operations }] : [];
}

const known = ({ tasks }: Model, id: string): boolean => tasks.some((task) => task.id === id);

const movesBy = (model: Model, draw: Draw, move: string): Action[] =>
  model.tasks.map((task) => taskMove(model, task, move, draw));

/** Three of them at most, so that one fits more often. */
const several = (draw: Draw, moves: string[]): string[] => [...new Set([0, 1, 2].map(() => draw.of(moves)))];

const MOST_ASKED = ['done', 'done', 'done', 'reopen', 'submit', 'start'];

/** What may be tried of each kind. */
const makers: { [K in Kind]: (model: Model, draw: Draw) => Action[] } = {
  'task.create': (model, draw) =>
    model.tasks.length < MOST.tasks ? [0, 1, 2].map(() => ({ do: 'task.create', task: newTask(model, draw) })) : [],
  'task.change': ({ tasks }, draw) => {
    const priority = draw.perhaps(0.4, PRIORITIES) ?? undefined;
    const estimated = draw.happens(0.4) ? draw.perhaps(0.8, HOURS) : undefined;
    const agent = draw.happens(0.2) ? draw.perhaps(0.5, AGENTS) : undefined;
    const given = Object.entries({ priority, estimated, agent }).filter(([, value]) => value !== undefined);
    return ids(tasks).map((task) => ({ do: 'task.change', task, change: Object.fromEntries(given) }));
  },
  'task.move': (model, draw) => several(draw, Object.keys(taskMoves)).flatMap((move) => movesBy(model, draw, move)),
  'task.claim': ({ stories, epics }, draw) => {
    const filters = {
      priority: draw.perhaps(0.15, PRIORITIES) ?? undefined,
      story: draw.perhaps(0.15, ids(stories)) ?? undefined,
      epic: draw.perhaps(0.15, ids(epics)) ?? undefined,
    };
    return [{ do: 'task.claim', ...worker(draw), ...filters }];
  },
  'task.start': ({ tasks }, draw) => ids(tasks).map((task) => ({ do: 'task.start', task, ...worker(draw) })),
  'task.resume': (model, draw) => withTokens(model, draw, 'task.resume'),
  'task.heartbeat': (model, draw) => withTokens(model, draw, 'task.heartbeat'),
  'task.depend': ({ tasks }, draw) => pairs(tasks, draw).map(({ one, on }) => ({ do: 'task.depend', task: one, on })),
  'task.undepend': ({ tasks }, draw) =>
    draw.happens(0.2)
      ? pairs(tasks, draw).map(({ one, on }) => ({ do: 'task.undepend', task: one, on }))
      : tasks.flatMap(({ id, dependencies }) => dependencies.map((on) => ({ do: 'task.undepend', task: id, on }))),
  bulk,
  'lease.lapse': ({ tasks }, draw) =>
    ids(tasks.filter(({ lease }) => lease)).map((task) => ({ do: 'lease.lapse', task, noticed: draw.happens(0.4) })),
  'lease.sweep': () => [{ do: 'lease.sweep' }],
  'session.open': (_, draw) => [{ do: 'session.open', ...worker(draw) }],
  'session.end': ({ sessions }, draw) =>
    [...sessions.map(({ agent, id }) => ({ agent, session: id })), worker(draw)].map((one) => ({
      do: 'session.end',
      ...one,
    })),
  'session.lapse': ({ sessions }) =>
    sessions.filter(({ live }) => live).map(({ agent, id }) => ({ do: 'session.lapse', agent, session: id })),
  'story.create': (model, draw) => [{ do: 'story.create', story: newStory(model, draw) }],
  'story.change': ({ stories, epics }, draw) => {
    const epic = draw.happens(0.4) ? draw.perhaps(0.7, ids(epics)) : undefined;
    const points = draw.happens(0.3) ? draw.perhaps(0.8, [1, 2, 5]) : undefined;
    const estimated = draw.happens(0.2) ? draw.perhaps(0.6, HOURS) : undefined;
    const title = draw.happens(0.3) ? 'other' : undefined;
    const given = Object.entries({ epic, points, estimated, title }).filter(([, value]) => value !== undefined);
    return ids(stories).map((story) => ({ do: 'story.change', story, change: Object.fromEntries(given) }));
  },
  'story.move': ({ stories }, draw) => {
    const moves = several(draw, [...Object.keys(storyMoves), ...MOST_ASKED]);
    return ids(stories).flatMap((story) => moves.map((move) => ({ do: 'story.move', story, move })));
  },
  'story.depend': ({ stories }, draw) =>
    pairs(stories, draw).map(({ one, on }) => ({ do: 'story.depend', story: one, on })),
  'story.undepend': ({ stories }, draw) =>
    pairs(stories, draw).map(({ one, on }) => ({ do: 'story.undepend', story: one, on })),
  'criterion.add': ({ stories }, draw) =>
    ids(stories).map((story) => ({ do: 'criterion.add', story, kind: draw.of(['AC', 'DOD'] as const) })),
  'criterion.change': ({ stories }, draw) =>
    stories.flatMap(({ id, criteria }) =>
      [...criteria.map(({ ref }) => ref), 'AC-9'].map((ref) => {
        const met = draw.happens(0.15) ? undefined : draw.happens(0.7);
        return { do: 'criterion.change', story: id, ref, met };
      }),
    ),
  'criterion.remove': ({ stories }) =>
    stories.flatMap(({ id, criteria }) => criteria.map(({ ref }) => ({ do: 'criterion.remove', story: id, ref }))),
  'gate.judge': ({ stories }, draw) =>
    stories.map(({ id, revision, changes }) => {
      const verdict = draw.of(VERDICTS);
      const seen = draw.of([undefined, { revision, changes }, { revision: revision + 1, changes: changes + 1 }]);
      return { do: 'gate.judge', story: id, verdict, waiver: (verdict === 'WAIVED') === draw.happens(0.95), seen };
    }),
  'waiver.lapse': ({ stories }) =>
    ids(stories.filter(({ gate }) => gate)).map((story) => ({ do: 'waiver.lapse', story })),
  'checklist.create': ({ stories }, draw) =>
    stories
      .filter(({ checklists }) => checklists.length < 2)
      .map(({ id }) => ({ do: 'checklist.create', story: id, required: draw.happens(0.7) })),
  'checklist.settle': ({ stories }, draw) =>
    stories.flatMap(({ id, checklists }) =>
      checklists.map(({ items }, checklist) => {
        const item = draw.perhaps(0.5, [...items.keys()]) ?? undefined;
        return {
          do: 'checklist.settle',
          story: id,
          checklist,
          item,
          status: draw.of(['DONE', 'NOT_APPLICABLE', 'NOT_DONE']),
        };
      }),
    ),
  'epic.create': ({ epics }, draw) =>
    [0, 1].map(() => ({ do: 'epic.create', epic: newId('e', epics, MOST.epics, draw) })),
  'epic.change': ({ epics }) => ids(epics).map((epic) => ({ do: 'epic.change', epic })),
  'epic.move': ({ epics }, draw) => {
    const moves = several(draw, [...Object.keys(epicMoves), 'done']);
    return ids(epics).flatMap((epic) => moves.map((move) => ({ do: 'epic.move', epic, move })));
  },
};

function withTokens(model: Model, draw: Draw, kind: 'task.resume' | 'task.heartbeat'): Action[] {
  return model.tasks.flatMap((task) => {
    const token = tokenFor(model, task, draw);
    return token === undefined ? [] : { do: kind, task: task.id, token };
  });
}

export const candidates = (model: Model, kind: Kind, draw: Draw): Action[] => makers[kind](model, draw);
