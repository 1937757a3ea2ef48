import { ShowsEnum } from '../access/enum.dto';
import { CriterionView } from './criteria/criterion.dto';
import { type GateVerdict, gateVerdicts, type QualityGate } from './gates/gate.entity';
import { isExpired, isStale } from './gates/verdict';
import { UserStoryText } from './story-text.dto';
import type { Story } from './story.entity';
import type { ListedStory, StoryDetails } from './story-reader.service';
import { type StoryStatus, storyStatuses } from './story.flow';

/** The newest verdict on a story. */
export class NewestGateView {
  /** UUIDv7. */
  id: string;
  /** The verdict. */
  @ShowsEnum('GateVerdict', gateVerdicts)
  gate: GateVerdict;
  /** Whether the story has changed since. */
  stale: boolean;
  /** Whether its waiver has run out. */
  expired: boolean;

  static of(gate: QualityGate, story: Story): NewestGateView {
    return { id: gate.id, gate: gate.gate, stale: isStale(gate, story), expired: isExpired(gate) };
  }
}

/** One line of a story's own change log. */
export class StoryChangeView {
  /** When. */
  at: string;
  /** Who. */
  by: string;
  /**
   * What was changed.
   * @example "The form says why a card is refused"
   */
  change: string;
}

/** A story as lists show it. */
export class StorySummary {
  /** UUIDv7. */
  id: string;
  /**
   * The readable id.
   * @example "1.1"
   */
  story_id: string;
  /**
   * The epic that it belongs to, by its readable id.
   * @example "epic-1"
   */
  epic_id: string | null;
  /** @example "Pay by card" */
  title: string;
  @ShowsEnum('StoryStatus', storyStatuses)
  status: StoryStatus;
  /** The status as a file had it. */
  raw_status: string | null;
  /** How large it is. */
  story_points: number | null;
  /** How long it should take, as it says itself. */
  estimated_hours: number | null;
  /** Words to find it by. */
  tags: string[];
  /** Words that sort it. */
  labels: string[];
  /** The agent or person that has it. */
  assignee: string | null;
  /** The run that works on it, by its readable key. */
  workflow_id: string | null;
  /** The stories that have to be done before, by their readable ids. */
  dependencies: string[];
  /** Counts the changes of what belongs to it; a quality gate holds for one revision. */
  revision: number;
  /** Whether a passing quality gate is needed before it is done. */
  gate_required: boolean;
  /** The newest verdict on it. */
  newest_gate: NewestGateView | null;
  /** How many criteria it has, acceptance and definition of done together. */
  criteria_total: number;
  /** How many of them are met. */
  criteria_met: number;
  /** How many tasks it has. */
  tasks_total: number;
  /** How many of them are COMPLETED. */
  tasks_completed: number;
  /** How many of them are neither COMPLETED nor CANCELLED. */
  tasks_open: number;
  /** Its own estimate, else the sum of its tasks' without the cancelled ones; null without any. */
  hours_estimated: number | null;
  /** The hours that went into its tasks; null while none is known. */
  hours_actual: number | null;
  started_at: Date | null;
  /** When it was done or cancelled. */
  ended_at: Date | null;
  created_at: Date;
  updated_at: Date;

  static of({ story, rollup, dependencies, newestGate }: ListedStory): StorySummary {
    return {
      id: story.id,
      story_id: story.storyId,
      epic_id: story.epic?.epicId ?? null,
      title: story.title,
      status: story.status,
      raw_status: story.rawStatus,
      story_points: story.storyPoints,
      estimated_hours: story.estimatedHours,
      tags: story.tags,
      labels: story.labels,
      assignee: story.assignee,
      workflow_id: story.workflowKey,
      dependencies,
      revision: story.revision,
      gate_required: story.gateRequired,
      newest_gate: newestGate ? NewestGateView.of(newestGate, story) : null,
      criteria_total: rollup.criteriaTotal,
      criteria_met: rollup.criteriaMet,
      tasks_total: rollup.tasksTotal,
      tasks_completed: rollup.tasksCompleted,
      tasks_open: rollup.tasksOpen,
      hours_estimated: rollup.hoursEstimated,
      hours_actual: rollup.hoursActual,
      started_at: story.startedAt,
      ended_at: story.endedAt,
      created_at: story.createdAt,
      updated_at: story.updatedAt,
    };
  }
}

/** A story with all that belongs to it. Its verdicts are at `/stories/{id}/gates`. */
export class StoryView extends StorySummary {
  /** Who wants what, and what for. */
  user_story: UserStoryText | null;
  /** What must be true for the customer, in order. */
  acceptance_criteria: CriterionView[];
  /** What must be true for the team, in order. */
  definition_of_done: CriterionView[];
  /** What the developer has to know. */
  dev_notes: string | null;
  /** The files that the work has touched. */
  file_list: string[];
  /** What was changed, oldest first. */
  change_log: StoryChangeView[];
  /** Where a blocked story returns to. */
  @ShowsEnum('StoryStatus', storyStatuses)
  blocked_from: StoryStatus | null;
  /** Why it is blocked, was cancelled or reopened. */
  reason: string | null;

  static override of(details: StoryDetails): StoryView {
    const { story, criteria } = details;
    const of = (kind: string) => criteria.filter((criterion) => criterion.kind === kind).map(CriterionView.of);
    return {
      ...StorySummary.of(details),
      user_story: story.userStory,
      acceptance_criteria: of('ACCEPTANCE'),
      definition_of_done: of('DEFINITION_OF_DONE'),
      dev_notes: story.devNotes,
      file_list: story.fileList,
      change_log: story.changeLog,
      blocked_from: story.blockedFrom,
      reason: story.reason,
    };
  }
}
