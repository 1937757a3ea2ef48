import { ShowsEnum } from '../../access/enum.dto';
import { type StageStatus, stageStatuses } from '../stages/stage.flow';
import type { Run } from '../run.entity';
import { type RunStatus, runStatuses } from '../run.flow';
import type { StageTimes, Timeline } from './timeline';

/** When one stage waited and worked. */
export class StageTimesView {
  /**
   * The readable id, unique in its run.
   * @example "pm-prd-md"
   */
  stage_id: string;
  name: string;
  @ShowsEnum('StageStatus', stageStatuses)
  status: StageStatus;
  /** Who took it. */
  agent_id: string | null;
  attempt: number;
  /** How long it takes, in the definition's own words. */
  estimate: string | null;
  ready_at: Date | null;
  started_at: Date | null;
  ended_at: Date | null;
  /** Seconds between ready and started, so far if it still waits; null before it was ready. */
  waiting_seconds: number | null;
  /** Seconds between started and ended, so far if it is in progress; null before it was started. */
  duration_seconds: number | null;

  static of({ stage, estimate, waitingSeconds, durationSeconds }: StageTimes): StageTimesView {
    return {
      stage_id: stage.stageId,
      name: stage.name,
      status: stage.status,
      agent_id: stage.agentId,
      attempt: stage.attempt,
      estimate,
      ready_at: stage.readyAt,
      started_at: stage.startedAt,
      ended_at: stage.endedAt,
      waiting_seconds: waitingSeconds,
      duration_seconds: durationSeconds,
    };
  }
}

/** When each stage of a run waited and worked. */
export class TimelineView {
  /**
   * The readable id of the run.
   * @example "greenfield-fullstack-3"
   */
  key: string;
  @ShowsEnum('WorkflowStatus', runStatuses)
  status: RunStatus;
  started_at: Date;
  ended_at: Date | null;
  /** Seconds since the start, up to the end, pauses included. */
  elapsed_seconds: number;
  /** Of these, seconds that the run rested. */
  paused_seconds: number;
  /** In order. */
  stages: StageTimesView[];

  static of({ key, status, startedAt, endedAt }: Run, timeline: Timeline): TimelineView {
    return {
      key,
      status,
      started_at: startedAt,
      ended_at: endedAt,
      elapsed_seconds: timeline.elapsedSeconds,
      paused_seconds: timeline.pausedSeconds,
      stages: timeline.stages.map(StageTimesView.of),
    };
  }
}
