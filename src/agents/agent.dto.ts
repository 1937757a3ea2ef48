import { IsOptional, IsString, Length } from 'class-validator';
import { ShowsEnum, TakesEnum } from '../access/enum.dto';
import { PageQuery } from '../access/page.dto';
import { DefinitionProblemView } from '../definitions/definition.dto';
import type { AgentBody } from '../definitions/parse/agent';
import { AGENT_TYPES, type AgentType } from '../definitions/parse/agent-role';
import { type AgentState, type AgentStatus, agentStatuses } from './agent-state.entity';
import { MetricsView } from './metrics.dto';
import type { AgentMetrics } from './metrics.service';

export class AgentsQuery extends PageQuery {
  /** Only agents of this status; in any letter case. */
  @IsOptional()
  @TakesEnum('AgentStatus', agentStatuses)
  status?: AgentStatus;

  /** Only agents of this type; in any letter case. */
  @IsOptional()
  @TakesEnum('AgentType', AGENT_TYPES)
  agent_type?: AgentType;

  /** Only agents of this pack. */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  pack?: string;
}

export class HoldAgent {
  /**
   * Why; kept in the agent's log.
   * @example "The team is away until Monday"
   */
  @IsOptional()
  @IsString()
  @Length(1, 1000)
  reason?: string;
}

/** An agent of the team. */
export class AgentView {
  /** UUIDv7. */
  id: string;
  /**
   * The readable id, unique in its pack.
   * @example "analyst"
   */
  agent_id: string;
  /**
   * `core`, or the name of the pack that it comes from.
   * @example "core"
   */
  pack: string;
  /**
   * What it calls itself.
   * @example "Mary"
   */
  name: string;
  /**
   * What it is in the team.
   * @example "Business Analyst"
   */
  title: string;
  /**
   * What kind of role it plays; derived from its definition.
   * @example "ANALYST"
   */
  @ShowsEnum('AgentType', AGENT_TYPES)
  agent_type: AgentType;
  /**
   * What it can be asked for: the names of its own commands.
   * @example ["brainstorm", "create-project-brief"]
   */
  capabilities: string[];
  /**
   * OFFLINE and PAUSED are set by people; else BUSY while a live session has work in progress, ACTIVE while one lives, IDLE.
   * @example "ACTIVE"
   */
  @ShowsEnum('AgentStatus', agentStatuses)
  status: AgentStatus;
  /**
   * How many sessions with it live now.
   * @example 1
   */
  live_sessions: number;
  /** Whether the definitions have it no longer: it is kept as history and cannot be activated. */
  retired: boolean;
  /** When the project got it. */
  created_at: Date;
  /** When its definition or its hold changed last. */
  updated_at: Date;

  static of(agent: AgentState): AgentView {
    const { id, agentId, pack, name, title, agentType, capabilities, status, liveSessions } = agent;
    return {
      id,
      agent_id: agentId,
      pack,
      name,
      title,
      agent_type: agentType,
      capabilities,
      status,
      live_sessions: liveSessions,
      retired: !agent.definition.current,
      created_at: agent.createdAt,
      updated_at: agent.updatedAt,
    };
  }
}

/** How an agent presents itself. */
export class PersonaView {
  /**
   * What it is.
   * @example "Insightful Analyst & Strategic Ideation Partner"
   */
  role: string | null;
  /**
   * How it talks.
   * @example "Analytical, inquisitive, creative"
   */
  style: string | null;
  /**
   * Who it takes itself to be.
   * @example "Strategic analyst specializing in brainstorming and market research"
   */
  identity: string | null;
  /**
   * What it cares about.
   * @example "Research planning, ideation facilitation, strategic analysis"
   */
  focus: string | null;
  /**
   * What it holds on to.
   * @example ["Maintaining a Broad Perspective"]
   */
  core_principles: string[];
}

/** One part of a command that is a procedure. */
export class CommandStepView {
  /** Null where the part has none. */
  name: string | null;
  /** What to do. */
  text: string;
}

/** Something that a user may ask an agent to do. */
export class CommandView {
  /**
   * What the user says, without the leading `*`.
   * @example "brainstorm"
   */
  name: string;
  /**
   * What to give along.
   * @example ["topic"]
   */
  args: string[];
  /**
   * What the command does.
   * @example "Facilitate structured brainstorming session"
   */
  description: string | null;
  /** The parts of a command that is a procedure, such as `develop-story`. */
  steps?: CommandStepView[];
}

/** An agent with what its definition says and what its rows measure. */
export class AgentDetailView extends AgentView {
  /**
   * An emoji that stands for it.
   * @example "📊"
   */
  icon: string | null;
  /**
   * What it is the right agent for.
   * @example "Use for market research, brainstorming and creating project briefs"
   */
  when_to_use: string | null;
  /** How it presents itself. */
  persona: PersonaView;
  /** What it can be asked to do. */
  commands: CommandView[];
  /**
   * The files that it works with, by folder.
   * @example { "tasks": ["create-doc.md"] }
   */
  dependencies: Record<string, string[]>;
  /** The version of the definition that it follows. */
  definition_uuid: string;
  /** What is odd about its definition file. */
  problems: DefinitionProblemView[];
  /** What its rows measure. */
  metrics: MetricsView;

  static describe(agent: AgentState, metrics: AgentMetrics): AgentDetailView {
    const { icon, when_to_use, persona, commands, dependencies } = agent.definition.body as AgentBody;
    const { role, style, identity, focus, core_principles } = persona;
    return {
      ...AgentView.of(agent),
      icon,
      when_to_use,
      persona: { role, style, identity, focus, core_principles: [...core_principles] },
      commands: commands.map(({ name, args, description, steps }) => ({
        name,
        args: [...args],
        description,
        steps: steps && [...steps],
      })),
      dependencies: Object.fromEntries(Object.entries(dependencies).map(([folder, files]) => [folder, [...files]])),
      definition_uuid: agent.definitionUuid,
      problems: agent.definition.problems.map(DefinitionProblemView.of),
      metrics: MetricsView.of(metrics),
    };
  }
}
