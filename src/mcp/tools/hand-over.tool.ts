import { Injectable } from '@nestjs/common';
import { OfferHandoff } from '../../collaboration/handoffs/handoff.dto';
import { HandoffReader } from '../../collaboration/handoffs/handoff-reader.service';
import { HandoffsService } from '../../collaboration/handoffs/handoffs.service';
import { unacceptable } from '../../problems/problem';
import { type Answer, prose } from '../answers/fit';
import { type Ref, refOf, refTo, stageOfRef } from '../answers/ref';
import { Callers } from '../callers.service';
import { checked } from '../input/checked';
import { HandOverInput } from '../input/hand-over.input';
import type { CallContext, Tool } from './tool';

/** Offers work to another agent. */
@Injectable()
export class HandOverTool implements Tool<HandOverInput> {
  readonly takes = HandOverInput;
  readonly facts = {
    name: 'hand_over',
    description: 'Offer work to another agent, who claims it. Answers what the handoff lacks.',
  };

  constructor(
    private readonly callers: Callers,
    private readonly handoffs: HandoffsService,
    private readonly reader: HandoffReader,
  ) {}

  async call({ scope: open }: CallContext, input: HandOverInput): Promise<Answer> {
    const { scope, agentId, session, handle } = await this.callers.of(open, input.session);
    const offer = await checked(OfferHandoff, {
      from_agent_id: agentId,
      to_agent_id: input.to,
      summary: input.summary,
      reason: input.reason,
      artifacts: input.files?.map(artifactOf),
      open_questions: input.open_questions,
      acceptance_points: input.acceptance_points,
      ...linkOf(input.id),
      session_id: session.sessionId,
      user_id: session.userId,
    });
    const { id } = await this.handoffs.offer(scope, OfferHandoff.toNew(offer));
    const handoff = await this.reader.find(scope, id);
    return {
      id: refTo('handoff', handoff.collaborationId),
      status: handoff.status,
      to: handoff.toAgent.agentId,
      completeness: handoff.completeness,
      missing: handoff.missing.map(({ part, points, message }) => ({ part, points, message: prose(message) })),
      expires_at: handoff.expiresAt,
      next: [{ tool: 'what_next', args: { session: handle } }],
    };
  }
}

/** What the handoff is about. */
function linkOf(id: string | undefined): { task_id?: string; workflow_id?: string; stage_id?: string } {
  if (id === undefined) return {};
  const ref: Ref = refOf(id);
  if (ref.kind === 'task') return { task_id: ref.id };
  if (ref.kind === 'run') return { workflow_id: ref.id };
  if (ref.kind !== 'stage') {
    const allowed = ['task:', 'stage:', 'run:'];
    throw unacceptable('id', `hand_over takes ${allowed.join(', ')}, not ${ref.kind}:.`, { allowed });
  }
  const { run, stage } = stageOfRef(ref.id);
  return { workflow_id: run, stage_id: stage };
}

const artifactOf = (path: string) => ({
  name: path.split('/').at(-1) || path,
  path: path.includes('/') ? path : undefined,
});
