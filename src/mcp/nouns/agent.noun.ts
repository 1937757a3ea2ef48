import { Injectable } from '@nestjs/common';
import { AgentDetailView, AgentsQuery } from '../../agents/agent.dto';
import type { AgentState } from '../../agents/agent-state.entity';
import { AgentsService } from '../../agents/agents.service';
import { MetricsService } from '../../agents/metrics.service';
import { Roster } from '../../agents/roster.service';
import { mapPage, type Page } from '../../database/page';
import type { Scope } from '../../database/scope';
import { type Answer, prose } from '../answers/fit';
import { refTo } from '../answers/ref';
import { checked } from '../input/checked';
import type { FindInput } from '../input/find.input';
import type { Line, Noun } from './noun';

/** The team, as agents see it. */
@Injectable()
export class AgentNoun implements Noun {
  readonly kind = 'agent';

  constructor(
    private readonly agents: AgentsService,
    private readonly roster: Roster,
    private readonly metrics: MetricsService,
  ) {}

  async status(scope: Scope, id: string): Promise<Answer> {
    const agent = await this.roster.get(scope, id);
    return { ...lineOf(agent), sessions: agent.liveSessions, can: agent.capabilities };
  }

  async detail(scope: Scope, id: string): Promise<object> {
    const agent = await this.agents.describe(scope, id);
    return AgentDetailView.describe(agent, await this.metrics.of(scope, agent.id));
  }

  async find(scope: Scope, { status, limit, after }: FindInput): Promise<Page<Line>> {
    const query = await checked(AgentsQuery, { status, limit, after });
    return mapPage(await this.agents.list(scope, { status: query.status }, query), lineOf);
  }
}

const lineOf = ({ agentId, pack, name, title, status }: AgentState): Line => ({
  id: refTo('agent', agentId),
  pack: pack === 'core' ? undefined : pack,
  name,
  title: prose(title),
  status,
});
