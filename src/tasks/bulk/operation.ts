import type { Expected } from '../moves/expected';
import type { MoveRequest } from '../moves/moves.service';
import type { MoveName } from '../task.moves';
import type { NewTask, TaskFacts } from '../tasks.service';

/** One of many changes that are made together. */
export type Operation =
  | { op: 'create'; task: NewTask }
  | { op: 'update'; id: string; facts: TaskFacts; expected: Expected }
  | ({ op: MoveName } & MoveRequest);
