import type { Expected } from '../moves/expected';
import type { MoveRequest } from '../moves/moves.service';
import type { MoveName } from '../task.moves';
import type { NewTask, TaskChange } from '../tasks.service';

/** One of many changes that are made together. */
export type Operation =
  | { op: 'create'; task: NewTask }
  | { op: 'update'; id: string; change: TaskChange; expected: Expected }
  | ({ op: MoveName } & MoveRequest);
