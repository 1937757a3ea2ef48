import type { Task } from './task.entity';
import type { TaskStatus } from './task.flow';

/** A move that people ask for by its name. Taking a task up is none of them: that is claiming. */
export interface TaskMove {
  from: readonly TaskStatus[];
  to: TaskStatus;
  /** What has happened then: the event is `task.<past>`. */
  past: string;
  /** Whether it is the worker's own, so that it needs the lease's token and stands in the agent's log. */
  fenced: boolean;
  /** Whether it is a change of the task's story: what was judged before no longer holds. */
  touches: boolean;
  /** Whether a task of a CANCELLED story may make it too, which then stays as it is: it only tidies up. */
  tidies?: boolean;
}

const MOVES = {
  complete: { from: ['IN_PROGRESS', 'REVIEW'], to: 'COMPLETED', past: 'completed', fenced: true, touches: true },
  fail: { from: ['IN_PROGRESS', 'REVIEW'], to: 'FAILED', past: 'failed', fenced: true, touches: true },
  submit: { from: ['IN_PROGRESS'], to: 'REVIEW', past: 'submitted', fenced: true, touches: true },
  release: { from: ['IN_PROGRESS'], to: 'PENDING', past: 'released', fenced: true, touches: false },
  block: { from: ['PENDING', 'IN_PROGRESS'], to: 'BLOCKED', past: 'blocked', fenced: true, touches: true },
  unblock: { from: ['BLOCKED'], to: 'PENDING', past: 'unblocked', fenced: false, touches: true },
  cancel: {
    from: ['PENDING', 'IN_PROGRESS', 'REVIEW', 'BLOCKED', 'FAILED'],
    to: 'CANCELLED',
    past: 'cancelled',
    fenced: false,
    touches: true,
    tidies: true,
  },
  retry: { from: ['FAILED'], to: 'PENDING', past: 'retried', fenced: false, touches: true },
  reopen: { from: ['COMPLETED', 'CANCELLED'], to: 'PENDING', past: 'reopened', fenced: false, touches: true },
} as const satisfies Record<string, TaskMove>;

export type MoveName = keyof typeof MOVES;

/** Every named move. Each is one that the flow has. */
export const taskMoves: Readonly<Record<MoveName, TaskMove>> = MOVES;
export const moveNames = Object.keys(MOVES) as MoveName[];

/**
 * Whether a move counts as a change of the task's story. Finishing a task that judges the story is none, unless it has made
 * files: the verdict that it came to holds for the story as it is.
 */
export const changesStory = (
  { judges }: Pick<Task, 'judges'>,
  move: TaskMove,
  files: readonly string[] = [],
): boolean => move.touches && !(judges && move === taskMoves.complete && !files.length);
