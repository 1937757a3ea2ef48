import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database';
import { page, type Page, type PageRequest } from '../../database/page';
import type { Scope } from '../../database/scope';
import type { Stage } from '../stages/stage.entity';
import { Attempt } from './attempt.entity';

/** The attempts at stages that were put aside: nothing that was done is forgotten. */
@Injectable()
export class AttemptsService {
  constructor(private readonly db: Database) {}

  /** Keeps the current attempt of each of these stages, where there is one, before it begins anew. */
  async putAside({ projectId }: Scope, stages: readonly Stage[], asideReason: string): Promise<void> {
    const rows = stages
      .filter(({ startedAt }) => startedAt !== null)
      .map((stage) => ({
        projectId,
        runUuid: stage.runUuid,
        stageUuid: stage.id,
        attempt: stage.attempt,
        status: stage.status,
        agentId: stage.agentId,
        sessionId: stage.sessionId,
        acknowledged: stage.acknowledged,
        startedAt: stage.startedAt,
        endedAt: stage.endedAt,
        outputs: stage.outputs,
        qualityScore: stage.qualityScore,
        notes: stage.notes,
        reason: stage.reason,
        asideReason,
      }));
    if (rows.length) await this.db.insert(Attempt, rows);
  }

  /** Oldest first. */
  list({ projectId }: Scope, stageUuid: string, request: PageRequest): Promise<Page<Attempt>> {
    return page(this.db.of(Attempt).createQueryBuilder('attempt').where({ projectId, stageUuid }), request);
  }
}
