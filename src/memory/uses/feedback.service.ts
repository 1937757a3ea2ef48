import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database';
import type { Scope } from '../../database/scope';
import { Events } from '../../events/events.service';
import { notFound } from '../../problems/problem';
import { Memory } from '../memory.entity';
import { MemoryRows, type ShownMemory } from '../memory-rows.service';
import type { Viewer } from '../places/places.service';
import { SecretGuard } from '../secrets/secret-guard.service';
import { MemoryIntegration } from './memory-integration.entity';

/** What is said about a use of a memory. */
export interface Feedback {
  helped: boolean;
  note?: string;
  /** Which use; else the newest of the agent, in the session if one is named. */
  integrationId?: string;
  sessionId?: string;
}

export interface Judged extends ShownMemory {
  use: MemoryIntegration;
}

/** Learns what helped. */
@Injectable()
export class FeedbackService {
  constructor(
    private readonly db: Database,
    private readonly events: Events,
    private readonly rows: MemoryRows,
    private readonly secrets: SecretGuard,
  ) {}

  /**
   * Says whether a memory helped. Said again of the same use, the last word counts. A use that was never recorded, as when
   * the memory was passed on, is recorded now.
   * @throws Problem 404 for a memory that the viewer may not see and for a use that is not of this memory
   */
  judge(scope: Scope, id: string, viewer: Viewer, feedback: Feedback): Promise<Judged> {
    const { helped, note = null } = this.secrets.clean(feedback);
    return this.db.transaction(async () => {
      const [{ memory }] = await this.rows.lock(scope, [id], viewer);
      const use =
        (await this.useOf(scope, memory, viewer, feedback)) ?? (await this.unseen(scope, memory, viewer, feedback));
      const before = use.helped;
      Object.assign(use, { helped, note, judgedAt: new Date() });
      await this.db.of(MemoryIntegration).update({ id: use.id }, { helped, note, judgedAt: use.judgedAt });
      const change = (verdict: boolean) => Number(helped === verdict) - Number(before === verdict);
      await this.db.sql`
        update ${Memory} set useful_count = useful_count + ${change(true)}, harmful_count = harmful_count + ${change(false)},
          updated_at = now(), version = version + 1
        where id = ${memory.id}`;
      await this.events.add(
        scope,
        'memory.judged',
        { type: 'memory', id: memory.id },
        { helped, integration_id: use.id },
      );
      return { ...(await this.rows.get(scope, memory.id, viewer)), use };
    });
  }

  private async useOf(
    { projectId }: Scope,
    { id: memoryUuid }: Memory,
    viewer: Viewer,
    { integrationId, sessionId }: Feedback,
  ): Promise<MemoryIntegration | null> {
    const uses = this.db.of(MemoryIntegration);
    if (integrationId !== undefined) {
      const use = await uses.findOneBy({ id: integrationId, memoryUuid, projectId });
      if (!use) throw notFound('integration', integrationId);
      return use;
    }
    const query = uses.createQueryBuilder('use').where({ projectId, memoryUuid }).andWhere("use.operation <> 'STORE'");
    if (viewer) query.andWhere('use.agentUuid = :agent', { agent: viewer.id });
    else query.andWhere('use.agentUuid is null');
    if (sessionId !== undefined) query.andWhere('use.sessionId = :sessionId', { sessionId });
    return query.orderBy('use.id', 'DESC').limit(1).getOne();
  }

  private async unseen(
    { projectId }: Scope,
    { id: memoryUuid }: Memory,
    viewer: Viewer,
    { sessionId }: Feedback,
  ): Promise<MemoryIntegration> {
    const use = { projectId, memoryUuid, agentUuid: viewer?.id ?? null, sessionId: sessionId ?? null };
    const [id] = await this.db.insert(MemoryIntegration, { ...use, operation: 'OTHER' });
    return this.db.of(MemoryIntegration).findOneByOrFail({ id });
  }
}
