import { Get, Param, Query } from '@nestjs/common';
import { Routes } from '../../access/routes';
import { InScope } from '../../access/scope.guard';
import { NamesAgent } from '../../agents/names-agent';
import type { Scope } from '../../database/scope';
import { type Narrowing, tell } from '../figures/definition';
import { KindCountView } from '../figures/kind-count.dto';
import { ProjectsWindowQuery, AnalyticsView, RefusesWindows, WindowQuery } from '../window/window.dto';
import { bucketsOf } from '../window/window';
import { agentDefinitions } from './agent-figures';
import {
  AgentAnalyticsItemView,
  AgentAnalyticsView,
  AgentsAnalyticsQuery,
  AgentsAnalyticsView,
  WorkBucketView,
  WorkFiguresView,
} from './agents-analytics.dto';
import { AgentsAnalytics } from './agents-analytics.service';

@Routes('analytics/agents', 'Analytics')
export class AgentsAnalyticsController {
  constructor(private readonly analytics: AgentsAnalytics) {}

  /**
   * Tell what the agents did: activities, response times, tasks, rework, quality, handoffs
   * @remarks All of them together and each, over a window and the equally long one before it.
   */
  @Get()
  @RefusesWindows()
  async list(@InScope() scope: Scope, @Query() query: AgentsAnalyticsQuery): Promise<AgentsAnalyticsView> {
    const asked = ProjectsWindowQuery.within(scope, query);
    const { team, agents } = await this.analytics.list(scope, asked, query);
    return {
      ...AnalyticsView.about(asked, tell(agentDefinitions, scope, asked)),
      activities_counted: team.counted,
      figures: WorkFiguresView.of(team),
      activities_by_type: KindCountView.of(team.activities.map(({ byType }) => byType).slice(0, 2)),
      series: WorkBucketView.of(team.buckets, bucketsOf(asked.window)),
      items: agents.items.map(AgentAnalyticsItemView.of),
      next: agents.next,
    };
  }

  /** Tell what one agent did */
  @Get(':agent_id')
  @NamesAgent()
  @RefusesWindows()
  async one(
    @InScope() scope: Scope,
    @Param('agent_id') name: string,
    @Query() query: WindowQuery,
  ): Promise<AgentAnalyticsView> {
    const asked = WindowQuery.toAsked(query);
    const done = await this.analytics.one(scope, asked, name);
    const its: Narrowing = ({ agent }) => agent && `${agent} = '${done.agent.id}'`;
    return {
      ...AnalyticsView.about(asked, tell(agentDefinitions, scope, asked, its)),
      activities_counted: done.counted,
      agent: AgentAnalyticsItemView.of(done),
      errors: KindCountView.of(done.activities.map(({ errors }) => errors)),
      series: WorkBucketView.of(done.buckets, bucketsOf(asked.window)),
    };
  }
}
