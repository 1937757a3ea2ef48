import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { QueryDeepPartialEntity } from 'typeorm';
import { DAY_MS } from '../analytics/window/window';
import { Database } from '../database/database';
import type { Scope } from '../database/scope';
import { Events } from '../events/events.service';
import { RecommendationTurn } from './recommendation-turn.entity';
import { Recommendation } from './recommendation.entity';
import type { RecommendationStatus } from './recommendation.flow';
import { rules } from './rules/rules';
import type { Advice, Fact, Rule } from './rules/rule';
import { Verification } from './verification.service';

/** What one look at a project has changed. */
export interface Looked {
  /** What is recommended for the first time. */
  found: number;
  /** What was open and is still so. */
  again: number;
  /** What is no longer so. */
  over: number;
  /** What has helped, and what has not. */
  verified: number;
  refuted: number;
}

/** Something to recommend. */
interface Finding {
  fingerprint: string;
  fact: Fact;
  advice: Advice;
}

/** What was answered or measured is not recommended anew for so many days. */
const REST_DAYS = 28;

const fingerprintOf = (kind: string, { subjectType, subjectKey }: Fact): string =>
  createHash('sha256')
    .update(JSON.stringify([kind, subjectType, subjectKey]))
    .digest('hex')
    .slice(0, 32);

/** Looks for what there is to recommend, and at what came of what was accepted. */
@Injectable()
export class RecommendationEvaluation {
  constructor(
    private readonly db: Database,
    private readonly events: Events,
    private readonly verification: Verification,
  ) {}

  /** Looks at one project because somebody has asked for it. */
  refresh(scope: Scope): Promise<Looked> {
    return this.db.transaction(async () => {
      const looked = await this.look(scope);
      await this.events.add(
        scope,
        'recommendations.refreshed',
        { type: 'project', id: scope.projectId },
        { ...looked },
      );
      return looked;
    });
  }

  /** Looks at one project. Of several who look at once, one waits for the other. */
  look(scope: Scope): Promise<Looked> {
    return this.db.transaction(async () => {
      const [{ at: now }] = await this.db.sql<{ at: Date }>`
        insert into ${RecommendationTurn} as turn (project_id, at) values (${scope.projectId}, clock_timestamp())
        on conflict (project_id) do update set at = clock_timestamp() returning at`;
      const verdicts = await this.verification.verify(scope, now);
      const looked: Looked = {
        found: 0,
        again: 0,
        over: 0,
        verified: verdicts.filter((verdict) => verdict === 'VERIFIED').length,
        refuted: verdicts.filter((verdict) => verdict === 'REFUTED').length,
      };
      for (const rule of rules) {
        const { found, again, over } = await this.apply(scope, rule, now);
        looked.found += found;
        looked.again += again;
        looked.over += over;
      }
      return looked;
    });
  }

  /** Makes the recommendations of one kind what its rule finds. */
  private async apply(scope: Scope, rule: Rule, now: Date): Promise<Pick<Looked, 'found' | 'again' | 'over'>> {
    const from = new Date(now.getTime() - rule.days * DAY_MS);
    const facts = await rule.facts(this.db, { projectId: scope.projectId, from, to: now });
    const findings = facts.flatMap((fact): Finding[] => {
      const advice = rule.advise(fact);
      return advice ? [{ fingerprint: fingerprintOf(rule.kind, fact), fact, advice }] : [];
    });
    const known = await this.known(scope, rule, now);
    const open = new Map(
      known.filter(({ status }) => status === 'OPEN').map(({ fingerprint, id }) => [fingerprint, id]),
    );
    const names = new Set(known.map(({ fingerprint }) => fingerprint));
    const fresh = findings.filter(({ fingerprint }) => !names.has(fingerprint));
    const again = findings.filter(({ fingerprint }) => open.has(fingerprint));
    await this.add(scope, rule, fresh, from, now);
    for (const one of again) await this.renew(scope, rule, open.get(one.fingerprint)!, one, from, now);
    const gone = [...open.keys()].filter((name) => !again.some(({ fingerprint }) => fingerprint === name));
    const over = await this.end(
      scope,
      gone.map((name) => open.get(name)!),
    );
    return { found: fresh.length, again: again.length, over };
  }

  /** What stands, and what rests. */
  private known({ projectId }: Scope, { kind }: Rule, now: Date) {
    return this.db.sql<{ id: string; fingerprint: string; status: RecommendationStatus }>`
      select id, fingerprint, status from ${Recommendation}
      where project_id = ${projectId} and kind = ${kind} and (status in ('OPEN', 'ACCEPTED')
        or status <> 'OVER' and ended_at > ${new Date(now.getTime() - REST_DAYS * DAY_MS)})`;
  }

  private async add(scope: Scope, rule: Rule, findings: readonly Finding[], from: Date, to: Date): Promise<void> {
    if (!findings.length) return;
    const { projectId } = scope;
    const rows = findings.map((finding) => ({
      projectId,
      kind: rule.kind,
      fingerprint: finding.fingerprint,
      createdAt: to,
      ...columnsOf(rule, finding, from, to),
    }));
    const ids = await this.db.insert(Recommendation, rows);
    await this.events.addAll(
      ids.map((id, place) => ({
        scope,
        type: 'recommendation.found',
        subject: { type: 'recommendation', id },
        data: toldOf(rule.kind, findings[place]),
      })),
    );
  }

  /** What is found again says what is so now. */
  private async renew(scope: Scope, rule: Rule, id: string, finding: Finding, from: Date, to: Date): Promise<void> {
    const change = { ...columnsOf(rule, finding, from, to), timesSeen: () => 'times_seen + 1' };
    await this.db
      .of(Recommendation)
      .update({ id, projectId: scope.projectId, status: 'OPEN' }, change as QueryDeepPartialEntity<Recommendation>);
  }

  private async end(scope: Scope, ids: readonly string[]): Promise<number> {
    if (!ids.length) return 0;
    const ended = await this.db.sql<Recommendation>`
      update ${Recommendation} set status = 'OVER', ended_at = now(), updated_at = now(), version = version + 1
      where project_id = ${scope.projectId} and id = any(${ids}::uuid[]) and status = 'OPEN' returning id, kind, summary`;
    await this.events.addAll(
      ended.map(({ id, kind, summary }) => ({
        scope,
        type: 'recommendation.over',
        subject: { type: 'recommendation', id },
        data: { kind, summary },
      })),
    );
    return ended.length;
  }
}

const columnsOf = ({ figure, unit }: Rule, { fact, advice }: Finding, windowFrom: Date, windowTo: Date) => ({
  subjectType: fact.subjectType,
  subjectKey: fact.subjectKey,
  subjectId: fact.subjectId,
  value: fact.value!,
  rowsOver: fact.over,
  evidence: fact.evidence,
  figure,
  unit,
  windowFrom,
  windowTo,
  seenAt: windowTo,
  ...advice,
});

const toldOf = (kind: string, { fact, advice }: Finding) => ({
  kind,
  subject_type: fact.subjectType,
  subject_id: fact.subjectId,
  summary: advice.summary,
  value: fact.value,
  expected: advice.expected,
});
