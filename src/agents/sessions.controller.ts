import { Body, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { PageQuery, Paged } from '../access/page.dto';
import { Refuses, Routes } from '../access/routes';
import { InScope } from '../access/scope.guard';
import { mapPage, type Page } from '../database/page';
import type { Scope } from '../database/scope';
import { Roster } from './roster.service';
import { NamesAgent } from './names-agent';
import { ActiveQuery, ActiveSessionView, DeactivateAgent, Heartbeat, SessionView } from './session.dto';
import { SessionsService } from './sessions.service';

@Routes('agents', 'Agents')
export class SessionsController {
  constructor(
    private readonly roster: Roster,
    private readonly sessions: SessionsService,
  ) {}

  /** List the live sessions with their agents, oldest first */
  @Get('active')
  @Paged(ActiveSessionView)
  async active(@InScope() scope: Scope, @Query() query: ActiveQuery): Promise<Page<ActiveSessionView>> {
    const { session_id, user_id } = query;
    const page = await this.sessions.active(scope, { sessionId: session_id, userId: user_id }, query);
    return mapPage(page, ActiveSessionView.withAgent);
  }

  /** List the sessions that an agent has and had, oldest first, as far as they are kept */
  @Get(':agent_id/sessions')
  @NamesAgent()
  @Paged(SessionView)
  async list(
    @InScope() scope: Scope,
    @Param('agent_id') name: string,
    @Query() query: PageQuery,
  ): Promise<Page<SessionView>> {
    const agent = await this.roster.find(scope, name);
    return mapPage(await this.sessions.about(scope, agent.id, query), (session) => SessionView.of(session, agent));
  }

  /** End a session with an agent */
  @Post(':agent_id/deactivate')
  @HttpCode(200)
  @NamesAgent('Or the session has ended already.')
  @Refuses(422, 'No session was named, and the agent has several: `suggestions` names them.')
  async deactivate(
    @InScope() scope: Scope,
    @Param('agent_id') name: string,
    @Body() { session_id }: DeactivateAgent,
  ): Promise<SessionView> {
    const { agent, session } = await this.sessions.deactivate(scope, name, session_id);
    return SessionView.of(session, agent);
  }

  /**
   * Keep a session alive
   * @remarks Without a heartbeat or an activation in time, a session ends by itself.
   */
  @Post(':agent_id/heartbeat')
  @HttpCode(200)
  @NamesAgent('Or the session has ended: `detail` says how to begin a new one.')
  async heartbeat(
    @InScope() scope: Scope,
    @Param('agent_id') name: string,
    @Body() { session_id }: Heartbeat,
  ): Promise<SessionView> {
    const { agent, session } = await this.sessions.heartbeat(scope, name, session_id);
    return SessionView.of(session, agent);
  }
}
