import { IsOptional, IsString, Length } from 'class-validator';
import { TakesEnum } from '../access/enum.dto';
import { PageQuery } from '../access/page.dto';
import { instantOf, IsInstant } from '../access/times';
import { type TaskPriority, taskPriorities, type TaskStatus, taskStatuses } from './task.flow';
import type { TaskFilter } from './task-lists.service';
import type { Wanted } from './task-places.service';

/** Names a task in a path. */
export class TaskPath {
  /**
   * The readable id or the UUID.
   * @example "T-1"
   */
  @IsString()
  @Length(1, 300)
  id: string;
}

/** What may be asked of tasks that are ready. */
export class ReadyQuery extends PageQuery {
  /** Only what this agent may take: its own tasks, and those that are for nobody in particular. */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  agent_id?: string;

  /** Only tasks of this priority; in any letter case. */
  @IsOptional()
  @TakesEnum('TaskPriority', taskPriorities)
  priority?: TaskPriority;

  /** Only tasks of this story. */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  story_id?: string;

  /** Only tasks of this epic and of its stories. */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  epic_id?: string;

  /** Only tasks of this workflow: the key of a run, or the id of a definition for all its runs. */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  workflow_id?: string;

  /** Only tasks with all of these tags, separated by commas. */
  @IsOptional()
  @IsString()
  @Length(1, 2000)
  tags?: string;

  static toWanted({ agent_id, priority, story_id, epic_id, workflow_id, tags }: ReadyQuery): Wanted {
    const wanted = { agentId: agent_id, priority, storyId: story_id, epicId: epic_id, workflowId: workflow_id };
    return { ...wanted, tags: tags?.split(',') };
  }
}

/** What may be asked of one agent's tasks. */
export class AgentTasksQuery extends PageQuery {
  /** Only tasks in this state; in any letter case. */
  @IsOptional()
  @TakesEnum('TaskStatus', taskStatuses)
  status?: TaskStatus;

  /** Only tasks of this priority; in any letter case. */
  @IsOptional()
  @TakesEnum('TaskPriority', taskPriorities)
  priority?: TaskPriority;
}

/** What may be asked of tasks. */
export class TasksQuery extends AgentTasksQuery {
  /** Only tasks that are for this agent. */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  agent_id?: string;

  /** Only tasks of this story. */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  story_id?: string;

  /** Only tasks of this epic and of its stories. */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  epic_id?: string;

  /** Only tasks of this workflow: the key of a run, or the id of a definition for all its runs. */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  workflow_id?: string;

  /** Only tasks that should be over before this time. */
  @IsOptional()
  @IsInstant()
  due_before?: string;

  /** Only tasks with this tag. */
  @IsOptional()
  @IsString()
  @Length(1, 100)
  tag?: string;

  /** Only tasks with this in their name or description; in any letter case. */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  text?: string;

  static toFilter(query: TasksQuery): TaskFilter {
    const { status, priority, agent_id, story_id, epic_id, workflow_id, due_before, tag, text } = query;
    return {
      status,
      priority,
      agentId: agent_id,
      storyId: story_id,
      epicId: epic_id,
      workflowId: workflow_id,
      dueBefore: due_before === undefined ? undefined : instantOf(due_before),
      tag,
      text,
    };
  }
}
