import type { Model } from './state';

/** Everything that clients do, and what time does, as plain data. Names are readable ids. */
interface Actions {
  'task.create': { task: NewTask };
  'task.change': { task: string; change: TaskChange };
  'task.move': TaskMoveAction;
  'task.claim': { agent: string; session: string; priority?: string; story?: string; epic?: string };
  'task.start': { task: string; agent: string; session: string };
  /** Start with the token of an earlier claim. */
  'task.resume': { task: string; token: string };
  'task.heartbeat': { task: string; token: string };
  'task.depend': { task: string; on: string };
  'task.undepend': { task: string; on: string };
  bulk: { operations: Operation[] };
  /** A lease runs out, if the task is under one; and the server looks, or does not look yet. */
  'lease.lapse': { task: string; noticed: boolean };
  /** The server looks for leases that have run out. */
  'lease.sweep': object;
  'session.open': { agent: string; session: string };
  'session.end': { agent: string; session: string };
  /** A session runs out, and the server looks. */
  'session.lapse': { agent: string; session: string };
  'story.create': { story: NewStory };
  'story.change': { story: string; change: StoryChange };
  'story.move': { story: string; move: string };
  'story.depend': { story: string; on: string };
  'story.undepend': { story: string; on: string };
  'criterion.add': { story: string; kind: 'AC' | 'DOD' };
  /** Said to be met or not; or new words for it. */
  'criterion.change': { story: string; ref: string; met?: boolean };
  'criterion.remove': { story: string; ref: string };
  /** With the revision that was looked at, if any, and how often the story had changed by then. */
  'gate.judge': { story: string; verdict: string; waiver: boolean; seen?: { revision: number; changes: number } };
  'waiver.lapse': { story: string };
  'checklist.create': { story: string; required: boolean };
  /** One item, or all of them where none is named. */
  'checklist.settle': { story: string; checklist: number; item?: number; status: string };
  'epic.create': { epic: string };
  'epic.change': { epic: string };
  'epic.move': { epic: string; move: string };
}

export interface NewTask {
  priority: string;
  due: number | null;
  agent: string | null;
  story: string | null;
  epic: string | null;
  dependencies: string[];
  estimated: number | null;
}

export interface TaskChange {
  priority?: string;
  agent?: string | null;
  estimated?: number | null;
}

export interface TaskMoveAction {
  task: string;
  move: string;
  token?: string;
  hours?: number;
}

/** Part of a bulk. */
export type Operation =
  | { do: 'task.create'; task: NewTask }
  | ({ do: 'task.change'; task: string; change: TaskChange } & Expected)
  | ({ do: 'task.move' } & TaskMoveAction & Expected);

interface Expected {
  /** In which state the caller takes the task to be. */
  expected?: string;
}

export interface NewStory {
  id: string;
  epic: string | null;
  points: number | null;
  estimated: number | null;
  gateRequired: boolean;
  /** How many. */
  criteria: number;
  dependencies: string[];
}

export interface StoryChange {
  title?: string;
  points?: number | null;
  estimated?: number | null;
  epic?: string | null;
}

export type Kind = keyof Actions;
export type ActionOf<K extends Kind> = { do: K } & Actions[K];
export type Action = { [K in Kind]: ActionOf<K> }[Kind];

/** What the server said to an action. */
export interface Answer {
  status: number;
  // Bodies are looked into where they matter only.
  body: any;
}

/** What one kind of action is allowed to do. */
export interface Rule<A> {
  /** What happens before, whether the action is accepted or not. */
  before?(model: Model): void;
  /** The types of the problems that stand against it, each of which may be named; none when it has to be accepted. */
  against(model: Model, action: A): string[];
  /** What it makes of the model once it is accepted. The body has what the server drew: ids and tokens. */
  happen(model: Model, action: A, body: any): void;
  /**
   * Whether the answer is a right one, where several would be.
   * @param alone whether nobody else was at work
   */
  fits?(model: Model, action: A, body: any, alone: boolean): boolean;
}

export type RuleOf<K extends Kind> = Rule<Omit<ActionOf<K>, 'do'>>;
