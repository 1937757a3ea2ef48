import { ShowsEnum } from '../access/enum.dto';
import type { EpicDetails, ListedEpic } from './epic-reader.service';
import { type EpicStatus, epicStatuses } from './epic.flow';
import { ObjectiveView } from './goals/goal.dto';
import { RiskView } from './risks/risk.dto';

/** An epic as lists show it. */
export class EpicSummary {
  /** UUIDv7. */
  id: string;
  /**
   * The readable id.
   * @example "epic-1"
   */
  epic_id: string;
  /** @example "Checkout" */
  name: string;
  @ShowsEnum('EpicStatus', epicStatuses)
  status: EpicStatus;
  /**
   * The share of the points that is done, in whole percent; of the stories where none has points. Cancelled ones do not
   * count; 0 while there is none.
   * @example 40
   */
  progress_percentage: number;
  /**
   * How many stories it has.
   * @example 12
   */
  stories_total: number;
  /** How many of them are DONE. */
  stories_done: number;
  /** How many of them are CANCELLED. */
  stories_cancelled: number;
  /** The points of its stories, without those of cancelled ones. */
  points_total: number;
  /** The points of the stories that are DONE. */
  points_done: number;
  /** The hours that its stories and own tasks are estimated at; null without any estimate. */
  hours_estimated: number | null;
  /** The hours that went into their tasks; null while none is known. */
  hours_actual: number | null;
  /** How many tasks its stories and itself have. */
  tasks_total: number;
  /** How many of them are COMPLETED. */
  tasks_completed: number;
  /** How many of them are neither COMPLETED nor CANCELLED. */
  tasks_open: number;
  /**
   * The day on which it begins.
   * @example "2026-01-05"
   */
  start_date: string | null;
  /**
   * The day on which it shall be done.
   * @example "2026-03-31"
   */
  target_date: string | null;
  /** When it was done or cancelled. */
  ended_at: Date | null;
  created_at: Date;
  updated_at: Date;

  static of({ epic, rollup }: ListedEpic): EpicSummary {
    return {
      id: epic.id,
      epic_id: epic.epicId,
      name: epic.name,
      status: epic.status,
      progress_percentage: rollup.progressPercentage,
      stories_total: rollup.storiesTotal,
      stories_done: rollup.storiesDone,
      stories_cancelled: rollup.storiesCancelled,
      points_total: rollup.pointsTotal,
      points_done: rollup.pointsDone,
      hours_estimated: rollup.hoursEstimated,
      hours_actual: rollup.hoursActual,
      tasks_total: rollup.tasksTotal,
      tasks_completed: rollup.tasksCompleted,
      tasks_open: rollup.tasksOpen,
      start_date: epic.startDate,
      target_date: epic.targetDate,
      ended_at: epic.endedAt,
      created_at: epic.createdAt,
      updated_at: epic.updatedAt,
    };
  }
}

/** An epic with all that belongs to it. Its stories are at `/epics/{id}/stories`. */
export class EpicView extends EpicSummary {
  /** What it is about. */
  description: string | null;
  /** What it is worth, and to whom. */
  business_value: string | null;
  /** What it shall achieve, in order. */
  objectives: ObjectiveView[];
  /** What may go wrong, oldest first. */
  risks: RiskView[];
  /** What is taken for granted. */
  assumptions: string[];
  /** Who has an interest in it. */
  stakeholders: string[];

  static override of(details: EpicDetails): EpicView {
    const { epic, keyResults, risks } = details;
    return {
      ...EpicSummary.of(details),
      description: epic.description,
      business_value: epic.businessValue,
      objectives: ObjectiveView.all(epic.objectives, keyResults),
      risks: risks.map(RiskView.of),
      assumptions: epic.assumptions,
      stakeholders: epic.stakeholders,
    };
  }
}
