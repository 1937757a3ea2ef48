import { Injectable } from '@nestjs/common';
import type { AgentSession } from '../agents/agent-session.entity';
import type { AgentState } from '../agents/agent-state.entity';
import { Roster } from '../agents/roster.service';
import type { ActivateAgent } from '../agents/session.dto';
import { SessionsService } from '../agents/sessions.service';
import { HandoffReader, type OfferedHandoff } from '../collaboration/handoffs/handoff-reader.service';
import type { Scope } from '../database/scope';
import { type AgentTask, AgentWork } from '../tasks/agent-work.service';
import { type OpenStage, ProgressService } from '../workflows/progress.service';

/** What an agent finds when it begins. */
export interface Activation {
  agent: AgentState;
  session: AgentSession;
  /** The stages that wait for it, that it has in progress or has failed at, each with its run. */
  stages: OpenStage[];
  /** The open tasks that are for it or that it has in hand. */
  tasks: AgentTask[];
  /** Those that wait for its answer. */
  handoffs: OfferedHandoff[];
}

/** How many of each kind wait at most in an answer. */
const SHOWN = 20;

/** Begins an agent's work: its session, and all that waits for it. */
@Injectable()
export class ActivationService {
  constructor(
    private readonly roster: Roster,
    private readonly sessions: SessionsService,
    private readonly progress: ProgressService,
    private readonly work: AgentWork,
    private readonly handoffs: HandoffReader,
  ) {}

  /** @throws Problem 404 for an unknown agent, 409 for one that is PAUSED, OFFLINE or retired */
  async activate(scope: Scope, request: ActivateAgent): Promise<Activation> {
    const { agent, session } = await this.sessions.activate(scope, request);
    const [state, stages, tasks, handoffs] = await Promise.all([
      this.roster.get(scope, agent.id),
      this.progress.openStages(scope, agent.agentId, SHOWN),
      this.work.open(scope, agent, SHOWN),
      this.handoffs.offeredTo(scope, agent.id, SHOWN),
    ]);
    return { agent: state, session, stages, tasks, handoffs: handoffs.items };
  }
}
