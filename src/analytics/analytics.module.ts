import { Module } from '@nestjs/common';
import { LatenciesModule } from '../monitoring/monitoring.module';
import { ActivityCounting } from './activities/activity-counting.service';
import { ActivityTallies } from './activities/activity-tallies.service';
import { RebuildController } from './activities/rebuild.controller';
import { AgentsAnalyticsController } from './agents/agents-analytics.controller';
import { AgentsAnalytics } from './agents/agents-analytics.service';
import { CollaborationAnalyticsController } from './collaboration/collaboration-analytics.controller';
import { CollaborationAnalytics } from './collaboration/collaboration-analytics.service';
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

/** Figures without routes. */
@Module({
  imports: [LatenciesModule],
  providers: [ActivityCounting, CountsService, DatabaseStates, ...tallies, ...analytics],
  exports: [ActivityCounting, ...tallies, ...analytics],
})
export class AnalyticsCoreModule {}

@Module({
  imports: [AnalyticsCoreModule],
  controllers: [
    AgentsAnalyticsController,
    WorkflowsAnalyticsController,
    StoriesAnalyticsController,
    CollaborationAnalyticsController,
    MemoryAnalyticsController,
    SystemAnalyticsController,
    RebuildController,
  ],
})
export class AnalyticsModule {}
