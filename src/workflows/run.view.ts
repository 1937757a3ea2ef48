import { ShowsEnum } from '../access/enum.dto';
import type { Course } from './course.service';
import { progressOf } from './plan/plan';
import { type Run, type WorkflowType, workflowTypes } from './run.entity';
import { type RunStatus, runStatuses } from './run.flow';
import type { ListedRun } from './runs.service';
import { StageView } from './stages/stage.dto';
import { isSettled, type StageStatus } from './stages/stage.flow';

/** A run as lists show it. */
export class RunSummary {
  /** UUIDv7. */
  id: string;
  /**
   * The readable id.
   * @example "greenfield-fullstack-3"
   */
  key: string;
  /**
   * The definition's id.
   * @example "greenfield-fullstack"
   */
  workflow_id: string;
  /**
   * The pack that the definition comes from.
   * @example "core"
   */
  pack: string;
  /** The version of the definition that the run is pinned to. */
  definition_id: string;
  /**
   * Which of the definition's sequences it follows.
   * @example "sequence"
   */
  variant: string;
  /** What kind of project the definition is for. */
  @ShowsEnum('WorkflowType', workflowTypes)
  workflow_type: WorkflowType;
  /** What is built, as given at start. */
  project_type: string | null;
  @ShowsEnum('WorkflowStatus', runStatuses)
  status: RunStatus;
  /**
   * The share of the stages that will run which are completed, 0 to 100.
   * @example 42
   */
  progress_percentage: number;
  /**
   * The foremost stage that is not settled; null when all are.
   * @example "pm-prd-md"
   */
  current_stage: string | null;
  /** Who started it. */
  user_id: string;
  /** In which conversation. */
  session_id: string;
  /** The epic that it works on. */
  epic_id: string | null;
  /** Why it is paused or was cancelled. */
  reason: string | null;
  started_at: Date;
  /** Since when it rests. */
  paused_at: Date | null;
  /** When it was completed or cancelled. */
  ended_at: Date | null;
  created_at: Date;
  updated_at: Date;
  /** Counts the changes of the run itself. */
  version: number;

  static of({ run, stages }: ListedRun): RunSummary {
    return {
      id: run.id,
      key: run.key,
      workflow_id: run.workflowId,
      pack: run.pack,
      definition_id: run.definitionUuid,
      variant: run.variant,
      workflow_type: run.workflowType,
      project_type: run.projectType,
      status: run.status,
      progress_percentage: percentage(run, stages),
      current_stage: stages.find(({ status }) => !isSettled(status))?.stageId ?? null,
      user_id: run.userId,
      session_id: run.sessionId,
      epic_id: run.epicId,
      reason: run.reason,
      started_at: run.startedAt,
      paused_at: run.pausedAt,
      ended_at: run.endedAt,
      created_at: run.createdAt,
      updated_at: run.updatedAt,
      version: run.version,
    };
  }
}

/** A run with its stages. */
export class RunView extends RunSummary {
  /** Free form, as given at start. */
  context: Record<string, unknown>;
  /** In order. */
  stages: StageView[];

  static override of(course: Course): RunView {
    const { run, stages } = course;
    return { ...RunSummary.of(course), context: run.context, stages: stages.map(StageView.of) };
  }
}

const percentage = ({ status }: Run, stages: { status: StageStatus }[]) =>
  status === 'COMPLETED' ? 100 : progressOf(stages);
