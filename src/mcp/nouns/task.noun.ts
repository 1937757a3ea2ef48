import { Injectable } from '@nestjs/common';
import { mapPage, type Page } from '../../database/page';
import type { Scope } from '../../database/scope';
import { TaskLists } from '../../tasks/task-lists.service';
import { ReadyQuery, TasksQuery } from '../../tasks/task-query.dto';
import { type ShownTask, TaskRows } from '../../tasks/task-rows.service';
import { TaskView } from '../../tasks/task.dto';
import { CreateTask } from '../../tasks/task-facts.dto';
import { TasksService } from '../../tasks/tasks.service';
import { type Answer, prose } from '../answers/fit';
import { refOf, refOrNone, refTo } from '../answers/ref';
import type { Caller } from '../callers.service';
import type { ClaimInput } from '../input/claim.input';
import type { DecideInput } from '../input/decide.input';
import type { FindInput } from '../input/find.input';
import type { FinishInput } from '../input/finish.input';
import { checked } from '../input/checked';
import type { RaiseInput } from '../input/raise.input';
import type { ReportInput } from '../input/report.input';
import type { Line, Noun } from './noun';
import { TaskEnds } from './task-ends.service';
import { TaskLeases } from './task-leases.service';

/** Tasks, as agents handle them. */
@Injectable()
export class TaskNoun implements Noun {
  readonly kind = 'task';

  constructor(
    private readonly rows: TaskRows,
    private readonly lists: TaskLists,
    private readonly tasks: TasksService,
    private readonly leases: TaskLeases,
    private readonly ends: TaskEnds,
  ) {}

  async status(scope: Scope, id: string): Promise<Answer> {
    const shown = await this.rows.get(scope, id);
    const { task, storyId, epicId, dependencies } = shown;
    const { leaseExpiresAt, claimedBy, claimedSession } = task;
    return {
      ...lineOf(shown),
      story: refOrNone('story', storyId),
      epic: refOrNone('epic', epicId),
      run: refOrNone('run', task.workflowKey),
      with: leaseExpiresAt ? `${claimedBy}/${claimedSession}` : undefined,
      lease_expires_at: leaseExpiresAt,
      waits_for: task.waitsFor ? dependencies.map((one) => refTo('task', one)) : [],
      reason: prose(task.reason),
      description: prose(task.description),
      files: task.outputFiles,
    };
  }

  async detail(scope: Scope, id: string): Promise<object> {
    return TaskView.of(await this.rows.get(scope, id));
  }

  async find(
    scope: Scope,
    { text, status, ready, agent_id, epic_id, story_id, ...page }: FindInput,
  ): Promise<Page<Line>> {
    const places = { agent_id, epic_id, story_id, limit: page.limit, after: page.after };
    if (ready) {
      const query = await checked(ReadyQuery, places);
      return mapPage(await this.lists.ready(scope, ReadyQuery.toWanted(query), query), lineOf);
    }
    const query = await checked(TasksQuery, { ...places, text, status });
    return mapPage(await this.lists.list(scope, TasksQuery.toFilter(query), query), lineOf);
  }

  claim(caller: Caller, id: string, { lease_seconds }: ClaimInput): Promise<Answer> {
    return this.leases.start(caller, id, lease_seconds);
  }

  report(caller: Caller, id: string, input: ReportInput): Promise<Answer> {
    return this.leases.keep(caller, id, input);
  }

  finish(caller: Caller, id: string, input: FinishInput): Promise<Answer> {
    return this.ends.finish(caller, id, input);
  }

  decide(caller: Caller, id: string, input: DecideInput): Promise<Answer> {
    return this.ends.decide(caller, id, input);
  }

  block(caller: Caller, id: string, { title }: RaiseInput): Promise<Answer> {
    return this.ends.block(caller, id, title);
  }

  async create(
    { scope, handle }: Caller,
    { id, title, text, agent_id, priority, dependencies }: RaiseInput,
  ): Promise<Answer> {
    const home = id === undefined ? undefined : refOf(id);
    const task = await checked(CreateTask, {
      name: title,
      description: text,
      agent_id,
      priority,
      dependencies: dependencies?.map((one) => refOf(one, 'dependencies').id),
      story_id: home?.kind === 'story' ? home.id : undefined,
      epic_id: home?.kind === 'epic' ? home.id : undefined,
      workflow_id: home?.kind === 'run' ? home.id : undefined,
    });
    const made = await this.tasks.create(scope, CreateTask.toNew(task));
    const line = lineOf(made);
    return { ...line, next: line.ready ? [{ tool: 'claim', args: { session: handle, id: line.id } }] : [] };
  }
}

/** A task in a list. */
export const lineOf = ({ task }: ShownTask): Line => ({
  id: refTo('task', task.taskId),
  name: prose(task.name),
  status: task.status,
  priority: task.priority,
  ready: (task.status === 'PENDING' && task.waitsFor === 0) || undefined,
  for: task.agentId,
});
