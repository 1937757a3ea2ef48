import { Injectable } from '@nestjs/common';
import type { KnownAgent } from '../agents/roster.service';
import { HandoffReader, type OfferedHandoff } from '../collaboration/handoffs/handoff-reader.service';
import type { Scope } from '../database/scope';
import { type AgentTask, AgentWork } from '../tasks/agent-work.service';
import { type OpenStage, ProgressService } from '../workflows/progress.service';

/** How many of each kind wait at most in an answer. */
const SHOWN = 20;

/** All that waits for an agent. */
export interface Waiting {
  /** The stages that wait for it, that it has in progress or has failed at, each with its run. */
  stages: OpenStage[];
  /** The open tasks that are for it or that it has in hand. */
  tasks: AgentTask[];
  /** Those that wait for its answer. */
  handoffs: OfferedHandoff[];
}

/** What waits for an agent, wherever it is kept. */
@Injectable()
export class OpenWork {
  constructor(
    private readonly progress: ProgressService,
    private readonly tasks: AgentWork,
    private readonly handoffs: HandoffReader,
  ) {}

  async of(scope: Scope, agent: KnownAgent): Promise<Waiting> {
    const [stages, tasks, handoffs] = await Promise.all([
      this.progress.openStages(scope, agent.agentId, SHOWN),
      this.tasks.open(scope, agent, SHOWN),
      this.handoffs.offeredTo(scope, agent.id, SHOWN),
    ]);
    return { stages, tasks, handoffs: handoffs.items };
  }
}
