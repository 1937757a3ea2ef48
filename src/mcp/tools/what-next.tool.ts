import { Injectable } from '@nestjs/common';
import { OpenWork, type Waiting } from '../../activation/open-work.service';
import type { OfferedHandoff } from '../../collaboration/handoffs/handoff-reader.service';
import type { Task } from '../../tasks/task.entity';
import type { OpenStage } from '../../workflows/progress.service';
import { type Answer, prose } from '../answers/fit';
import { refOrNone, refTo, stageRef } from '../answers/ref';
import { type Caller, Callers } from '../callers.service';
import { WhatNextInput } from '../input/what-next.input';
import { missingOf, RunSteps, startOf } from '../nouns/run-steps.service';
import { TaskLeases } from '../nouns/task-leases.service';
import { UntakenWork } from '../nouns/untaken-work.service';
import type { CallContext, Tool, ToolFacts } from './tool';

/** Says what is best to do now: what is in hand, what was offered, what is ready. */
@Injectable()
export class WhatNextTool implements Tool<WhatNextInput> {
  readonly takes = WhatNextInput;
  readonly facts: ToolFacts = {
    name: 'what_next',
    description:
      'The best next thing for you: what it is, what it needs, and the call to make. Or what a run wants now.',
    needs: 'READ',
  };

  constructor(
    private readonly callers: Callers,
    private readonly work: OpenWork,
    private readonly tasks: TaskLeases,
    private readonly steps: RunSteps,
    private readonly untaken: UntakenWork,
  ) {}

  async call(context: CallContext, { session, run }: WhatNextInput): Promise<Answer> {
    const caller = await this.callers.looking(context, session);
    if (run !== undefined) return this.steps.now(caller, run.replace(/^run:/, ''));
    const waiting = await this.work.of(caller.scope, caller.agent);
    const best = (await this.inHand(caller, waiting)) ?? (await this.offered(caller, waiting));
    return { ...(best ?? (await this.untaken.best(caller)) ?? nothing(caller, waiting)), also: alsoOf(waiting) };
  }

  /** What was begun goes on first. */
  private async inHand(caller: Caller, { stages }: Waiting): Promise<Answer | undefined> {
    const [task] = await this.tasks.held(caller);
    if (task) return goOn(caller, task);
    const stage = stages.find(({ status, sessionId }) => status === 'ACTIVE' && sessionId === caller.sessionId);
    if (!stage) return undefined;
    const id = stageRef(stage.workflowKey, stage.stageId);
    const args = { session: caller.handle, id, note: '…', files: [] };
    return { id, why: 'you have it in hand', name: prose(stage.name), next: [{ tool: 'finish', args }] };
  }

  /** Then what others wait for: handoffs, and stages that are ready for the agent. */
  private async offered(caller: Caller, { handoffs, stages }: Waiting): Promise<Answer | undefined> {
    if (handoffs.length) return takeOver(caller, handoffs[0]);
    const ready = stages.find(({ status }) => status === 'READY');
    return ready && this.begin(caller, ready);
  }

  private async begin(caller: Caller, { workflowKey, stageId }: OpenStage): Promise<Answer | undefined> {
    const { run, ready } = await this.steps.view(caller.scope, workflowKey);
    const stage = ready.find(({ stage_id }) => stage_id === stageId);
    if (!stage) return undefined;
    const missing = missingOf(stage);
    return {
      id: stageRef(run.key, stageId),
      why: 'it is ready for you',
      name: prose(stage.name),
      story: refOrNone('story', stage.story_id),
      do: prose(stage.action),
      missing,
      makes: stage.creates,
      uses: stage.uses,
      optional: stage.optional || undefined,
      handoff: prose(stage.handoff_prompt),
      notes: prose(stage.notes),
      next: [startOf(caller, run.key, stage)],
    };
  }
}

function goOn({ handle: session }: Caller, task: Task): Answer {
  const id = refTo('task', task.taskId);
  return {
    id,
    why: 'you have it in hand',
    name: prose(task.name),
    lease_expires_at: task.leaseExpiresAt,
    description: prose(task.description),
    next: [
      { tool: 'finish', args: { session, id, note: '…', files: [] } },
      { tool: 'report', args: { session, id } },
    ],
  };
}

function takeOver({ handle: session }: Caller, handoff: OfferedHandoff): Answer {
  const id = refTo('handoff', handoff.handoffId);
  return {
    id,
    why: `${handoff.fromAgentId} offers it`,
    task: refOrNone('task', handoff.taskId),
    run: refOrNone('run', handoff.workflowKey),
    expires_at: handoff.expiresAt,
    summary: prose(handoff.summary),
    next: [
      { tool: 'claim', args: { session, id } },
      { tool: 'finish', args: { session, id, outcome: 'reject', note: '…' } },
    ],
  };
}

/** Why there is nothing to do. */
function nothing({ handle: session }: Caller, { stages, tasks }: Waiting): Answer {
  const failed = stages.filter(({ status }) => status === 'FAILED');
  const stuck = tasks.filter(({ status }) => status === 'FAILED' || status === 'BLOCKED');
  const blocked = [
    ...failed.map(({ workflowKey, stageId, reason }) => ({ id: stageRef(workflowKey, stageId), why: prose(reason) })),
    ...stuck.map(({ taskId, reason }) => ({ id: refTo('task', taskId), why: prose(reason) })),
  ];
  return {
    id: null,
    why: 'nothing is ready for you',
    blocked,
    next: blocked.length
      ? blocked.map(({ id }) => ({
          tool: 'decide',
          args: {
            session,
            id,
            value: stuck.some(({ taskId, status }) => status === 'BLOCKED' && id.endsWith(taskId))
              ? 'unblock'
              : 'retry',
          },
        }))
      : [{ tool: 'status', args: {} }],
  };
}

/** How much else waits. */
const alsoOf = ({ handoffs, stages, tasks }: Waiting) => ({
  handoffs: handoffs.length || undefined,
  stages: stages.filter(({ status }) => status === 'READY').length || undefined,
  tasks: tasks.filter(({ ready }) => ready).length || undefined,
});
