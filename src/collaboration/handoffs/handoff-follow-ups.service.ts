import { Injectable } from '@nestjs/common';
import type { Scope } from '../../database/scope';
import { Learnings, type Lesson } from '../../memory/learning/learnings.service';
import { sentences } from '../../memory/learning/sentences';
import { TaskHandover } from '../../tasks/leases/task-handover.service';
import type { Handoff } from './handoff-reader.service';

/** What follows from the answer to a handoff, in its transaction. */
@Injectable()
export class HandoffFollowUps {
  constructor(
    private readonly tasks: TaskHandover,
    private readonly learnings: Learnings,
  ) {}

  /** The task becomes one of the receiver, and a lease of the giver ends. */
  async accepted(scope: Scope, { taskUuid, fromAgentUuid, toAgent }: Handoff): Promise<void> {
    if (taskUuid) await this.tasks.handOver(scope, taskUuid, { id: fromAgentUuid }, toAgent);
  }

  /** What the receiver says of it is remembered; an answer without a word is not. */
  async answered(scope: Scope, handoff: Handoff): Promise<void> {
    const { toAgent } = handoff;
    const lesson = lessonOf(handoff);
    if (lesson) await this.learnings.learn(scope, [toAgent.agentId], lesson);
  }
}

/** What an answered handoff teaches. */
export function lessonOf(handoff: Handoff): Lesson | undefined {
  const { collaborationId, fromAgent, toAgent, status, summary, feedback, rejectionReason, quality } = handoff;
  if (!feedback?.trim() && !rejectionReason?.trim() && quality === null) return undefined;
  const rated = quality === null ? '' : `Rated ${quality} of 100`;
  const between = `from ${fromAgent.agentId} to ${toAgent.agentId}`;
  return {
    category: 'COLLABORATION',
    content: sentences(`Handoff ${between} ${status.toLowerCase()}: ${summary}`, rated, feedback, rejectionReason),
    entities: [fromAgent.agentId, toAgent.agentId],
    tags: ['handoff'],
    links: [
      { type: 'handoff', id: collaborationId },
      ...(handoff.task ? [{ type: 'task', id: handoff.task.taskId }] : []),
    ],
  };
}
