import { Body, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { PageQuery, Paged } from '../access/page.dto';
import { Routes } from '../access/routes';
import { InScope } from '../access/scope.guard';
import { mapPage, type Page } from '../database/page';
import type { Scope } from '../database/scope';
import { ActivitiesService } from './activities.service';
import { ActivityView } from './activity.dto';
import { AgentDetailView, AgentsQuery, AgentView, HoldAgent } from './agent.dto';
import { AgentsService } from './agents.service';
import { MetricsService } from './metrics.service';
import { NamesAgent } from './names-agent';
import { Roster } from './roster.service';

@Routes('agents', 'Agents')
export class AgentsController {
  constructor(
    private readonly agents: AgentsService,
    private readonly activities: ActivitiesService,
    private readonly metrics: MetricsService,
    private readonly roster: Roster,
  ) {}

  /**
   * List the agents of the team, oldest first
   * @remarks Agents come from the loaded definitions. Those that the definitions have no longer are left out.
   */
  @Get()
  @Paged(AgentView)
  async list(@InScope() scope: Scope, @Query() query: AgentsQuery): Promise<Page<AgentView>> {
    const { status, agent_type, pack } = query;
    return mapPage(await this.agents.list(scope, { status, agentType: agent_type, pack }, query), AgentView.of);
  }

  /**
   * Get an agent: what its definition says, and its figures
   * @remarks Each figure says over how many rows it was worked out; it is null over none.
   */
  @Get(':agent_id')
  @NamesAgent()
  async get(@InScope() scope: Scope, @Param('agent_id') name: string): Promise<AgentDetailView> {
    const agent = await this.agents.describe(scope, name);
    return AgentDetailView.describe(agent, await this.metrics.of(scope, agent.id));
  }

  /**
   * Pause an agent
   * @remarks New sessions are refused until it is resumed; the live ones go on.
   */
  @Post(':agent_id/pause')
  @HttpCode(200)
  @NamesAgent('Or it is not AVAILABLE, `allowed` says what it may become; or it is retired.')
  async pause(
    @InScope() scope: Scope,
    @Param('agent_id') name: string,
    @Body() { reason }: HoldAgent,
  ): Promise<AgentView> {
    return AgentView.of(await this.agents.hold(scope, name, 'PAUSED', reason));
  }

  /** Let a paused or offline agent take new sessions again */
  @Post(':agent_id/resume')
  @HttpCode(200)
  @NamesAgent('Or it is neither PAUSED nor OFFLINE, `allowed` says what it may become; or it is retired.')
  async resume(
    @InScope() scope: Scope,
    @Param('agent_id') name: string,
    @Body() { reason }: HoldAgent,
  ): Promise<AgentView> {
    return AgentView.of(await this.agents.hold(scope, name, 'AVAILABLE', reason));
  }

  /**
   * Take an agent offline
   * @remarks New sessions are refused until it is resumed; the live ones go on.
   */
  @Post(':agent_id/offline')
  @HttpCode(200)
  @NamesAgent('Or it is OFFLINE already, `allowed` says what it may become; or it is retired.')
  async offline(
    @InScope() scope: Scope,
    @Param('agent_id') name: string,
    @Body() { reason }: HoldAgent,
  ): Promise<AgentView> {
    return AgentView.of(await this.agents.hold(scope, name, 'OFFLINE', reason));
  }

  /** List what an agent did and tried, oldest first */
  @Get(':agent_id/activity')
  @NamesAgent()
  @Paged(ActivityView)
  async activity(
    @InScope() scope: Scope,
    @Param('agent_id') name: string,
    @Query() query: PageQuery,
  ): Promise<Page<ActivityView>> {
    const { id } = await this.roster.find(scope, name);
    return mapPage(await this.activities.about(scope, id, query), ActivityView.of);
  }
}
