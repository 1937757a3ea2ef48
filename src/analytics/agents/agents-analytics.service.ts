import { Injectable } from '@nestjs/common';
import { AgentState } from '../../agents/agent-state.entity';
import { Roster } from '../../agents/roster.service';
import { Database } from '../../database/database';
import { page, type Page, type PageRequest } from '../../database/page';
import type { Scope } from '../../database/scope';
import { ActivityTallies, type Counted } from '../activities/activity-tallies.service';
import type { Tally } from '../activities/tally';
import { type HandoffTally, HandoffTallies } from '../collaboration/handoff-tallies.service';
import { type TaskCounts, type TaskTally, TaskTallies } from '../tasks/task-tallies.service';
import { atOnce, type Whose } from '../window/ranges.query';
import { bucketsOf } from '../window/window';
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

/** What one agent did in the window and in the one before. */
export interface AgentDone extends Done {
  agent: AgentState;
  given: HandoffTally[];
  taken: HandoffTally[];
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
    return atOnce(this.db, async () => {
      const team = await this.team(whose, asked);
      const { items, next } = await this.page(whose, request);
      return { team, agents: { items: await this.each(whose, asked, items), next } };
    });
  }

  /**
   * One agent, also in each bucket of the window.
   * @throws Problem 404 with look-alikes, 409 when several packs have it
   */
  one(scope: Scope, asked: AskedWindow, name: string): Promise<AgentDone & { buckets: Buckets; counted: Counted }> {
    const whose = { scope, everywhere: false };
    return atOnce(this.db, async () => {
      const agent = await this.roster.get(scope, name);
      const [done] = await this.each(whose, asked, [agent]);
      const buckets = bucketsOf(asked.window);
      const activities = (await this.activities.agents(whose, buckets, [agent.id])).get(agent.id)!;
      const tasks = await this.tasks.ended(whose, buckets, agent.id);
      return { ...done, buckets: { activities, tasks }, counted: await this.activities.counted() };
    });
  }

  private async team(whose: Whose, { window }: AskedWindow): Promise<TeamDone> {
    const [both, each] = [[window, window.before], bucketsOf(window)];
    const activities = await this.activities.team(whose, [...both, ...each]);
    const tasks = await this.tasks.team(whose, both);
    const buckets = { activities: activities.slice(2), tasks: await this.tasks.ended(whose, each) };
    return { activities, tasks, buckets, counted: await this.activities.counted() };
  }

  private page({ scope, everywhere }: Whose, request: PageRequest): Promise<Page<AgentState>> {
    const agents = this.db.of(AgentState).createQueryBuilder('agent');
    if (!everywhere) agents.where('agent.projectId = :projectId', { projectId: scope.projectId });
    return page(agents, request);
  }

  private async each(whose: Whose, { window }: AskedWindow, agents: readonly AgentState[]): Promise<AgentDone[]> {
    if (!agents.length) return [];
    const ids = agents.map(({ id }) => id);
    const ranges = [window, window.before];
    const activities = await this.activities.agents(whose, ranges, ids);
    const tasks = await this.tasks.agents(whose, ranges, ids);
    const given = await this.handoffs.agents(whose, ranges, ids, 'GIVEN');
    const taken = await this.handoffs.agents(whose, ranges, ids, 'TAKEN');
    const open = await this.tasks.open(whose, ids);
    return agents.map((agent) => ({
      ...{ agent, activities: activities.get(agent.id)!, tasks: tasks.get(agent.id)! },
      ...{ given: given.get(agent.id)!, taken: taken.get(agent.id)!, open: open.get(agent.id) ?? 0 },
    }));
  }
}
