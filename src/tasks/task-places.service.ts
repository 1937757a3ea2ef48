import { Injectable } from '@nestjs/common';
import type { Agent } from '../agents/agent.entity';
import { qualified, Roster } from '../agents/roster.service';
import type { Scope } from '../database/scope';
import { EpicLookup } from '../epics/epic-lookup.service';
import { unacceptable } from '../problems/problem';
import { StoryLookup } from '../stories/story-lookup.service';
import type { Task } from './task.entity';
import type { TaskPriority } from './task.flow';

/** Which tasks are asked for, in the words of a caller. */
export interface Wanted {
  agentId?: string;
  storyId?: string;
  epicId?: string;
  /** The key of a run, or the id of a definition for all runs of it. */
  workflowId?: string;
  priority?: TaskPriority;
  /** All of these. */
  tags?: string[];
}

/** The same with the rows that the words stand for. */
export interface Place {
  /** Each name that tasks may call the agent by. */
  agentNames?: string[];
  storyUuid?: string;
  epicUuid?: string;
  /** Matches the workflow keys that are meant, as a Postgres regular expression. */
  workflowPattern?: string;
  priority?: TaskPriority;
  tags?: string[];
}

/** Where tasks belong: finds the agents, stories and epics that callers name. */
@Injectable()
export class TaskPlaces {
  constructor(
    private readonly roster: Roster,
    private readonly stories: StoryLookup,
    private readonly epics: EpicLookup,
  ) {}

  /** What a task calls the agent that it is for. @throws Problem 404 with look-alikes, 409 when several packs have it */
  async agentName(scope: Scope, name: string): Promise<string> {
    const agent = await this.roster.find(scope, name);
    return name === agent.agentId ? name : qualified(agent);
  }

  /**
   * What a new task belongs to. Its story counts a change, and stays as it is until the transaction ends; so does an
   * epic that it belongs to by itself.
   * @throws Problem 404 with look-alikes, 409 when the story or its own epic is over, 422 when the story is not of that epic
   */
  async settle(scope: Scope, storyId?: string, epicId?: string): Promise<{ storyUuid?: string; epicUuid?: string }> {
    const story = storyId === undefined ? undefined : await this.stories.touch(scope, storyId);
    if (!story) return { epicUuid: epicId === undefined ? undefined : (await this.epics.open(scope, epicId)).id };
    const epic = epicId === undefined ? undefined : await this.epics.find(scope, epicId);
    if (epic && story.epicUuid !== epic.id) {
      throw unacceptable('epic_id', `The story '${story.storyId}' does not belong to the epic '${epic.epicId}'.`);
    }
    return { storyUuid: story.id };
  }

  /** Counts a change of the story that a task belongs to, if any. @throws Problem 409 when that is over */
  async touch(scope: Scope, { storyUuid }: Pick<Task, 'storyUuid'>): Promise<void> {
    if (storyUuid !== null) await this.stories.touch(scope, storyUuid);
  }

  /** Keeps the story of a task as it is until the transaction ends. @throws Problem 409 when that is over */
  async keepStory(scope: Scope, { storyUuid }: Pick<Task, 'storyUuid'>): Promise<void> {
    if (storyUuid !== null) await this.stories.open(scope, storyUuid);
  }

  /** Keeps the epic that a task belongs to by itself open until the transaction ends. @throws Problem 409 when that is over */
  async keepEpic(scope: Scope, { storyUuid, epicUuid }: Pick<Task, 'storyUuid' | 'epicUuid'>): Promise<void> {
    if (storyUuid === null && epicUuid !== null) await this.epics.open(scope, epicUuid);
  }

  /** @throws Problem 404 with look-alikes for an agent, story or epic that is not there */
  async resolve(scope: Scope, { agentId, storyId, epicId, workflowId, ...rest }: Wanted): Promise<Place> {
    return {
      ...rest,
      ...(agentId !== undefined && { agentNames: namesOf(await this.roster.find(scope, agentId)) }),
      ...(storyId !== undefined && { storyUuid: (await this.stories.find(scope, storyId)).id }),
      ...(epicId !== undefined && { epicUuid: (await this.epics.find(scope, epicId)).id }),
      ...(workflowId !== undefined && { workflowPattern: `^${escape(workflowId)}(-[0-9]+)?$` }),
    };
  }
}

/** The names by which a task may be for this agent. */
export const namesOf = (agent: Agent): string[] => [agent.agentId, qualified(agent)];

/** A text as a regular expression that matches just it. */
const escape = (text: string) => text.replace(/[^A-Za-z0-9_]/gu, (sign) => (sign.length === 1 ? `\\${sign}` : sign));
