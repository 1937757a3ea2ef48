/**
 * What the server should hold, as plain data. It is written from the promises that the server makes and knows nothing of
 * its code, so that the two can be held against each other.
 */
export interface Model {
  /** Oldest first. */
  tasks: ModelTask[];
  stories: ModelStory[];
  epics: ModelEpic[];
  /** Oldest first; a `session_id` that was used again has several. */
  sessions: ModelSession[];
  /** Every lease token that was ever given out. */
  tokens: string[];
}

export interface ModelTask {
  /** `T-3`. */
  id: string;
  status: string;
  priority: string;
  /** A day of January 2030. */
  due: number | null;
  agent: string | null;
  story: string | null;
  /** Its own; a task of a story has none. */
  epic: string | null;
  dependencies: string[];
  estimated: number | null;
  attempt: number;
  /** In whose conversation it was taken up last. */
  claimedSession: string | null;
  /** While somebody has it. */
  lease: Lease | null;
}

export interface Lease {
  token: string;
  /** The place of the live session that counts it as open work. */
  session: number | null;
  /** It has run out, and nobody has noticed yet. */
  overdue: boolean;
}

export interface ModelStory {
  id: string;
  epic: string | null;
  status: string;
  /** Where it returns to when it is BLOCKED. */
  blockedFrom: string | null;
  /** How often it, or something that belongs to it, has changed. */
  changes: number;
  /** The revision as shown last. Never predicted, only that it grows with `changes`. */
  revision: number;
  points: number | null;
  estimated: number | null;
  gateRequired: boolean;
  criteria: { ref: string; met: boolean }[];
  /** How many criteria of each kind it ever had. */
  numbers: Record<string, number>;
  dependencies: string[];
  /** The newest. */
  gate: { verdict: string; changes: number; expired: boolean } | null;
  checklists: { uuid: string; required: boolean; items: string[] }[];
}

export interface ModelEpic {
  id: string;
  status: string;
}

export interface ModelSession {
  agent: string;
  id: string;
  live: boolean;
}

export const emptyModel = (): Model => ({ tasks: [], stories: [], epics: [], sessions: [], tokens: [] });

const OVER: Record<string, string[]> = {
  task: ['COMPLETED', 'CANCELLED'],
  story: ['DONE', 'CANCELLED'],
  epic: ['DONE', 'CANCELLED'],
};

/** Whether nothing waits for it any more, and nothing of it changes. */
export const isOver = (kind: 'task' | 'story' | 'epic', { status }: { status: string }): boolean =>
  OVER[kind].includes(status);

/** The one of this id. Actions name only what there is. */
export const byId = <T extends { id: string }>(list: readonly T[], id: string): T => list.find((one) => one.id === id)!;

export const storyOf = (model: Model, { story }: Pick<ModelTask, 'story'>): ModelStory | undefined =>
  model.stories.find(({ id }) => id === story);

export const tasksOf = (model: Model, { id }: ModelStory): ModelTask[] =>
  model.tasks.filter(({ story }) => story === id);

/** How many of the tasks that it depends on are not over. */
export const waitsFor = (model: Model, task: ModelTask): number =>
  task.dependencies.filter((id) => !isOver('task', byId(model.tasks, id))).length;

/** The tasks that may be claimed, the first to be claimed first: priority, due date, age. */
export function claimable(model: Model): ModelTask[] {
  const urgency = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'];
  const begins = (task: ModelTask) => {
    const story = storyOf(model, task);
    return task.status === 'PENDING' && waitsFor(model, task) === 0 && !(story && isOver('story', story));
  };
  // Sorting keeps the order of what is equal: the oldest first.
  return model.tasks
    .filter(begins)
    .sort(
      (a, b) =>
        urgency.indexOf(a.priority) - urgency.indexOf(b.priority) ||
        (a.due ?? Number.MAX_VALUE) - (b.due ?? Number.MAX_VALUE),
    );
}

/** The ids that a graph reaches from one of its nodes, without that node. */
export function reachable(from: string, next: (id: string) => readonly string[]): Set<string> {
  const found = new Set<string>();
  const open = [...next(from)];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (found.has(id)) continue;
    found.add(id);
    open.push(...next(id));
  }
  return found;
}
