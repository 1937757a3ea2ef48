import { Injectable } from '@nestjs/common';
import type { AgentSession } from '../agents/agent-session.entity';
import type { AgentState } from '../agents/agent-state.entity';
import { Roster } from '../agents/roster.service';
import type { ActivateAgent } from '../agents/session.dto';
import { SessionsService } from '../agents/sessions.service';
import type { Scope } from '../database/scope';
import { type OpenStage, ProgressService } from '../workflows/progress.service';

/** What an agent finds when it begins. */
export interface Activation {
  agent: AgentState;
  session: AgentSession;
  /** The stages that wait for it, that it has in progress or has failed at, each with its run. */
  stages: OpenStage[];
}

/** Begins an agent's work: its session, and all that waits for it. */
@Injectable()
export class ActivationService {
  constructor(
    private readonly roster: Roster,
    private readonly sessions: SessionsService,
    private readonly progress: ProgressService,
  ) {}

  /** @throws Problem 404 for an unknown agent, 409 for one that is PAUSED, OFFLINE or retired */
  async activate(scope: Scope, request: ActivateAgent): Promise<Activation> {
    const { agent, session } = await this.sessions.activate(scope, request);
    const [state, stages] = await Promise.all([
      this.roster.get(scope, agent.id),
      this.progress.openStages(scope, agent.agentId),
    ]);
    return { agent: state, session, stages };
  }
}
