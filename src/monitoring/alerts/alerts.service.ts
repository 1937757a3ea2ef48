import { Injectable } from '@nestjs/common';
import type { QueryPartialEntity } from 'typeorm';
import { Database } from '../../database/database';
import { isUuid } from '../../database/identify';
import { page, type Page, type PageRequest } from '../../database/page';
import type { Scope } from '../../database/scope';
import type { Event } from '../../events/event.entity';
import { Events } from '../../events/events.service';
import { move } from '../../flow/move';
import { notFound } from '../../problems/problem';
import { Alert } from './alert.entity';
import { alertFlow, type AlertSeverity, type AlertStatus } from './alert.flow';

export interface AlertFilter {
  status?: AlertStatus;
  severity?: AlertSeverity;
  /** The readable id of a rule. */
  ruleId?: string;
  /** What people call the thing that it is about. */
  subjectId?: string;
}

/** What is wrong, for people who do something about it. */
@Injectable()
export class AlertsService {
  constructor(
    private readonly db: Database,
    private readonly events: Events,
  ) {}

  list({ projectId }: Scope, filter: AlertFilter, request: PageRequest): Promise<Page<Alert>> {
    const { status, severity, ruleId, subjectId } = filter;
    const alerts = this.db
      .of(Alert)
      .createQueryBuilder('alert')
      .innerJoinAndSelect('alert.rule', 'rule')
      .where('alert.projectId = :projectId', { projectId });
    if (status) alerts.andWhere('alert.status = :status', { status });
    if (severity) alerts.andWhere('alert.severity = :severity', { severity });
    if (ruleId) alerts.andWhere('rule.ruleId = :ruleId', { ruleId });
    if (subjectId) alerts.andWhere('alert.subjectId = :subjectId', { subjectId });
    return page(alerts, request);
  }

  /** @throws Problem 404 */
  async find({ projectId }: Scope, id: string): Promise<Alert> {
    const alert = isUuid(id)
      ? await this.db.of(Alert).findOne({ where: { projectId, id }, relations: { rule: true } })
      : null;
    if (!alert) throw notFound('alert', id);
    return alert;
  }

  /** Says that somebody looks after it. @throws Problem 409 when it is not OPEN */
  acknowledge(scope: Scope, id: string, note?: string): Promise<Alert> {
    return this.answer(scope, id, 'ACKNOWLEDGED', note, { acknowledgedAt: () => 'now()', acknowledgedBy: scope.by });
  }

  /** Says that it is over, whatever the server finds. @throws Problem 409 when it is RESOLVED already */
  resolve(scope: Scope, id: string, note?: string): Promise<Alert> {
    return this.answer(scope, id, 'RESOLVED', note, { resolvedAt: () => 'now()', resolvedBy: scope.by });
  }

  /** What happened to an alert, oldest first. */
  async history(scope: Scope, id: string, { after, limit }: PageRequest): Promise<Page<Event>> {
    const alert = await this.find(scope, id);
    return this.events.about(scope, alert.id, after, limit);
  }

  private answer(
    scope: Scope,
    id: string,
    to: AlertStatus,
    note: string | undefined,
    who: QueryPartialEntity<Alert>,
  ): Promise<Alert> {
    return this.db.transaction(async () => {
      const alert = await this.find(scope, id);
      const set = { ...who, ...(note !== undefined && { note }) };
      await move<AlertStatus, Alert>(this.db, alert, {
        entity: Alert,
        noun: 'alert',
        name: id,
        flow: alertFlow,
        to,
        set,
      });
      const { rule, severity, subjectType, subjectId, summary } = alert;
      await this.events.add(
        scope,
        `alert.${to.toLowerCase()}`,
        { type: 'alert', id: alert.id },
        {
          rule_id: rule.ruleId,
          kind: rule.kind,
          severity,
          subject_type: subjectType,
          subject_id: subjectId,
          summary,
          note,
        },
      );
      return this.find(scope, alert.id);
    });
  }
}
