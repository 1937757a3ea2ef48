import { Column, Entity } from 'typeorm';
import { Agent } from './agent.entity';

export const agentStatuses = ['IDLE', 'ACTIVE', 'BUSY', 'PAUSED', 'OFFLINE'] as const;
export type AgentStatus = (typeof agentStatuses)[number];

/** An agent with what follows from its sessions. The view `agent_states` works it out for every reader; nothing is stored. */
@Entity('agent_states', { synchronize: false })
export class AgentState extends Agent {
  /** Set by people: OFFLINE, PAUSED. Else BUSY while a live session has open work, ACTIVE while one lives, IDLE. */
  @Column('enum', { enum: agentStatuses, enumName: 'agent_status' })
  status: AgentStatus;

  @Column('int')
  liveSessions: number;
}
