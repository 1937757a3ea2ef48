import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type Activation, ActivationService } from '../../activation/activation.service';
import { ActivationView } from '../../activation/activation.dto';
import { ActivateAgent } from '../../agents/session.dto';
import { type Answer, prose } from '../answers/fit';
import { refTo, stageRef } from '../answers/ref';
import { type Caller, Callers } from '../callers.service';
import { BeginInput } from '../input/begin.input';
import { checked } from '../input/checked';
import { memoryLine } from '../nouns/briefings.service';
import { TaskLeases } from '../nouns/task-leases.service';
import type { AgentTaskView } from '../../tasks/agent-task.dto';
import type { Task } from '../../tasks/task.entity';
import type { CallContext, Tool } from './tool';

/** Begins a session: who am I, what waits, what helps. */
@Injectable()
export class BeginTool implements Tool<BeginInput> {
  readonly takes = BeginInput;
  readonly facts = {
    name: 'begin',
    description:
      'Call first: begins or resumes your session. Answers its name for the other calls, work in hand, what waits, memories. Any call keeps it alive.',
  };

  constructor(
    private readonly activations: ActivationService,
    private readonly callers: Callers,
    private readonly tasks: TaskLeases,
  ) {}

  async call({ scope, project }: CallContext, input: BeginInput): Promise<Answer> {
    const { agent_id, session_id = newSessionId(), user_id = scope.by, goal } = input;
    const context = goal === undefined ? undefined : { goal };
    const request = await checked(ActivateAgent, { agent_id, session_id, user_id, context });
    const begun = await this.activations.activate(scope, request);
    const caller = await this.callers.in(scope, begun);
    return { ...answerOf(begun, caller, await this.tasks.held(caller)), project };
  }
}

/** Long enough that no two conversations draw the same one. */
const newSessionId = () => randomBytes(6).toString('base64url');

function answerOf(begun: Activation, { handle, agentId, sessionId }: Caller, held: Task[]): Answer {
  const { agent, memory, session } = begun;
  const { tasks, stages, handoffs, blockers } = ActivationView.of(begun).open_work;
  const mine = stages.filter((stage) => stage.status === 'ACTIVE' && stage.session_id === sessionId);
  const waiting = stages.filter((stage) => stage.status === 'READY');
  const todo = tasks.filter(({ ready }) => ready);
  const stage = ({ workflow_key, stage_id, name }: (typeof stages)[number]) => ({
    id: stageRef(workflow_key, stage_id),
    name: prose(name),
  });
  const task = ({ task_id, name }: Pick<AgentTaskView, 'task_id' | 'name'>) => ({
    id: refTo('task', task_id),
    name: prose(name),
  });
  return {
    session: handle,
    you: `${agent.name}, ${agent.title} (${agentId})`,
    user: session.userId,
    expires_at: session.expiresAt,
    in_hand: [...mine.map(stage), ...held.map((one) => task({ task_id: one.taskId, name: one.name }))],
    waiting: [
      ...handoffs.map(({ handoff_id, from_agent_id, summary }) => ({
        id: refTo('handoff', handoff_id),
        from: from_agent_id,
        summary: prose(summary),
      })),
      ...waiting.map(stage),
      ...todo.map(task),
    ],
    blocked: blockers.map(({ task_id, workflow_key, stage_id, why }) => ({
      id: task_id ? refTo('task', task_id) : stageRef(workflow_key ?? '', stage_id ?? ''),
      why: prose(why),
    })),
    memories: memory.memories.map((one) => ({ ...memoryLine(one), content: prose(one.memory.content) })),
    next: [{ tool: 'what_next', args: { session: handle } }],
  };
}
