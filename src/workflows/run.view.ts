import { Untagged } from '../access/tags/entity-tag';
import { ShowsEnum } from '../access/enum.dto';
import type { Recalled } from '../memory/retrieval/recall.service';
import type { Course } from './course.reader';
import { HelpfulMemoryView } from './next/next.dto';
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
  /** How many passes of a cycle may be open at once. */
  parallel_passes: number;
  /** Whether every stage that is ready gets a task. */
  creates_task: boolean;
  /** Why it is paused, was cancelled or given up. */
  reason: string | null;
  started_at: Date;
  /** Since when it rests. */
  paused_at: Date | null;
  /** When it was completed, cancelled or given up. */
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
      parallel_passes: run.parallelPasses,
      creates_task: run.createsTasks,
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

/** Where a run took another way. */
export class ForkView {
  /**
   * The run that it was forked from.
   * @example "greenfield-fullstack-3"
   */
  key: string;
  /**
   * The stage at which it began.
   * @example "pm-prd-md"
   */
  stage_id: string;
}

/** A run with its stages. */
export class RunView extends RunSummary {
  /** Free form, as given at start. */
  context: Record<string, unknown>;
  /** The run that it was forked from; null for one that was started. */
  forked_from: ForkView | null;
  /** The runs that were forked from it, by their keys, oldest first. */
  forks: string[];
  /** In order; a cycle's stages place by place, each in all its passes. */
  stages: StageView[];

  static override of(course: Course): RunView {
    const { run, stages, forks, forkedFrom: key } = course;
    return {
      ...RunSummary.of(course),
      context: run.context,
      forked_from: key === null ? null : { key, stage_id: run.forkedStage! },
      forks,
      stages: stages.map(StageView.of),
    };
  }
}

/** A run that was just started, and what may help with it. */
export class StartedRunView extends RunView {
  /** What the team learned that may help with its first stages, the best first. */
  @Untagged()
  memories: HelpfulMemoryView[];

  static started(course: Course, memories: readonly Recalled[]): StartedRunView {
    return { ...RunView.of(course), memories: memories.map(HelpfulMemoryView.of) };
  }
}

const percentage = ({ status, progressFloor }: Run, stages: { status: StageStatus }[]) =>
  status === 'COMPLETED' ? 100 : progressOf(stages, progressFloor);
