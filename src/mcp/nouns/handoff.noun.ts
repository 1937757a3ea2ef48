import { Injectable } from '@nestjs/common';
import { AcceptHandoff, CompleteHandoff, RejectHandoff } from '../../collaboration/handoffs/handoff-answer.dto';
import { HandoffMoves } from '../../collaboration/handoffs/handoff-moves.service';
import { type Handoff, HandoffReader } from '../../collaboration/handoffs/handoff-reader.service';
import { HandoffView } from '../../collaboration/handoffs/handoff.view';
import { HandoffsQuery } from '../../collaboration/handoffs/handoffs-query.dto';
import { mapPage, type Page } from '../../database/page';
import type { Scope } from '../../database/scope';
import { unacceptable } from '../../problems/problem';
import { problemOf } from '../../problems/problem-of';
import { type Answer, type NextCall, prose } from '../answers/fit';
import { refOrNone, refTo, stageRef } from '../answers/ref';
import type { Caller } from '../callers.service';
import { checked } from '../input/checked';
import type { ClaimInput } from '../input/claim.input';
import type { FindInput } from '../input/find.input';
import type { FinishInput } from '../input/finish.input';
import type { Line, Noun } from './noun';
import { TaskLeases } from './task-leases.service';
import { wordOf } from './words';

/** Handoffs, as agents handle them. */
@Injectable()
export class HandoffNoun implements Noun {
  readonly kind = 'handoff';

  constructor(
    private readonly reader: HandoffReader,
    private readonly moves: HandoffMoves,
    private readonly tasks: TaskLeases,
  ) {}

  async status(scope: Scope, id: string): Promise<Answer> {
    return answerOf(await this.reader.find(scope, id));
  }

  async detail(scope: Scope, id: string): Promise<object> {
    return HandoffView.of(await this.reader.find(scope, id));
  }

  async find(scope: Scope, { status, agent_id, limit, after }: FindInput): Promise<Page<Line>> {
    const query = await checked(HandoffsQuery, { status, agent_id, limit, after });
    return mapPage(await this.reader.list(scope, HandoffsQuery.toFilter(query), query), lineOf);
  }

  /** Accepts it, and takes up its task where that may begin. What cannot begin yet is said, and stays accepted. */
  async claim(caller: Caller, id: string, { lease_seconds }: ClaimInput): Promise<Answer> {
    const answer = AcceptHandoff.toReceiver(await checked(AcceptHandoff, receiverOf(caller)));
    const handoff = await this.moves.accept(caller.scope, id, answer);
    const { task, workflowKey, stageId } = handoff;
    const work = task && (await this.begin(caller, task.taskId, lease_seconds));
    const stage = workflowKey && stageId ? stageRef(workflowKey, stageId) : undefined;
    return { ...answerOf(handoff), task: work ?? undefined, next: nextOf(caller, work?.id ?? stage, handoff) };
  }

  async finish(caller: Caller, id: string, { outcome = 'done', note, quality_score }: FinishInput): Promise<Answer> {
    const receiver = receiverOf(caller);
    if (wordOf('outcome', outcome, ['done', 'reject']) === 'reject') {
      if (note === undefined) throw unacceptable('note', 'Say what has to change before it could be accepted.');
      const answer = await checked(RejectHandoff, { ...receiver, reason: note });
      return answerOf(await this.moves.reject(caller.scope, id, AcceptHandoff.toReceiver(answer), answer.reason));
    }
    const answer = await checked(CompleteHandoff, { ...receiver, quality: quality_score, feedback: note });
    const completion = CompleteHandoff.toCompletion(answer);
    return answerOf(await this.moves.complete(caller.scope, id, AcceptHandoff.toReceiver(answer), completion));
  }

  private async begin(caller: Caller, taskId: string, leaseSeconds?: number): Promise<Answer> {
    try {
      const { id, name, lease_expires_at, description, open_criteria } = await this.tasks.start(
        caller,
        taskId,
        leaseSeconds,
      );
      return { id, name, lease_expires_at, description, open_criteria };
    } catch (error) {
      const problem = problemOf(error);
      if (!problem) throw error;
      return { id: refTo('task', taskId), not_begun: prose(problem.message) };
    }
  }
}

const receiverOf = ({ agentId, session }: Caller) => ({
  agent_id: agentId,
  session_id: session.sessionId,
  user_id: session.userId,
});

/** What there is to do with what was taken over, and to say of the handoff once that is done. */
function nextOf({ handle: session }: Caller, work: unknown, { collaborationId }: Handoff): NextCall[] {
  const judge = { tool: 'finish', args: { session, id: refTo('handoff', collaborationId), quality_score: 90 } };
  const tool = String(work).startsWith('stage:') ? 'claim' : 'finish';
  return work ? [{ tool, args: { session, id: work } }, judge] : [{ tool: 'what_next', args: { session } }, judge];
}

const answerOf = (handoff: Handoff): Answer => ({
  id: refTo('handoff', handoff.collaborationId),
  status: handoff.status,
  from: handoff.fromAgent.agentId,
  to: handoff.toAgent.agentId,
  task: refOrNone('task', handoff.task?.taskId),
  run: refOrNone('run', handoff.workflowKey),
  stage: handoff.stageId,
  completeness: handoff.completeness,
  reason: prose(handoff.rejectionReason ?? handoff.reason),
  summary: prose(handoff.summary),
  files: handoff.artifacts.map(({ name, path }) => path ?? name),
  open_questions: handoff.openQuestions?.map((one) => prose(one)),
  acceptance_points: handoff.acceptancePoints.map((one) => prose(one)),
});

const lineOf = (handoff: Handoff): Line => ({
  id: refTo('handoff', handoff.collaborationId),
  status: handoff.status,
  from: handoff.fromAgent.agentId,
  to: handoff.toAgent.agentId,
  summary: prose(handoff.summary),
});
