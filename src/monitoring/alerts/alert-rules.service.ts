import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Project } from '../../access/project.entity';
import { DEFAULT_PROJECT, ProjectsService } from '../../access/projects.service';
import { Database } from '../../database/database';
import { identify } from '../../database/identify';
import { page, type Page, type PageRequest } from '../../database/page';
import type { Scope } from '../../database/scope';
import { Events } from '../../events/events.service';
import { nearest } from '../../problems/nearest';
import { notFound, unacceptable } from '../../problems/problem';
import { conditions } from '../conditions/conditions';
import { AlertRule } from './alert-rule.entity';

export type RuleChange = Partial<Pick<AlertRule, 'enabled' | 'severity' | 'cooldownSeconds' | 'parameters'>>;

/** When each project is told that something is wrong. Every project has every rule from its beginning. */
@Injectable()
export class AlertRules implements OnApplicationBootstrap {
  constructor(
    private readonly db: Database,
    private readonly events: Events,
    projects: ProjectsService,
  ) {
    projects.whenCreated(({ id }) => this.complete(id));
  }

  /** Projects that are older than a kind of rule get it now. */
  onApplicationBootstrap(): Promise<void> {
    return this.complete();
  }

  list({ projectId }: Scope, request: PageRequest): Promise<Page<AlertRule>> {
    return page(this.db.of(AlertRule).createQueryBuilder('rule').where({ projectId }), request);
  }

  /** @throws Problem 404 with look-alikes */
  async find({ projectId }: Scope, name: string): Promise<AlertRule> {
    const rule = await this.db.of(AlertRule).findOneBy({ projectId, ...identify(name, 'ruleId') });
    if (rule) return rule;
    throw notFound(
      'rule',
      name,
      nearest(
        name,
        conditions.map(({ ruleId }) => ruleId),
      ),
    );
  }

  /** @throws Problem 422 for a parameter that rules of this kind do not have */
  async change(scope: Scope, name: string, change: RuleChange): Promise<AlertRule> {
    const { enabled = null, severity = null, cooldownSeconds = null, parameters = {} } = change;
    return this.db.transaction(async () => {
      const rule = await this.find(scope, name);
      refuseStrangers(rule, parameters);
      await this.db.sql`
        update ${AlertRule} set enabled = coalesce(${enabled}, enabled), severity = coalesce(${severity}, severity),
          cooldown_seconds = coalesce(${cooldownSeconds}, cooldown_seconds), parameters = parameters || ${parameters}::jsonb,
          updated_at = now(), version = version + 1
        where id = ${rule.id} and project_id = ${scope.projectId}`;
      const data = { rule_id: rule.ruleId, enabled, severity, cooldown_seconds: cooldownSeconds, parameters };
      await this.events.add(scope, 'alert_rule.changed', { type: 'alert_rule', id: rule.id }, data);
      return this.find(scope, rule.id);
    });
  }

  /** Gives one project, or all, the rules that they lack. */
  private async complete(projectId: string | null = null): Promise<void> {
    const rules = conditions.map(({ kind, ruleId, severity, parameters }) => ({
      kind,
      rule_id: ruleId,
      severity,
      parameters,
    }));
    const ofServer = conditions.filter((condition) => condition.ofServer).map(({ kind }) => kind);
    await this.db.sql`
      insert into ${AlertRule} (project_id, rule_id, kind, severity, parameters, version)
      select project.id, rule.rule_id, rule.kind, rule.severity, rule.parameters, 1
      from ${Project} project cross join jsonb_populate_recordset(null::${AlertRule}, ${JSON.stringify(rules)}::jsonb) rule
      where (project.key = ${DEFAULT_PROJECT} or rule.kind::text <> all(${ofServer}))
        and (${projectId}::uuid is null or project.id = ${projectId})
        and not exists (select from ${AlertRule} old where old.project_id = project.id and old.kind = rule.kind)
      order by project.id
      on conflict do nothing`;
  }
}

/** @throws Problem 422 */
function refuseStrangers({ kind, ruleId }: AlertRule, parameters: object): void {
  const known = Object.keys(conditions.find((condition) => condition.kind === kind)?.parameters ?? {});
  const stranger = Object.keys(parameters).find((name) => !known.includes(name));
  if (stranger === undefined) return;
  const message = `The rule '${ruleId}' has no such parameter; it has ${known.join(', ')}.`;
  throw unacceptable(`parameters.${stranger}`, message, { allowed: known });
}
