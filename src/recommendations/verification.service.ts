import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { DAY_MS } from '../analytics/window/window';
import { Database } from '../database/database';
import type { Scope } from '../database/scope';
import { Events } from '../events/events.service';
import { Recommendation } from './recommendation.entity';
import { recommendationFlow, type RecommendationStatus } from './recommendation.flow';
import { rules } from './rules/rules';
import type { Rule } from './rules/rule';
import { type Outcome, outcomeOf } from './verdict';

/** How much later it is measured again when there were too few rows, in days. */
const LATER = 7;
/** After so many times the time that it was to take, nothing more is waited for. */
const PATIENCE = 3;

/** Measures whether what was accepted has helped. */
@Injectable()
export class Verification {
  constructor(
    private readonly db: Database,
    private readonly events: Events,
  ) {}

  /** Measures all that is due in a project. @returns what came of them */
  async verify(scope: Scope, now: Date): Promise<RecommendationStatus[]> {
    const due = await this.db
      .of(Recommendation)
      .createQueryBuilder('recommendation')
      .where({ projectId: scope.projectId, status: 'ACCEPTED' })
      .andWhere('recommendation.verifyAt <= :now', { now })
      .orderBy('recommendation.id')
      .getMany();
    const verdicts: RecommendationStatus[] = [];
    for (const one of due) {
      const rule = rules.find(({ kind }) => kind === one.kind)!;
      verdicts.push(await this.settle(scope, one, rule, await this.measure(one, rule, now), now));
    }
    return verdicts;
  }

  private async measure(one: Recommendation, rule: Rule, now: Date): Promise<Outcome | null> {
    const to = rule.ofMoment ? now : one.verifyAt!;
    const from = rule.ofMoment ? new Date(to.getTime() - rule.days * DAY_MS) : one.acceptedAt!;
    const facts = await rule.facts(this.db, { projectId: one.projectId, from, to });
    const same = facts.find(({ subjectKey }) => subjectKey === one.subjectKey);
    return outcomeOf(one, same, rule);
  }

  private async settle(
    scope: Scope,
    { id, acceptedAt, kind, subjectType, subjectId, value, expected }: Recommendation,
    { verifyAfterDays }: Rule,
    outcome: Outcome | null,
    now: Date,
  ): Promise<RecommendationStatus> {
    const patient = now.getTime() - acceptedAt!.getTime() < PATIENCE * verifyAfterDays * DAY_MS;
    const mine = { id, projectId: scope.projectId, status: In<RecommendationStatus>(['ACCEPTED']) };
    if (!outcome && patient) {
      await this.db.of(Recommendation).update(mine, { verifyAt: new Date(now.getTime() + LATER * DAY_MS) });
      return 'ACCEPTED';
    }
    const to = outcome?.verdict ?? 'INCONCLUSIVE';
    const { affected } = await this.db.of(Recommendation).update(
      { ...mine, status: In(recommendationFlow.into(to)) },
      {
        status: to,
        verifyAt: null,
        endedAt: now,
        measured: outcome?.measured ?? null,
        measuredOver: outcome?.over ?? null,
      },
    );
    if (!affected) return 'ACCEPTED';
    const data = { kind, subject_type: subjectType, subject_id: subjectId, value, expected };
    const subject = { type: 'recommendation', id };
    await this.events.add(scope, `recommendation.${to.toLowerCase()}`, subject, {
      ...data,
      measured: outcome?.measured ?? null,
    });
    return to;
  }
}
