import { Injectable } from '@nestjs/common';
import type { GetPromptResult, ListPromptsResult } from '@modelcontextprotocol/server';
import { PageQuery } from '../../access/page.dto';
import type { AgentState } from '../../agents/agent-state.entity';
import { AgentsService } from '../../agents/agents.service';
import { qualified, Roster } from '../../agents/roster.service';
import type { Scope } from '../../database/scope';
import type { AgentBody } from '../../definitions/parse/agent';
import { checked } from '../input/checked';

/** The pack whose agents need not be told from others of the same name. */
const CORE = 'core';

/** The agents of a team as prompts: whoever takes one becomes that agent. */
@Injectable()
export class Personas {
  constructor(
    private readonly agents: AgentsService,
    private readonly roster: Roster,
  ) {}

  /** A page of the team. @throws Problem 400 for a cursor that nobody was given */
  async list(scope: Scope, after?: string): Promise<ListPromptsResult> {
    const { items, next } = await this.agents.list(scope, {}, await checked(PageQuery, { after }));
    return { prompts: items.map(promptOf), ...(next && { nextCursor: next }) };
  }

  /** @throws Problem 404 with look-alikes, 409 when several packs have the agent */
  async get(scope: Scope, name: string, { task }: { task?: string } = {}): Promise<GetPromptResult> {
    const known = await this.roster.known(scope, name, CORE);
    const agent = await this.agents.describe(scope, known?.id ?? name);
    const { text } = agent.definition.body as AgentBody;
    const begin = `Take on the persona below. Before anything else call the tool begin with agent_id '${nameOf(agent)}', then what_next.`;
    const parts = [begin, ...(task ? [`What to do: ${task}`] : []), text];
    return {
      description: `${agent.name}, ${agent.title}`,
      messages: [{ role: 'user', content: { type: 'text', text: parts.join('\n\n') } }],
    };
  }
}

const promptOf = (agent: AgentState): ListPromptsResult['prompts'][number] => ({
  name: nameOf(agent),
  title: `${agent.name}, ${agent.title}`,
  description: `Work as ${agent.name}, ${agent.title}`,
  arguments: [{ name: 'task', description: 'What to do; left out, what waits', required: false }],
});

/** Agents of the core by their own names, those of packs with the pack's. */
const nameOf = (agent: AgentState) => (agent.pack === CORE ? agent.agentId : qualified(agent));
