import { Column, Entity, Index, JoinColumn, ManyToOne, type Relation, Unique } from 'typeorm';
import { Project } from '../access/project.entity';
import { Row } from '../database/row';
import { Definition } from '../definitions/definition.entity';
import { AGENT_TYPES, type AgentType } from '../definitions/parse/agent-role';
import { type Hold, holds } from './agent.flow';

/** One role of a project's team, made from an agent definition. */
@Entity('agents')
@Unique(['projectId', 'pack', 'agentId'])
@Index(['projectId', 'agentId'])
export class Agent extends Row {
  @Column('uuid')
  projectId: string;

  @ManyToOne(() => Project, { onDelete: 'CASCADE' })
  project: Relation<Project>;

  /** `core`, or the pack that the definition comes from. */
  @Column('text')
  pack: string;

  /** The readable id: `dev`. Unique within its pack. */
  @Column('text')
  agentId: string;

  /** The version of the definition that holds now. */
  @Index()
  @Column('uuid')
  definitionUuid: string;

  @ManyToOne(() => Definition, { onDelete: 'RESTRICT' })
  @JoinColumn({ name: 'definition_uuid' })
  definition: Relation<Definition>;

  @Column('text')
  name: string;

  @Column('text')
  title: string;

  @Column('enum', { enum: AGENT_TYPES, enumName: 'agent_type' })
  agentType: AgentType;

  @Column('text', { array: true })
  capabilities: string[];

  /** What people have set. Its status follows from this and from its sessions. */
  @Column('enum', { enum: holds, enumName: 'agent_hold', default: 'AVAILABLE' })
  hold: Hold;
}
