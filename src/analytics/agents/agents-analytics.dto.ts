import { ApiProperty, IntersectionType } from '@nestjs/swagger';
import { ShowsEnum } from '../../access/enum.dto';
import { PageQuery } from '../../access/page.dto';
import { type AgentStatus, agentStatuses } from '../../agents/agent-state.entity';
import { CountedView } from '../activities/counted.dto';
import { responseTimes, type Tally } from '../activities/tally';
import { Defined } from '../figures/definition';
import { figure, figures, number } from '../figures/figure';
import { AnalyticsFigureView } from '../figures/figure.dto';
import { KindCountView } from '../figures/kind-count.dto';
import { AnalyticsView, ProjectsWindowQuery, RangeView } from '../window/window.dto';
import type { Range } from '../window/window';
import { activityMeasures, agentDefinitions as its, handoffMeasures, taskMeasures } from './agent-figures';
import type { AgentDone, Buckets, Done } from './agents-analytics.service';

/** What may be asked of the figures of all agents. */
export class AgentsAnalyticsQuery extends IntersectionType(ProjectsWindowQuery, PageQuery) {}

/** What the log of activities and the tasks say. */
export class WorkFiguresView {
  @Defined(its.activities) activities: AnalyticsFigureView;
  @Defined(its.success_rate) success_rate: AnalyticsFigureView;
  @Defined(its.response_ms_mean) response_ms_mean: AnalyticsFigureView;
  @Defined(its.response_ms_p50) response_ms_p50: AnalyticsFigureView;
  @Defined(its.response_ms_p95) response_ms_p95: AnalyticsFigureView;
  @Defined(its.response_ms_p99) response_ms_p99: AnalyticsFigureView;
  @Defined(its.tasks_completed) tasks_completed: AnalyticsFigureView;
  @Defined(its.tasks_failed) tasks_failed: AnalyticsFigureView;
  @Defined(its.completion_rate) completion_rate: AnalyticsFigureView;
  @Defined(its.rework_rate) rework_rate: AnalyticsFigureView;
  @Defined(its.task_hours_p50) task_hours_p50: AnalyticsFigureView;
  @Defined(its.task_hours_p95) task_hours_p95: AnalyticsFigureView;
  @Defined(its.quality) quality: AnalyticsFigureView;

  static of({ activities, tasks }: Done): WorkFiguresView {
    return Object.assign(
      figures(activityMeasures(activities[0]), activityMeasures(activities[1])),
      figures(taskMeasures(tasks[0]), taskMeasures(tasks[1])),
    );
  }
}

/** What one agent did. */
export class AgentFiguresView extends WorkFiguresView {
  @Defined(its.handoffs_given) handoffs_given: AnalyticsFigureView;
  @Defined(its.handoffs_taken) handoffs_taken: AnalyticsFigureView;
  @Defined(its.handoffs_accepted_rate) handoffs_accepted_rate: AnalyticsFigureView;
  @Defined(its.handoff_completeness) handoff_completeness: AnalyticsFigureView;
  @Defined(its.handoff_quality) handoff_quality: AnalyticsFigureView;
  @Defined(its.tasks_open) tasks_open: AnalyticsFigureView;

  static ofAgent(done: AgentDone): AgentFiguresView {
    const { given, taken } = done;
    return Object.assign(
      WorkFiguresView.of(done),
      figures(handoffMeasures(given[0], taken[0]), handoffMeasures(given[1], taken[1])),
      { tasks_open: figure(number(done.open), null) },
    );
  }
}

/** What was done in one bucket of the window. */
export class WorkBucketView extends RangeView {
  /** Entries of the log of activities. */
  activities: number;
  /** As of the whole window; null over none. */
  success_rate: number | null;
  /** As of the whole window; null over none. */
  response_ms_p95: number | null;
  /** Tasks that were completed. */
  tasks_completed: number;
  /** Tasks that failed. */
  tasks_failed: number;

  static of({ activities, tasks }: Buckets, buckets: readonly Range[]): WorkBucketView[] {
    return buckets.map(({ from, to }, place) => ({
      from,
      to,
      ...bucketOf(activities[place]),
      tasks_completed: tasks[place].completed,
      tasks_failed: tasks[place].failed,
    }));
  }
}

const bucketOf = (tally: Tally) => ({
  activities: tally.activities,
  success_rate: tally.requests ? tally.succeeded / tally.requests : null,
  response_ms_p95: responseTimes(tally, [0.95])[0],
});

/** One agent with its figures. */
export class AgentAnalyticsItemView {
  /** UUIDv7. */
  id: string;
  /**
   * The readable id.
   * @example "dev"
   */
  agent_id: string;
  pack: string;
  name: string;
  @ShowsEnum('AgentStatus', agentStatuses)
  status: AgentStatus;
  /** How many of its sessions live now. */
  live_sessions: number;
  /** What it did. */
  figures: AgentFiguresView;
  /** Its activities by type, the most frequent first. */
  @ApiProperty({ type: [KindCountView] })
  activities_by_type: KindCountView[];

  static of(done: AgentDone): AgentAnalyticsItemView {
    const { id, agentId, pack, name, status, liveSessions } = done.agent;
    return {
      id,
      agent_id: agentId,
      pack,
      name,
      status,
      live_sessions: liveSessions,
      figures: AgentFiguresView.ofAgent(done),
      activities_by_type: KindCountView.of(done.activities.map(({ byType }) => byType)),
    };
  }
}

/** What the agents did, all together and each. */
export class AgentsAnalyticsView extends AnalyticsView {
  /** Whether the figures of activities hold every one of them. */
  activities_counted: CountedView;
  /** All agents together. */
  figures: WorkFiguresView;
  /** The activities of all agents by type, the most frequent first. */
  activities_by_type: KindCountView[];
  /** All agents together in each bucket of the window, in order. */
  series: WorkBucketView[];
  /** One page of the agents, oldest first. */
  items: AgentAnalyticsItemView[];
  /** What to pass as `after` for the next page; null on the last one. */
  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  next: string | null;
}

/** What one agent did. */
export class AgentAnalyticsView extends AnalyticsView {
  /** Whether the figures of activities hold every one of them. */
  activities_counted: CountedView;
  /** The agent with its figures. */
  agent: AgentAnalyticsItemView;
  /** The problems that its failures had, the most frequent first. */
  errors: KindCountView[];
  /** What it did in each bucket of the window, in order. */
  series: WorkBucketView[];
}
