import { Injectable } from '@nestjs/common';
import { AgentState } from '../../agents/agent-state.entity';
import { Roster } from '../../agents/roster.service';
import { Database, part } from '../../database/database';
import { cut, type Page, type PageRequest, USUAL_LIMIT } from '../../database/page';
import type { Scope } from '../../database/scope';
import { ActivityTallies, type Counted } from '../activities/activity-tallies.service';
import type { Tally } from '../activities/tally';
import { type HandoffCounts, HandoffTallies } from '../collaboration/handoff-tallies.service';
import { type TaskCounts, type TaskTally, TaskTallies } from '../tasks/task-tallies.service';
import { inProject, type Whose } from '../window/ranges.query';
import { bucketsOf, type Range } from '../window/window';
import type { AskedWindow } from '../window/window.dto';

/** What an agent, or all of them together, did in some ranges, in their order. */
export interface Done {
  activities: Tally[];
  tasks: TaskTally[];
}

/** What one agent, or all of them together, did in each bucket of a window. */
export interface Buckets {
  activities: Tally[];
  tasks: TaskCounts[];
}

/** What is told of an agent beside what it did. */
export type ShownAgent = Pick<AgentState, 'id' | 'agentId' | 'pack' | 'name' | 'status' | 'liveSessions'>;

/** What one agent did in the window and in the one before. */
export interface AgentDone extends Done {
  agent: ShownAgent;
  given: HandoffCounts[];
  taken: HandoffCounts[];
  /** Tasks in progress or in review now. */
  open: number;
}

export interface TeamDone extends Done {
  counted: Counted;
  /** What all of them did in each bucket of the window. */
  buckets: Buckets;
}

/** What agents did. */
@Injectable()
export class AgentsAnalytics {
  constructor(
    private readonly db: Database,
    private readonly roster: Roster,
    private readonly activities: ActivityTallies,
    private readonly tasks: TaskTallies,
    private readonly handoffs: HandoffTallies,
  ) {}

  /** All agents together, and each of one page of them. */
  list(scope: Scope, asked: AskedWindow, request: PageRequest): Promise<{ team: TeamDone; agents: Page<AgentDone> }> {
    const whose = { scope, everywhere: asked.everywhere };
    return this.db.snapshot(async () => {
      const [team, { items, next }] = await Promise.all([this.team(whose, asked), this.page(whose, request)]);
      return { team, agents: { items: await this.each(whose, asked, items), next } };
    });
  }

  /**
   * One agent, also in each bucket of the window.
   * @throws Problem 404 with look-alikes, 409 when several packs have it
   */
  one(scope: Scope, asked: AskedWindow, name: string): Promise<AgentDone & { buckets: Buckets; counted: Counted }> {
    const whose = { scope, everywhere: false };
    return this.db.snapshot(async () => {
      const agent = await this.roster.get(scope, name);
      const buckets = bucketsOf(asked.window);
      const [[done], tasks, counted] = await Promise.all([
        this.each(whose, asked, [agent], buckets),
        this.tasks.ended(whose, buckets, agent.id),
        this.activities.counted(),
      ]);
      return { ...done, buckets: { activities: done.activities.slice(2), tasks }, counted };
    });
  }

  private async team(whose: Whose, { window }: AskedWindow): Promise<TeamDone> {
    const [both, each] = [[window, window.before], bucketsOf(window)];
    const [activities, tasks, ended, counted] = await Promise.all([
      this.activities.team(whose, [...both, ...each]),
      this.tasks.team(whose, both),
      this.tasks.ended(whose, each),
      this.activities.counted(),
    ]);
    return { activities, tasks, buckets: { activities: activities.slice(2), tasks: ended }, counted };
  }

  private async page(whose: Whose, { after, limit = USUAL_LIMIT }: PageRequest): Promise<Page<ShownAgent>> {
    const agents = await this.db.sql<ShownAgent>`
      select agent.id, agent.agent_id as "agentId", agent.pack, agent.name, agent.status, agent.live_sessions as "liveSessions"
      from ${AgentState} agent where ${inProject(whose, 'agent')} and ${after ? part`agent.id > ${after}` : part`true`}
      order by agent.id limit ${limit + 1}`;
    return cut(agents, limit);
  }

  /** @param more ranges for activities alone, after those of all */
  private async each(
    whose: Whose,
    { window }: AskedWindow,
    agents: readonly ShownAgent[],
    more: readonly Range[] = [],
  ): Promise<AgentDone[]> {
    if (!agents.length) return [];
    const ids = agents.map(({ id }) => id);
    const ranges = [window, window.before];
    const [activities, tasks, { given, taken }, open] = await Promise.all([
      this.activities.agents(whose, [...ranges, ...more], ids),
      this.tasks.agents(whose, ranges, ids),
      this.handoffs.agents(whose, ranges, ids),
      this.tasks.open(whose, ids),
    ]);
    return agents.map((agent) => ({
      agent,
      activities: activities.get(agent.id)!,
      tasks: tasks.get(agent.id)!,
      given: given.get(agent.id)!,
      taken: taken.get(agent.id)!,
      open: open.get(agent.id) ?? 0,
    }));
  }
}
