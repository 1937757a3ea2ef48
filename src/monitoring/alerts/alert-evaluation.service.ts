import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Database } from '../../database/database';
import { Sweeper } from '../../database/sweeper';
import { Event } from '../../events/event.entity';
import type { Circumstances, Condition } from '../conditions/condition';
import { conditions } from '../conditions/conditions';
import { MonitoringOptions } from '../monitoring.options';
import { AlertRule } from './alert-rule.entity';
import { AlertTurn } from './alert-turn.entity';
import { Alert } from './alert.entity';
import { alertFlow } from './alert.flow';

const EVERY_MS = 2_000;
/** What was looked at by any server less than so long ago is not looked at again. */
const REST_SECONDS = 1;
/** How many alerts one look raises of one kind; the next look goes on. */
const BATCH = 500;
/** The actor of what the server does by itself. */
const SERVER = 'server';

/**
 * Looks whether something is wrong, and whether what was wrong is over. Of any number of servers one looks at a time:
 * it holds the row of the turn, and the others pass it by.
 */
@Injectable()
export class AlertEvaluation implements BeforeApplicationShutdown {
  /** Since when the database could not be reached. */
  private outageSince?: number;
  private readonly sweeper = new Sweeper('Alerts cannot be looked for', async () => {
    await this.look();
    return false;
  });

  constructor(
    private readonly db: Database,
    private readonly options: MonitoringOptions,
  ) {}

  @Interval(EVERY_MS)
  async tick(): Promise<void> {
    if (this.options.raisesAlerts) await this.sweeper.tick();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.sweeper.stop();
  }

  /** Raises and resolves what is due. @returns whether it was this server's turn */
  async look(): Promise<boolean> {
    const outageSeconds = this.outageSince === undefined ? 0 : (Date.now() - this.outageSince) / 1000;
    try {
      const looked = await this.evaluate({ outageSeconds: Math.round(outageSeconds) });
      this.outageSince = undefined;
      return looked;
    } catch (error) {
      this.outageSince ??= Date.now();
      throw error;
    }
  }

  private evaluate(circumstances: Circumstances): Promise<boolean> {
    return this.db.transaction(async () => {
      const turns = await this.db.sql`
        select id from ${AlertTurn} where at <= clock_timestamp() - make_interval(secs => ${REST_SECONDS})
        for update skip locked`;
      if (!turns.length) return false;
      for (const condition of conditions) await this.settle(condition, circumstances);
      await this.db.sql`update ${AlertTurn} set at = clock_timestamp()`;
      return true;
    });
  }

  /** Makes the alerts of one kind what its condition finds, in one statement. */
  private async settle({ kind, found }: Condition, circumstances: Circumstances): Promise<void> {
    await this.db.sql`
      with found as materialized (${found(circumstances)}),
      resolved as (
        update ${Alert} alert set status = 'RESOLVED', resolved_at = now(), resolved_by = ${SERVER}, updated_at = now(),
          version = alert.version + 1
        from ${AlertRule} rule
        where rule.id = alert.rule_uuid and rule.kind::text = ${kind} and alert.status::text = any(${alertFlow.into('RESOLVED')})
          and not exists (
            select from found where found.rule_uuid = alert.rule_uuid and found.subject_key = alert.subject_key)
        returning alert.id, alert.project_id, alert.rule_uuid, alert.severity, alert.subject_type, alert.subject_id, alert.summary
      ), raised as (
        insert into ${Alert} as alert (project_id, rule_uuid, severity, subject_type, subject_key, subject_id, summary, details, version)
        select rule.project_id, rule.id, rule.severity, found.subject_type, found.subject_key, found.subject_id, found.summary,
          found.details, 1
        from found join ${AlertRule} rule on rule.id = found.rule_uuid
        where not exists (
          select from ${Alert} old where old.rule_uuid = rule.id and old.subject_key = found.subject_key
            and (old.status <> 'RESOLVED' or old.resolved_at > now() - make_interval(secs => rule.cooldown_seconds)))
        limit ${BATCH}
        on conflict (rule_uuid, subject_key) where status <> 'RESOLVED' do nothing
        returning alert.id, alert.project_id, alert.rule_uuid, alert.severity, alert.subject_type, alert.subject_id, alert.summary
      ), told as (
        select 'alert.resolved' as type, * from resolved union all select 'alert.raised', * from raised
      )
      insert into ${Event} (tx, project_id, type, subject_type, subject_id, actor, data)
      select pg_current_xact_id()::text::bigint, told.project_id, told.type, 'alert', told.id, ${SERVER},
        jsonb_build_object('rule_id', rule.rule_id, 'kind', rule.kind, 'severity', told.severity,
          'subject_type', told.subject_type, 'subject_id', told.subject_id, 'summary', told.summary)
      from told join ${AlertRule} rule on rule.id = told.rule_uuid`;
  }
}
