import { Injectable } from '@nestjs/common';
import { Agent } from '../../agents/agent.entity';
import { Database, type Part, part } from '../../database/database';
import type { Scope } from '../../database/scope';
import { Event } from '../../events/event.entity';
import { Collaboration } from '../collaboration.entity';

/** Some stages of a run, by their readable ids. */
export interface OfferedStages {
  runUuid: string;
  stageIds: readonly string[];
}

/** The open offers of the stages of runs: they follow what becomes of these. */
@Injectable()
export class StageOffers {
  constructor(private readonly db: Database) {}

  /** The receiver has taken the stages up, which says yes. An offer that is overdue is left to expire. */
  async accept(scope: Scope, stages: OfferedStages, sessionId: string | null): Promise<void> {
    const set = part`status = 'ACCEPTED', accepted_at = now(), accepted_session = ${sessionId}`;
    await this.answer(scope, stages, part`h.expires_at > now()`, {
      set,
      type: 'handoff.accepted',
      facts: { session_id: sessionId },
    });
  }

  /** Nobody is to take the stages up any more, or not as they were offered. */
  async withdraw(scope: Scope, stages: OfferedStages, why: string): Promise<void> {
    const set = part`status = 'EXPIRED', ended_at = now(), feedback = ${`Withdrawn: ${why}`}`;
    await this.answer(scope, stages, part`true`, { set, type: 'handoff.withdrawn', facts: { reason: why } });
  }

  private async answer(
    scope: Scope,
    { runUuid, stageIds }: OfferedStages,
    condition: Part,
    { set, type, facts }: { set: Part; type: string; facts: Record<string, unknown> },
  ): Promise<void> {
    await this.db.later`
      with answered as (
        update ${Collaboration} h set ${set}, updated_at = now(), version = h.version + 1
        where h.project_id = ${scope.projectId} and h.run_uuid = ${runUuid} and h.stage_id = any(${stageIds})
          and h.status = 'OFFERED' and ${condition}
        returning h.id, h.collaboration_id, h.from_agent_uuid, h.to_agent_uuid, h.workflow_key, h.stage_id
      )
      insert into ${Event} (tx, project_id, type, subject_type, subject_id, actor, data)
      select pg_current_xact_id()::text::bigint, ${scope.projectId}, ${type}, 'handoff', a.id, ${scope.by},
        jsonb_build_object('handoff_id', a.collaboration_id, 'from_agent_id', giver.agent_id,
          'to_agent_id', receiver.agent_id, 'workflow_id', a.workflow_key, 'stage_id', a.stage_id) || ${facts}
      from answered a join ${Agent} giver on giver.id = a.from_agent_uuid
        join ${Agent} receiver on receiver.id = a.to_agent_uuid`;
  }
}
