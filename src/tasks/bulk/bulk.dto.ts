import { ApiExtraModels, ApiProperty, getSchemaPath, IntersectionType } from '@nestjs/swagger';
import { plainToInstance, Transform } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsIn,
  IsInt,
  isObject,
  IsOptional,
  IsString,
  Length,
  Min,
  ValidateNested,
} from 'class-validator';
import { TakesEnum } from '../../access/enum.dto';
import { IsObjectList } from '../../access/object-list';
import { CompleteTask, TaskReason, TaskResult, WorkerMove } from '../moves/move.dto';
import { type MoveName, moveNames } from '../task.moves';
import { TaskView } from '../task.dto';
import { ChangeTask, CreateTask } from '../task-facts.dto';
import { type TaskStatus, taskStatuses } from '../task.flow';
import type { ShownTask } from '../task-rows.service';
import type { Operation } from './operation';

/** How many operations one request may hold. */
const OPERATIONS = 1000;

/** Which task an operation is on, and in which state the caller takes it to be. */
class Target {
  /**
   * The task, by its readable id or UUID.
   * @example "T-1"
   */
  @IsString()
  @Length(1, 200)
  id: string;

  /** Refuse with 412 unless the task has this version. */
  @IsOptional()
  @ApiProperty({ type: 'integer' })
  @IsInt()
  @Min(1)
  if_version?: number;

  /** Refuse with 412 unless the task is in this state; in any letter case. */
  @IsOptional()
  @TakesEnum('TaskStatus', taskStatuses)
  if_status?: TaskStatus;
}

/** Makes a task. */
export class CreateOperation extends CreateTask {
  /** What to do. */
  @IsIn(['create'])
  @ApiProperty({ enum: ['create'] })
  op: 'create';
}

/** Changes what a task says. */
export class UpdateOperation extends IntersectionType(Target, ChangeTask) {
  /** What to do. */
  @IsIn(['update'])
  @ApiProperty({ enum: ['update'] })
  op: 'update';
}

/** Completes a task. */
export class CompleteOperation extends IntersectionType(Target, CompleteTask) {
  /** What to do. */
  @IsIn(['complete'])
  @ApiProperty({ enum: ['complete'] })
  op: 'complete';
}

/** Says what came out of a task. */
export class ResultOperation extends IntersectionType(Target, TaskResult) {
  /** What to do. */
  @IsIn(['fail', 'submit'])
  @ApiProperty({ enum: ['fail', 'submit'] })
  op: 'fail' | 'submit';
}

/** Gives a task back, or blocks it. */
export class WorkerOperation extends IntersectionType(Target, WorkerMove) {
  /** What to do. */
  @IsIn(['release', 'block'])
  @ApiProperty({ enum: ['release', 'block'] })
  op: 'release' | 'block';
}

/** Moves a task otherwise; also what an unknown operation is measured by. */
export class OtherOperation extends IntersectionType(Target, TaskReason) {
  /** What to do. */
  @IsIn(['create', 'update', ...moveNames])
  @ApiProperty({ enum: ['unblock', 'cancel', 'retry', 'reopen'] })
  op: 'unblock' | 'cancel' | 'retry' | 'reopen';
}

type OperationInput =
  CreateOperation | UpdateOperation | CompleteOperation | ResultOperation | WorkerOperation | OtherOperation;

const classes = {
  create: CreateOperation,
  update: UpdateOperation,
  complete: CompleteOperation,
  fail: ResultOperation,
  submit: ResultOperation,
  release: WorkerOperation,
  block: WorkerOperation,
} as const;

/** By the class that its `op`, in any letter case, stands for. */
function toInstance(raw: unknown): unknown {
  if (!isObject<{ op?: unknown }>(raw)) return raw;
  const op = typeof raw.op === 'string' ? raw.op.toLowerCase() : raw.op;
  const known = typeof op === 'string' && Object.hasOwn(classes, op);
  const type = known ? classes[op as keyof typeof classes] : OtherOperation;
  return plainToInstance<object, unknown>(type, { ...raw, op });
}

const models = [CreateOperation, UpdateOperation, CompleteOperation, ResultOperation, WorkerOperation, OtherOperation];

/** Many changes at once. */
@ApiExtraModels(...models)
export class BulkTasks {
  /** Carried out in this order, all or none; 1 to 1 000 of them. */
  @ApiProperty({
    type: 'array',
    items: { oneOf: models.map((model) => ({ $ref: getSchemaPath(model) })) },
    example: [{ op: 'create', name: 'Write the login form' }],
  })
  @ArrayMinSize(1)
  @ArrayMaxSize(OPERATIONS)
  @Transform(({ obj }: { obj: { operations?: unknown } }) =>
    Array.isArray(obj.operations) ? obj.operations.map(toInstance) : obj.operations,
  )
  @IsObjectList()
  @ValidateNested({ each: true })
  operations: OperationInput[];

  static toOperations({ operations }: BulkTasks): Operation[] {
    return operations.map(toOperation);
  }
}

function toOperation(input: OperationInput): Operation {
  if (input.op === 'create') return { op: 'create', task: CreateTask.toNew(input) };
  const { id, if_version, if_status } = input;
  const expected = { version: if_version, status: if_status };
  if (input.op === 'update') return { op: 'update', id, change: ChangeTask.toChange(input), expected };
  return { op: input.op satisfies MoveName, id, details: TaskResult.toDetails(input), expected };
}

/** What came out of one operation. */
export class BulkResultView {
  /**
   * What was done.
   * @example "create"
   */
  op: string;
  /** The task as it was after the operation. */
  task: TaskView;
}

/** What came out of every operation. */
export class BulkView {
  /** In the order of the operations. */
  results: BulkResultView[];

  static of({ operations }: BulkTasks, done: readonly ShownTask[]): BulkView {
    return { results: done.map((task, place) => ({ op: operations[place].op, task: TaskView.of(task) })) };
  }
}
