import { OmitType, PartialType } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsNumber,
  IsOptional,
  IsString,
  Length,
  Max,
  MaxLength,
  Min,
} from 'class-validator';
import { TakesEnum } from '../access/enum.dto';
import { type TaskPriority, taskPriorities } from './task.flow';
import type { NewTask, TaskChange, TaskFacts } from './tasks.service';
import { OrNull } from '../access/or-null';
import { instantOf, IsInstant } from '../access/times';

/** How many tasks one may wait for. */
const DEPENDENCIES = 200;

export class CreateTask {
  /**
   * What there is to do, in a few words.
   * @example "Write the login form"
   */
  @IsString()
  @Length(1, 300)
  name: string;

  /**
   * What there is to know about it; null for nothing.
   * @example "Name and password; three tries, then a pause of a minute"
   */
  @IsOptional()
  @IsString()
  @MaxLength(50_000)
  @OrNull()
  description?: string | null;

  /**
   * What kind of work it is, in the team's own words; null for none.
   * @example "code"
   */
  @IsOptional()
  @IsString()
  @Length(1, 100)
  @OrNull()
  task_type?: string | null;

  /**
   * MEDIUM when left out.
   * @example "HIGH"
   */
  @IsOptional()
  @TakesEnum('TaskPriority', taskPriorities)
  priority?: TaskPriority;

  /**
   * The agent that it is for; left out or null, any may take it.
   * @example "dev"
   */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  @OrNull()
  agent_id?: string | null;

  /** The workflow that it belongs to, by the key of a run; null for none. */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  @OrNull()
  workflow_id?: string | null;

  /** The story that it belongs to, which must not be over. */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  story_id?: string;

  /** The epic that it belongs to; a task of a story belongs to the epic of its story. */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  epic_id?: string;

  /** The tasks that have to be over before it, by their ids. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(DEPENDENCIES)
  @ArrayUnique()
  @IsString({ each: true })
  @Length(1, 200, { each: true })
  dependencies?: string[];

  /**
   * What it is thought to take; null for unknown.
   * @example 3
   */
  @IsOptional()
  @IsNumber()
  @Min(0)
  @Max(100_000)
  @OrNull()
  estimated_hours?: number | null;

  /**
   * When it should be over; null for whenever.
   * @example "2030-01-31T17:00:00Z"
   */
  @IsOptional()
  @IsInstant()
  @OrNull()
  due_at?: string | null;

  /**
   * The task definition to follow; null for none.
   * @example "implement-story"
   */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  @OrNull()
  template?: string | null;

  /**
   * Free words to find it by.
   * @example ["login"]
   */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(50)
  @ArrayUnique()
  @IsString({ each: true })
  @Length(1, 100, { each: true })
  tags?: string[];

  static toNew({ name, story_id, epic_id, dependencies, ...facts }: CreateTask): NewTask {
    return {
      ...toFacts(facts),
      name,
      storyId: story_id,
      epicId: epic_id,
      dependencies,
    };
  }
}

/** What is left out stays; null empties what may be empty. */
export class ChangeTask extends PartialType(OmitType(CreateTask, ['name', 'story_id', 'epic_id', 'dependencies'])) {
  /** The story that it belongs to from now on, which must not be over; null for none. */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  @OrNull()
  story_id?: string | null;

  /** The epic that it belongs to from now on, where no story says so; null for none. */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  @OrNull()
  epic_id?: string | null;

  /** What there is to do, in a few words. */
  @IsOptional()
  @IsString()
  @Length(1, 300)
  name?: string;

  static toChange(change: ChangeTask): TaskChange {
    return { ...toFacts(change), name: change.name, storyId: change.story_id, epicId: change.epic_id };
  }
}

function toFacts(facts: Omit<ChangeTask, 'name' | 'story_id' | 'epic_id'>): TaskFacts {
  const { description, task_type, priority, agent_id, workflow_id, estimated_hours, due_at, template, tags } = facts;
  return {
    description,
    taskType: task_type,
    priority,
    agentId: agent_id,
    workflowKey: workflow_id,
    estimatedHours: estimated_hours,
    dueAt: due_at && instantOf(due_at),
    template,
    tags,
  } as TaskFacts;
}
