import { Injectable } from '@nestjs/common';
import type { QueryPartialEntity } from 'typeorm';
import { Database } from '../../database/database';
import type { Scope } from '../../database/scope';
import { move } from '../../flow/move';
import { illegalMove } from '../../problems/problem';
import { TaskHandover } from '../../tasks/leases/task-handover.service';
import { Collaboration } from '../collaboration.entity';
import { HandoffNews } from './handoff-news.service';
import { type Handoff, HandoffReader } from './handoff-reader.service';
import { handoffFlow, type HandoffStatus } from './handoff.flow';
import { type Receiver, ReceiversService } from './receivers.service';

/** What a receiver says of a handoff when the work is done. */
export interface Completion {
  /** How good the handoff was, 0 to 100. */
  quality?: number;
  feedback?: string;
}

interface Answer {
  to: HandoffStatus;
  /** How its columns change. */
  set: QueryPartialEntity<Handoff>;
  /** What its event tells beside who and what. */
  facts: Record<string, unknown>;
  /** What else happens in the same transaction. */
  follow?: (handoff: Handoff) => Promise<void>;
}

const NOW = () => 'now()';

/** The answers of the receiver. */
@Injectable()
export class HandoffMoves {
  constructor(
    private readonly db: Database,
    private readonly news: HandoffNews,
    private readonly reader: HandoffReader,
    private readonly receivers: ReceiversService,
    private readonly tasks: TaskHandover,
  ) {}

  /**
   * Takes the work over. Its task becomes one of the receiver, and a lease of the giver ends, in the same transaction.
   * @throws Problem 409 when it is not OFFERED, somebody else works on the task, or its story is over; 422 for another agent
   */
  accept(scope: Scope, id: string, receiver: Receiver): Promise<Handoff> {
    const { sessionId = null } = receiver;
    return this.answer(scope, id, receiver, {
      to: 'ACCEPTED',
      set: { acceptedAt: NOW, acceptedSession: sessionId },
      facts: { session_id: sessionId },
      follow: async ({ taskUuid, fromAgentUuid, toAgent }) => {
        if (taskUuid) await this.tasks.handOver(scope, taskUuid, { id: fromAgentUuid }, toAgent);
      },
    });
  }

  /** Leaves the work with the giver. @throws Problem 409 when it is not OFFERED, 422 for another agent */
  reject(scope: Scope, id: string, receiver: Receiver, reason: string): Promise<Handoff> {
    const set = { endedAt: NOW, rejectionReason: reason };
    return this.answer(scope, id, receiver, { to: 'REJECTED', set, facts: { reason } });
  }

  /** Says how good the handoff was. @throws Problem 409 when it is not ACCEPTED, 422 for another agent */
  complete(scope: Scope, id: string, receiver: Receiver, completion: Completion): Promise<Handoff> {
    const { quality = null, feedback = null } = completion;
    const set = { endedAt: NOW, quality, feedback };
    return this.answer(scope, id, receiver, { to: 'COMPLETED', set, facts: { quality } });
  }

  private async answer(
    scope: Scope,
    id: string,
    receiver: Receiver,
    { to, set, facts, follow }: Answer,
  ): Promise<Handoff> {
    const offered = await this.reader.find(scope, id);
    return this.receivers.record(scope, offered, receiver, `HANDOFF_${to}`, async () => {
      const name = offered.collaborationId;
      await move<HandoffStatus, Handoff>(this.db, offered, {
        entity: Collaboration,
        noun: 'handoff',
        name,
        flow: handoffFlow,
        to,
        set,
      });
      const handoff = await this.reader.find(scope, offered.id);
      refuseLate(handoff, to);
      await follow?.(handoff);
      await this.news.answered(scope, handoff, { ...factsOf(handoff), ...facts });
      return handoff;
    });
  }
}

/** What every event of a handoff tells. */
const factsOf = ({ collaborationId, fromAgent, toAgent, task, workflowKey, stageId }: Handoff) => ({
  handoff_id: collaborationId,
  from_agent_id: fromAgent.agentId,
  to_agent_id: toAgent.agentId,
  task_id: task?.taskId,
  workflow_id: workflowKey,
  stage_id: stageId,
});

/** An offer whose time is over has expired, although nobody may have noticed yet. @throws Problem 409 */
function refuseLate({ collaborationId, status, acceptedAt, endedAt, expiresAt }: Handoff, to: HandoffStatus): void {
  const answeredAt = status === 'COMPLETED' ? null : (acceptedAt ?? endedAt);
  if (answeredAt && answeredAt >= expiresAt) {
    throw illegalMove('handoff', collaborationId, 'EXPIRED', to, handoffFlow.next('EXPIRED'));
  }
}
