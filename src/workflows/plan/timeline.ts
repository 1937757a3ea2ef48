import type { Course } from '../course.reader';
import type { Stage } from '../stages/stage.entity';

export interface StageTimes {
  stage: Stage;
  /** The definition's own words for how long it takes. */
  estimate: string | null;
  /** Seconds between ready and started, or so far; null before it was ready. */
  waitingSeconds: number | null;
  /** Seconds between started and ended, or so far; null before it was started. */
  durationSeconds: number | null;
}

export interface Timeline {
  stages: StageTimes[];
  /** Seconds since the start, up to the end, pauses included. */
  elapsedSeconds: number;
  /** Of these, seconds that the run rested. */
  pausedSeconds: number;
}

/** When each stage of a run waited and worked. Pure. */
export function timelineOf({ run, stages }: Course, now: Date): Timeline {
  const end = run.endedAt ?? now;
  return {
    stages: stages.map((stage) => timesOf(stage, end)),
    elapsedSeconds: seconds(run.startedAt, end),
    pausedSeconds: run.pausedSeconds + (run.pausedAt ? seconds(run.pausedAt, now) : 0),
  };
}

/** @param until now, or the end of the run: what it left open waits and works no longer */
function timesOf(stage: Stage, until: Date): StageTimes {
  const { readyAt, startedAt, endedAt, step } = stage;
  return {
    stage,
    estimate: step.duration,
    waitingSeconds: readyAt && seconds(readyAt, startedAt ?? endedAt ?? until),
    durationSeconds: startedAt && seconds(startedAt, endedAt ?? until),
  };
}

const seconds = (from: Date, to: Date) => Math.max(0, (to.getTime() - from.getTime()) / 1000);
