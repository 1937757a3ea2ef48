import { Module } from '@nestjs/common';
import { ActivityCounting } from './activities/activity-counting.service';
import { ActivityTallies } from './activities/activity-tallies.service';
import { AgentsAnalyticsController } from './agents/agents-analytics.controller';
import { AgentsAnalytics } from './agents/agents-analytics.service';
import { HandoffTallies } from './collaboration/handoff-tallies.service';
import { TaskTallies } from './tasks/task-tallies.service';

const services = [ActivityCounting, ActivityTallies, TaskTallies, HandoffTallies, AgentsAnalytics];

/** Figures without routes. */
@Module({ providers: services, exports: services })
export class AnalyticsCoreModule {}

@Module({ imports: [AnalyticsCoreModule], controllers: [AgentsAnalyticsController] })
export class AnalyticsModule {}
