import { IsOptional, IsString, Length } from 'class-validator';
import { TakesEnum } from '../../access/enum.dto';
import { PageQuery } from '../../access/page.dto';
import type { HandoffFilter } from './handoff-reader.service';
import { type HandoffStatus, handoffStatuses } from './handoff.flow';

/** Names a handoff in a path. */
export class HandoffPath {
  /**
   * The readable id or the UUID.
   * @example "H-1"
   */
  @IsString()
  @Length(1, 300)
  id: string;
}

/** What may be asked of handoffs. */
export class HandoffsQuery extends PageQuery {
  /** Only those that this agent gives away. */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  from_agent_id?: string;

  /** Only those that are for this agent. */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  to_agent_id?: string;

  /** Only those that this agent gives or gets. */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  agent_id?: string;

  /** Only those in this state; in any letter case. */
  @IsOptional()
  @TakesEnum('HandoffStatus', handoffStatuses)
  status?: HandoffStatus;

  /** Only those of this task. */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  task_id?: string;

  /** Only those of this run, by its key or UUID. */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  workflow_id?: string;

  static toFilter(query: HandoffsQuery): HandoffFilter {
    return {
      fromAgentId: query.from_agent_id,
      toAgentId: query.to_agent_id,
      agentId: query.agent_id,
      status: query.status,
      taskId: query.task_id,
      workflowId: query.workflow_id,
    };
  }
}
