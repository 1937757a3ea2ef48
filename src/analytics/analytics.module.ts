import { Module } from '@nestjs/common';
import { LatenciesModule } from '../monitoring/monitoring.module';
import { ActivityCounting } from './activities/activity-counting.service';
import { ActivityRemoval } from './activities/activity-removal.service';
import { ActivityTallies } from './activities/activity-tallies.service';
import { RebuildController } from './activities/rebuild.controller';
import { AgentsAnalyticsController } from './agents/agents-analytics.controller';
import { AgentsAnalytics } from './agents/agents-analytics.service';
import { ChartsController } from './charts/charts.controller';
import { Charts } from './charts/charts.service';
import { FlowTallies } from './charts/flow-tallies.service';
import { Throughputs } from './charts/throughputs.service';
import { CollaborationAnalyticsController } from './collaboration/collaboration-analytics.controller';
import { CollaborationAnalytics } from './collaboration/collaboration-analytics.service';
import { EpicsCoreModule } from '../epics/epics.module';
import { WorkflowsCoreModule } from '../workflows/workflows.module';
import { EpicPasts } from './forecasts/epic-pasts.service';
import { ForecastGrades } from './forecasts/forecast-grades.service';
import { ForecastKeeping } from './forecasts/forecast-keeping.service';
import { ForecastsController } from './forecasts/forecasts.controller';
import { Forecasts } from './forecasts/forecasts.service';
import { RunPasts } from './forecasts/run-pasts.service';
import { HandoffTallies } from './collaboration/handoff-tallies.service';
import { Pairs } from './collaboration/pairs.service';
import { MemoryAnalyticsController } from './memory/memory-analytics.controller';
import { MemoryAnalytics } from './memory/memory-analytics.service';
import { MemoryTallies } from './memory/memory-tallies.service';
import { StoriesAnalyticsController } from './stories/stories-analytics.controller';
import { StoriesAnalytics } from './stories/stories-analytics.service';
import { StoryTallies } from './stories/story-tallies.service';
import { CountsService } from './system/counts.service';
import { DatabaseStates } from './system/database-state.service';
import { SystemAnalyticsController } from './system/system-analytics.controller';
import { SystemAnalytics } from './system/system-analytics.service';
import { TaskTallies } from './tasks/task-tallies.service';
import { RunTallies } from './workflows/run-tallies.service';
import { StageTallies } from './workflows/stage-tallies.service';
import { WorkflowsAnalyticsController } from './workflows/workflows-analytics.controller';
import { WorkflowsAnalytics } from './workflows/workflows-analytics.service';

const tallies = [
  ActivityTallies,
  TaskTallies,
  HandoffTallies,
  Pairs,
  RunTallies,
  StageTallies,
  StoryTallies,
  MemoryTallies,
];
const analytics = [
  AgentsAnalytics,
  WorkflowsAnalytics,
  StoriesAnalytics,
  CollaborationAnalytics,
  MemoryAnalytics,
  SystemAnalytics,
];

const charts = [FlowTallies, Throughputs, Charts];
const forecasts = [EpicPasts, RunPasts, Forecasts, ForecastGrades, ForecastKeeping];

/** Figures without routes. */
@Module({
  imports: [LatenciesModule],
  providers: [
    ActivityCounting,
    ActivityRemoval,
    CountsService,
    DatabaseStates,
    ...tallies,
    ...analytics,
    ...charts,
    ...forecasts,
  ],
  exports: [ActivityCounting, ActivityRemoval, ...tallies, ...analytics, ...charts, ...forecasts],
})
export class AnalyticsCoreModule {}

@Module({
  imports: [AnalyticsCoreModule, EpicsCoreModule, WorkflowsCoreModule],
  controllers: [
    AgentsAnalyticsController,
    WorkflowsAnalyticsController,
    StoriesAnalyticsController,
    CollaborationAnalyticsController,
    MemoryAnalyticsController,
    SystemAnalyticsController,
    ChartsController,
    ForecastsController,
    RebuildController,
  ],
})
export class AnalyticsModule {}
