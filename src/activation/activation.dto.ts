import { ShowsEnum } from '../access/enum.dto';
import { AgentView } from '../agents/agent.dto';
import { SessionView } from '../agents/session.dto';
import { OfferedHandoffView } from '../collaboration/handoffs/offered-handoff.dto';
import { AgentTaskView } from '../tasks/agent-task.dto';
import type { AgentTask } from '../tasks/agent-work.service';
import type { Recall } from '../memory/retrieval/recall.service';
import { RecalledView, RecallView } from '../memory/retrieval/recall.view';
import type { OpenStage } from '../workflows/progress.service';
import { type StageStatus, stageStatuses } from '../workflows/stages/stage.flow';
import type { Activation } from './activation.service';

/** What the team remembers that may help now. */
export class MemoryContextView {
  /** The best first. */
  memories: RecalledView[];
  /** How many there are. */
  total: number;
  /** How probable it is that the best one helps, 0 to 1; 0 when there is none, null when there was nothing to look for. */
  confidence: number | null;
  /** What could not be asked, in one sentence: others may know more. Null when nothing is missing. */
  unreachable: string | null;

  static of(recall: Recall): MemoryContextView {
    const { memories, total, confidence, unreachable } = RecallView.of(recall, undefined);
    return { memories, total, confidence, unreachable };
  }
}

/** A stage that waits for the agent. */
export class OpenStageView {
  /**
   * The run's readable id.
   * @example "greenfield-fullstack-3"
   */
  workflow_key: string;
  /**
   * The readable id, unique in its run.
   * @example "analyst-project-brief-md"
   */
  stage_id: string;
  name: string;
  @ShowsEnum('StageStatus', stageStatuses)
  status: StageStatus;
  /** Who took it, if somebody did. */
  agent_id: string | null;
  /** In which conversation. */
  session_id: string | null;

  static of({ workflowKey, stageId, name, status, agentId, sessionId }: OpenStage): OpenStageView {
    return { workflow_key: workflowKey, stage_id: stageId, name, status, agent_id: agentId, session_id: sessionId };
  }
}

/** Something that keeps the agent's work from going on: a stage of a run, or a task. */
export class BlockerView {
  /**
   * The run's readable id; null for a task that belongs to none.
   * @example "greenfield-fullstack-3"
   */
  workflow_key: string | null;
  /**
   * The stage that is blocked; null for a task.
   * @example "analyst-project-brief-md"
   */
  stage_id: string | null;
  /**
   * The task that is blocked; null for a stage.
   * @example "T-12"
   */
  task_id: string | null;
  /** What is in the way. */
  why: string;

  static ofStage({ workflowKey, stageId, reason }: OpenStage): BlockerView {
    return { workflow_key: workflowKey, stage_id: stageId, task_id: null, why: `has failed: ${reason}` };
  }

  static ofTask({ taskId, workflowKey, status, reason }: AgentTask): BlockerView {
    const what = status === 'FAILED' ? 'has failed' : 'is blocked';
    return { workflow_key: workflowKey, stage_id: null, task_id: taskId, why: reason ? `${what}: ${reason}` : what };
  }
}

/** All that waits for the agent, at most 20 of each. */
export class OpenWorkView {
  /** Open tasks that are for it or that it has in hand, these first. */
  tasks: AgentTaskView[];
  /** Stages that are ready for it or in progress. */
  stages: OpenStageView[];
  /** Handoffs that wait for its answer, the first to expire first. */
  handoffs: OfferedHandoffView[];
  /** What keeps its work from going on. */
  blockers: BlockerView[];
}

/** What an agent finds when it begins. */
export class ActivationView {
  agent: AgentView;
  session: SessionView;
  memory_context: MemoryContextView;
  open_work: OpenWorkView;

  static of({ agent, session, stages, tasks, handoffs, memory }: Activation): ActivationView {
    const blockedStages = stages.filter(({ status }) => status === 'FAILED');
    const blockedTasks = tasks.filter(({ status }) => status === 'FAILED' || status === 'BLOCKED');
    return {
      agent: AgentView.of(agent),
      session: SessionView.of(session, agent),
      memory_context: MemoryContextView.of(memory),
      open_work: {
        tasks: tasks.filter((task) => !blockedTasks.includes(task)).map(AgentTaskView.of),
        stages: stages.filter((stage) => !blockedStages.includes(stage)).map(OpenStageView.of),
        handoffs: handoffs.map(OfferedHandoffView.of),
        blockers: [...blockedStages.map(BlockerView.ofStage), ...blockedTasks.map(BlockerView.ofTask)],
      },
    };
  }
}
