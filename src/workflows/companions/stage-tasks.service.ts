import { Injectable } from '@nestjs/common';
import { qualified, Roster } from '../../agents/roster.service';
import { Database } from '../../database/database';
import type { Scope } from '../../database/scope';
import { Task } from '../../tasks/task.entity';
import type { MoveDetails } from '../../tasks/moves/move-details';
import { TiedTasks } from '../../tasks/ties/tied-tasks.service';
import type { Course } from '../course.reader';
import { judges } from '../plan/judges';
import { requirementsOf } from '../plan/requirements';
import type { Run } from '../run.entity';
import { Stage } from '../stages/stage.entity';
import type { StageStatus } from '../stages/stage.flow';
import { namedAgent } from '../stages/stage-refusals';

/** Whether a stage gets a task: as its step says, else as its run does. */
const wantsTask = ({ createsTasks }: Run, { step }: Stage): boolean =>
  typeof step.extra.creates_task === 'boolean' ? step.extra.creates_task : createsTasks;

/** How the reasons begin for which a task is blocked from here; others are somebody else's. */
const OURS = /^The (stage requires|workflow is) /;

/** The tasks that go along with stages: whatever a stage does, its task does too. */
@Injectable()
export class StageTasks {
  constructor(
    private readonly db: Database,
    private readonly roster: Roster,
    private readonly tasks: TiedTasks,
  ) {}

  /** Makes the task of a stage that has become ready, where it is to have one. */
  async create(scope: Scope, { run, backlog }: Course, stage: Stage): Promise<void> {
    if (!wantsTask(run, stage) || stage.taskUuid !== null) return;
    const isStoryOpen = backlog?.open.some(({ storyId }) => storyId === stage.storyId);
    const taskUuid = await this.tasks.create(scope, {
      name: `${run.key}: ${stage.name}`.slice(0, 500),
      description: stage.step.notes,
      agentId: await this.agentFor(scope, run, stage),
      workflowKey: run.key,
      template: stage.step.uses[0] ?? null,
      tags: ['stage'],
      judges: judges(stage.step),
      ...(isStoryOpen && { storyId: stage.storyId! }),
    });
    await this.db.of(Stage).update({ id: stage.id }, { taskUuid });
    stage.taskUuid = taskUuid;
  }

  /** Has the task of a stage make the move that the stage has made. */
  async follow(scope: Scope, stage: Stage, to: StageStatus, files: readonly string[] = []): Promise<void> {
    const { taskUuid, agentId, sessionId, outputs, qualityScore, notes, reason } = stage;
    if (taskUuid === null) return;
    if (to === 'ACTIVE') return this.tasks.begin(scope, taskUuid, agentId, sessionId);
    const done: MoveDetails = {
      outputFiles: [...files],
      outputData: outputs,
      qualityScore: qualityScore ?? undefined,
      executionLog: notes ?? undefined,
    };
    if (to === 'COMPLETED') await this.tasks.move(scope, taskUuid, 'complete', done);
    if (to === 'FAILED') await this.tasks.move(scope, taskUuid, 'fail', { reason: reason ?? undefined });
    if (to === 'READY') await this.tasks.move(scope, taskUuid, 'retry');
    if (to === 'SKIPPED') await this.close(scope, [stage], reason ?? 'the stage was skipped');
  }

  /** Ends the tasks of stages that nobody will do, or that begin anew; what is done stays done. */
  async close(scope: Scope, stages: readonly Stage[], reason: string): Promise<void> {
    for (const { taskUuid } of stages) {
      if (taskUuid !== null) await this.tasks.move(scope, taskUuid, 'cancel', { reason });
    }
  }

  /** Lets the tasks of ready stages be claimed exactly while these may be started: no claim starts a stage that may not. */
  async refresh(scope: Scope, { run, stages, documents }: Course): Promise<void> {
    const ready = stages.filter(({ status, taskUuid }) => status === 'READY' && taskUuid !== null);
    if (!ready.length) return;
    const rows = await this.db.sql<Pick<Task, 'id' | 'status' | 'reason'>>`
      select id, status, reason from ${Task} where id = any(${ready.map(({ taskUuid }) => taskUuid)}::uuid[])`;
    for (const stage of ready) {
      const task = rows.find(({ id }) => id === stage.taskUuid)!;
      const missing = requirementsOf(stage, stages, documents).filter(({ satisfied }) => !satisfied);
      const obstacle = obstacleOf(run, missing.map(({ name }) => name)); // prettier-ignore
      const blockedByUs = task.status === 'BLOCKED' && OURS.test(task.reason ?? '');
      if (blockedByUs && task.reason !== obstacle) await this.tasks.move(scope, task.id, 'unblock');
      const open = task.status === 'PENDING' || (blockedByUs && task.reason !== obstacle);
      if (obstacle !== null && open) await this.tasks.move(scope, task.id, 'block', { reason: obstacle });
    }
  }

  /** What a task calls the agent of a stage: the bare id where it is unique; null where anybody may take it. */
  private async agentFor(scope: Scope, { pack }: Run, stage: Stage): Promise<string | null> {
    const name = namedAgent(stage);
    const agent = name === null ? undefined : await this.roster.known(scope, name, pack);
    if (!agent) return null;
    const unique = await this.roster.known(scope, agent.agentId, '');
    return unique ? agent.agentId : qualified(agent);
  }
}

function obstacleOf({ status }: Run, missing: readonly string[]): string | null {
  if (status !== 'ACTIVE') return `The workflow is ${status}`;
  return missing.length ? `The stage requires ${missing.join(', ')}` : null;
}
