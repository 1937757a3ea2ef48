import { Injectable } from '@nestjs/common';
import type { Agent } from '../../agents/agent.entity';
import { Roster } from '../../agents/roster.service';
import { refuseUnavailable } from '../../agents/session-refusals';
import { SessionsService } from '../../agents/sessions.service';
import type { Scope } from '../../database/scope';
import { Problem } from '../../problems/problem';
import { StoryLookup } from '../../stories/story-lookup.service';
import { TaskGraph } from '../graph/task-graph.service';
import { taskFlow } from '../task.flow';
import { namesOf } from '../task-places.service';
import { TaskRows } from '../task-rows.service';
import { whereabouts } from './lease-lost';

/** Who takes work up, and for how long. */
export interface Worker {
  agentId: string;
  sessionId: string;
  /** The lease; a heartbeat extends it. */
  leaseSeconds?: number;
}

/** Who may take work up, and why not. */
@Injectable()
export class TaskWorkers {
  constructor(
    private readonly roster: Roster,
    private readonly sessions: SessionsService,
    private readonly rows: TaskRows,
    private readonly graph: TaskGraph,
    private readonly stories: StoryLookup,
  ) {}

  /**
   * The agent of a worker. It need not have been activated; but one that is held back works in its live sessions only.
   * @throws Problem 403 for another agent than the caller's, 404 with look-alikes, 409 when it is ambiguous, retired, PAUSED or OFFLINE
   */
  async admit(scope: Scope, { agentId, sessionId }: Worker): Promise<Agent> {
    const agent = await this.roster.actor(scope, agentId);
    const free = agent.definition.current && agent.hold === 'AVAILABLE';
    if (!free && !(await this.sessions.lookup(scope, agent, sessionId))) refuseUnavailable(agent);
    return agent;
  }

  /** Why an agent could not take up this very task. */
  async whyNot(scope: Scope, id: string, agent: Agent): Promise<Problem> {
    const task = await this.rows.find(scope, id);
    const { taskId, agentId, status, storyUuid } = task;
    const refuse = (type: string, title: string, why: string, allowed: readonly string[] = taskFlow.next(status)) =>
      new Problem(type, 409, title, { detail: `The task '${taskId}' cannot be started: it ${why}.`, allowed });
    if (agentId !== null && !namesOf(agent).includes(agentId)) {
      return refuse('task-for-another', 'The task is for another agent', `is for '${agentId}'`, [agentId]);
    }
    if (!taskFlow.next(status).includes('IN_PROGRESS')) {
      return task.leaseToken
        ? refuse('task-taken', 'The task is taken', whereabouts(task))
        : refuse('illegal-move', 'The state does not allow this move', `is ${status}`);
    }
    const open = await this.graph.openBefore(task.id);
    if (open.length) {
      const names = open.map((one) => `${one.taskId} (${one.status})`).join(', ');
      return refuse('task-waits', 'The task waits for others', `waits for ${names}`);
    }
    const story = storyUuid && (await this.stories.find(scope, storyUuid));
    return story
      ? refuse('story-over', 'The story is over', `belongs to the story '${story.storyId}', which is ${story.status}`)
      : refuse('task-taken', 'The task is taken', 'was changed by somebody else at the same moment; try again');
  }
}
