import { ShowsEnum } from '../../access/enum.dto';
import { type WorkflowType, workflowTypes } from '../../workflows/run.entity';
import { type StageStatus, stageStatuses } from '../../workflows/stages/stage.flow';
import { Defined } from '../figures/definition';
import { figures } from '../figures/figure';
import { AnalyticsFigureView } from '../figures/figure.dto';
import { AnalyticsView, RangeView } from '../window/window.dto';
import type { Range } from '../window/window';
import type { GroupTallies, RunTally } from './run-tallies.service';
import type { StageTallied } from './stage-tallies.service';
import { runDefinitions as its, runMeasures, stageDefinitions, stageMeasures } from './workflow-figures';
import type { RunsDone } from './workflows-analytics.service';

/** How runs went. */
export class RunFiguresView {
  @Defined(its.runs_started) runs_started: AnalyticsFigureView;
  @Defined(its.runs_completed) runs_completed: AnalyticsFigureView;
  @Defined(its.runs_cancelled) runs_cancelled: AnalyticsFigureView;
  @Defined(its.runs_failed) runs_failed: AnalyticsFigureView;
  @Defined(its.completion_rate) completion_rate: AnalyticsFigureView;
  @Defined(its.run_hours_p50) run_hours_p50: AnalyticsFigureView;
  @Defined(its.run_hours_p85) run_hours_p85: AnalyticsFigureView;
  @Defined(its.run_hours_p95) run_hours_p95: AnalyticsFigureView;
  @Defined(its.rested_share) rested_share: AnalyticsFigureView;

  static of([now, before]: readonly RunTally[]): RunFiguresView {
    return figures(runMeasures(now), runMeasures(before));
  }
}

/** How the runs of one type went. */
export class WorkflowTypeFiguresView {
  /** What kind of project the workflows are for. */
  @ShowsEnum('WorkflowType', workflowTypes)
  workflow_type: WorkflowType;
  /** How its runs went. */
  figures: RunFiguresView;
}

/** How the runs of one definition went. */
export class WorkflowFiguresView {
  pack: string;
  /**
   * The definition's id.
   * @example "greenfield-fullstack"
   */
  workflow_id: string;
  /** How its runs went. */
  figures: RunFiguresView;
}

/** How the stages of one name went. */
export class StageFiguresView {
  @Defined(stageDefinitions.stages_completed) stages_completed: AnalyticsFigureView;
  @Defined(stageDefinitions.retry_rate) retry_rate: AnalyticsFigureView;
  @Defined(stageDefinitions.working_hours_p50) working_hours_p50: AnalyticsFigureView;
  @Defined(stageDefinitions.working_hours_p85) working_hours_p85: AnalyticsFigureView;
  @Defined(stageDefinitions.working_hours_p95) working_hours_p95: AnalyticsFigureView;
  @Defined(stageDefinitions.waiting_hours_p50) waiting_hours_p50: AnalyticsFigureView;
  @Defined(stageDefinitions.waiting_hours_p95) waiting_hours_p95: AnalyticsFigureView;
  @Defined(stageDefinitions.time_share) time_share: AnalyticsFigureView;
  @Defined(stageDefinitions.quality) quality: AnalyticsFigureView;
}

/** Names a stage of a definition, in all passes of all runs. */
export class StageNameView {
  pack: string;
  /**
   * The definition's id.
   * @example "greenfield-fullstack"
   */
  workflow_id: string;
  /**
   * The readable id of the stage, without the number of a pass.
   * @example "pm-prd-md"
   */
  stage_id: string;
}

/** A stage of a definition and how it went. */
export class StageAnalyticsView extends StageNameView {
  name: string;
  /** Its place in the runs. */
  position: number;
  /** How it went. */
  figures: StageFiguresView;

  /** Each with its share of the time of its workflow. */
  static all(stages: readonly StageTallied[]): StageAnalyticsView[] {
    const workflow = ({ pack, workflowId }: StageTallied) => JSON.stringify([pack, workflowId]);
    const hours = [0, 1].map((range) => {
      const sums = new Map<string, number>();
      for (const stage of stages)
        sums.set(workflow(stage), (sums.get(workflow(stage)) ?? 0) + stage.tallies[range].totalHours);
      return sums;
    });
    return stages.map((stage) => {
      const [now, before] = [0, 1].map((range) =>
        stageMeasures(stage.tallies[range], hours[range].get(workflow(stage))!),
      );
      return {
        pack: stage.pack,
        workflow_id: stage.workflowId,
        stage_id: stage.stageId,
        name: stage.name,
        position: stage.position,
        figures: figures(now, before),
      };
    });
  }
}

/** A stage at which runs were cancelled or given up. */
export class StageStopView extends StageNameView {
  /** How many, in the window. */
  runs: number;
}

/** A stage at which runs stand now. */
export class StageStandingView extends StageStopView {
  @ShowsEnum('StageStatus', stageStatuses)
  status: StageStatus;
  /** Half of them have been in this state for longer than so many hours. */
  hours_p50: number | null;
}

/** How many runs there were in one bucket of the window. */
export class RunBucketView extends RangeView {
  /** Runs that were started. */
  started: number;
  /** Runs that were completed. */
  completed: number;
  /** Runs that were cancelled. */
  cancelled: number;
  /** Runs that were given up. */
  failed: number;

  static of(tallies: readonly RunTally[], buckets: readonly Range[]): RunBucketView[] {
    return buckets.map(({ from, to }, place) => {
      const { started, completed, cancelled, failed } = tallies[place];
      return { from, to, started, completed, cancelled, failed };
    });
  }
}

/** How runs went. */
export class WorkflowsAnalyticsView extends AnalyticsView {
  /** All runs together. */
  figures: RunFiguresView;
  /** Those of each type. */
  by_type: WorkflowTypeFiguresView[];
  /** Those of each definition. */
  items: WorkflowFiguresView[];
  /** The stages of which one was completed, in the order of their definitions. */
  stages: StageAnalyticsView[];
  /** The stages that took the most hours of working and waiting, the first the most: at most five. */
  bottlenecks: StageAnalyticsView[];
  /** Where runs were cancelled or given up: at the first stage that was not settled. */
  stops: StageStopView[];
  /** Where active runs stand now. */
  standing: StageStandingView[];
  /** All runs in each bucket of the window, in order. */
  series: RunBucketView[];

  static runs({ groups, stages, stops, standing }: RunsDone, buckets: readonly Range[]) {
    const [all, ...others] = groups;
    const named = StageAnalyticsView.all(stages);
    const hours = (place: number) => stages[place].tallies[0].totalHours;
    const slowest = [...named.keys()].filter(hours).sort((one, other) => hours(other) - hours(one));
    return {
      figures: RunFiguresView.of(all.tallies),
      by_type: others.flatMap(ofType),
      items: others.flatMap(ofDefinition),
      stages: named,
      bottlenecks: slowest.slice(0, 5).map((place) => named[place]),
      stops: stops.map(({ pack, workflowId, stageId, runs }) => ({
        pack,
        workflow_id: workflowId,
        stage_id: stageId,
        runs,
      })),
      standing: standing.map(({ pack, workflowId, stageId, runs, status, hoursP50 }) => ({
        pack,
        workflow_id: workflowId,
        stage_id: stageId,
        runs,
        status: status as StageStatus,
        hours_p50: hoursP50,
      })),
      series: RunBucketView.of(all.tallies.slice(2), buckets),
    };
  }
}

const isInView = ({ tallies: [now, before] }: GroupTallies) =>
  [now, before].some(({ started, completed, cancelled, failed }) => started + completed + cancelled + failed > 0);

const ofType = (group: GroupTallies): WorkflowTypeFiguresView[] =>
  group.workflowType && isInView(group)
    ? [{ workflow_type: group.workflowType, figures: RunFiguresView.of(group.tallies) }]
    : [];

const ofDefinition = (group: GroupTallies): WorkflowFiguresView[] =>
  group.workflowId && isInView(group)
    ? [{ pack: group.pack!, workflow_id: group.workflowId, figures: RunFiguresView.of(group.tallies) }]
    : [];
