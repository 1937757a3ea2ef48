import { Injectable } from '@nestjs/common';
import { type KnownAgent, qualified, Roster } from '../agents/roster.service';
import type { Scope } from '../database/scope';
import { EpicLookup } from '../epics/epic-lookup.service';
import { unacceptable } from '../problems/problem';
import type { Story } from '../stories/story.entity';
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

/** What a task belongs to. */
export type Home = Pick<Task, 'storyUuid' | 'epicUuid'>;

/** What a task is to belong to, by readable ids or UUIDs. */
export interface Transfer {
  storyId?: string | null;
  epicId?: string | null;
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
    const epicUuid = await this.epicOf(scope, epicId, story);
    return story ? { storyUuid: story.id } : { epicUuid };
  }

  /**
   * Where a task belongs once it has changed. The story that it leaves and the one that it joins both count a change.
   * @param asked what is left out stays, null is none
   * @throws Problem as `settle` does
   */
  async transfer(scope: Scope, { storyUuid, epicUuid }: Home, { storyId, epicId }: Transfer): Promise<Home> {
    const named = storyId == null ? null : (await this.stories.find(scope, storyId)).id;
    const target = storyId === undefined ? storyUuid : named;
    for (const story of [...new Set([storyUuid, target])].sort()) await this.touch(scope, { storyUuid: story });
    const story = target === null ? undefined : await this.stories.find(scope, target);
    const epic = await this.epicOf(scope, epicId ?? undefined, story);
    if (story) return { storyUuid: story.id, epicUuid: null };
    return { storyUuid: null, epicUuid: epicId === undefined ? epicUuid : (epic ?? null) };
  }

  /**
   * Counts a change of the story that a task belongs to, if any.
   * @param spareCancelled leaves a story that is CANCELLED as it is
   * @throws Problem 409 when that is over
   */
  async touch(scope: Scope, { storyUuid }: Pick<Task, 'storyUuid'>, spareCancelled = false): Promise<void> {
    if (storyUuid === null) return;
    const spared = spareCancelled && (await this.stories.lock(scope, storyUuid)).status === 'CANCELLED';
    if (!spared) await this.stories.touch(scope, storyUuid);
  }

  /** Keeps the story of a task as it is until the transaction ends. @throws Problem 409 when that is over */
  async keepStory(scope: Scope, { storyUuid }: Pick<Task, 'storyUuid'>): Promise<void> {
    if (storyUuid !== null) await this.stories.open(scope, storyUuid);
  }

  /** Keeps the epic that a task belongs to by itself open until the transaction ends. @throws Problem 409 when that is over */
  async keepEpic(scope: Scope, { storyUuid, epicUuid }: Pick<Task, 'storyUuid' | 'epicUuid'>): Promise<void> {
    if (storyUuid === null && epicUuid !== null) await this.epics.open(scope, epicUuid);
  }

  /** The epic of a name: that of the story if there is one, else one that is open and stays so. */
  private async epicOf(scope: Scope, epicId?: string, story?: Story): Promise<string | undefined> {
    if (epicId === undefined) return undefined;
    if (!story) return (await this.epics.open(scope, epicId)).id;
    const epic = await this.epics.find(scope, epicId);
    if (story.epicUuid !== epic.id) {
      throw unacceptable('epic_id', `The story '${story.storyId}' does not belong to the epic '${epic.epicId}'.`);
    }
    return epic.id;
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
export const namesOf = (agent: KnownAgent): string[] => [agent.agentId, qualified(agent)];

/** A text as a regular expression that matches just it. */
const escape = (text: string) => text.replace(/[^A-Za-z0-9_]/gu, (sign) => (sign.length === 1 ? `\\${sign}` : sign));
