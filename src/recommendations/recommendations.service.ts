import { Injectable } from '@nestjs/common';
import type { QueryPartialEntity } from 'typeorm';
import { Database } from '../database/database';
import { isUuid } from '../database/identify';
import { page, type Page, type PageRequest } from '../database/page';
import type { Scope } from '../database/scope';
import type { Event } from '../events/event.entity';
import { Events } from '../events/events.service';
import { move } from '../flow/move';
import { notFound } from '../problems/problem';
import { Recommendation } from './recommendation.entity';
import { recommendationFlow, type RecommendationKind, type RecommendationStatus } from './recommendation.flow';
import { rules } from './rules/rules';

export interface RecommendationFilter {
  status?: RecommendationStatus;
  kind?: RecommendationKind;
  /** What people call the thing that it is about. */
  subjectId?: string;
}

/** What there is to change, for people who decide. */
@Injectable()
export class RecommendationsService {
  constructor(
    private readonly db: Database,
    private readonly events: Events,
  ) {}

  list({ projectId }: Scope, filter: RecommendationFilter, request: PageRequest): Promise<Page<Recommendation>> {
    const { status, kind, subjectId } = filter;
    const all = this.db.of(Recommendation).createQueryBuilder('recommendation').where({ projectId });
    if (status) all.andWhere({ status });
    if (kind) all.andWhere({ kind });
    if (subjectId !== undefined) all.andWhere({ subjectId });
    return page(all, request);
  }

  /** @throws Problem 404 */
  async find({ projectId }: Scope, id: string): Promise<Recommendation> {
    const one = isUuid(id) ? await this.db.of(Recommendation).findOneBy({ projectId, id }) : null;
    if (!one) throw notFound('recommendation', id);
    return one;
  }

  /** Says that it will be done: some time later it is measured whether it has helped. @throws Problem 409 unless it is OPEN */
  accept(scope: Scope, id: string, reason?: string): Promise<Recommendation> {
    return this.answer(scope, id, 'ACCEPTED', reason, ({ kind }) => {
      const { verifyAfterDays } = rules.find((rule) => rule.kind === kind)!;
      return { acceptedAt: () => 'now()', verifyAt: () => `now() + make_interval(days => ${verifyAfterDays})` };
    });
  }

  /** Says that it will not be done. @throws Problem 409 when it is neither OPEN nor ACCEPTED */
  dismiss(scope: Scope, id: string, reason: string): Promise<Recommendation> {
    return this.answer(scope, id, 'DISMISSED', reason, () => ({ endedAt: () => 'now()', verifyAt: null }));
  }

  /** What happened to a recommendation, oldest first. */
  async history(scope: Scope, id: string, { after, limit }: PageRequest): Promise<Page<Event>> {
    const one = await this.find(scope, id);
    return this.events.about(scope, one.id, after, limit);
  }

  private answer(
    scope: Scope,
    id: string,
    to: RecommendationStatus,
    reason: string | undefined,
    change: (one: Recommendation) => QueryPartialEntity<Recommendation>,
  ): Promise<Recommendation> {
    return this.db.transaction(async () => {
      const one = await this.find(scope, id);
      const set = { ...change(one), answeredBy: scope.by, reason: reason ?? null };
      await move<RecommendationStatus, Recommendation>(this.db, one, {
        entity: Recommendation,
        noun: 'recommendation',
        name: id,
        flow: recommendationFlow,
        to,
        set,
      });
      const { kind, subjectType, subjectId, summary } = one;
      const data = { kind, subject_type: subjectType, subject_id: subjectId, summary, reason };
      await this.events.add(scope, `recommendation.${to.toLowerCase()}`, { type: 'recommendation', id: one.id }, data);
      return this.find(scope, one.id);
    });
  }
}
