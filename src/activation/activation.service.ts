import { Injectable } from '@nestjs/common';
import type { AgentSession } from '../agents/agent-session.entity';
import type { AgentState } from '../agents/agent-state.entity';
import { type KnownAgent, Roster } from '../agents/roster.service';
import type { ActivateAgent } from '../agents/session.dto';
import { SessionsService } from '../agents/sessions.service';
import { Database } from '../database/database';
import type { Scope } from '../database/scope';
import { textIn } from '../memory/retrieval/free-text';
import { type Recall, RecallService } from '../memory/retrieval/recall.service';
import type { OpenStage } from '../workflows/progress.service';
import { OpenWork, type Waiting } from './open-work.service';

/** What an agent finds when it begins. */
export interface Activation extends Waiting {
  agent: AgentState;
  session: AgentSession;
  /** What the team remembers that may help now. */
  memory: Recall;
}

/** How many memories an agent begins with. */
const MEMORIES = 10;

/** Begins an agent's work: its session, all that waits for it, and what the team has learned. */
@Injectable()
export class ActivationService {
  constructor(
    private readonly db: Database,
    private readonly roster: Roster,
    private readonly sessions: SessionsService,
    private readonly work: OpenWork,
    private readonly recalls: RecallService,
  ) {}

  /** @throws Problem 404 for an unknown agent, 409 for one that is PAUSED, OFFLINE or retired */
  async activate(scope: Scope, request: ActivateAgent): Promise<Activation> {
    const { agent, session } = await this.sessions.activate(scope, request);
    const [state, work] = await this.db.snapshot(() =>
      Promise.all([this.roster.get(scope, agent.id), this.work.of(scope, agent)]),
    );
    const memory = await this.remember(scope, agent, session, work.stages);
    return { agent: state, session, ...work, memory };
  }

  /** The question is what the session is about; without that, the work that waits. */
  private remember(
    scope: Scope,
    agent: KnownAgent,
    session: AgentSession,
    stages: readonly OpenStage[],
  ): Promise<Recall> {
    const [told, work] = [textIn(session.context), stages.map(({ name }) => name)];
    return this.recalls.recall(scope, {
      agent,
      operation: 'ACTIVATION',
      limit: MEMORIES,
      sessionId: session.sessionId,
      userId: session.userId,
      ...(told ? { query: told, context: work.join('\n') } : { query: work.join('\n') }),
    });
  }
}
