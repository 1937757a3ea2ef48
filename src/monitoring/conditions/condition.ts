import { Fragment, type Part } from '../../database/database';
import type { AlertKind } from '../alerts/alert-rule.entity';
import type { AlertSeverity } from '../alerts/alert.flow';

/** The names of the parameters of all rules, with what each means and may be. */
export const parameterNames = [
  'after_seconds',
  'min_open_work',
  'window_seconds',
  'min_count',
  'share',
  'longer_than_ms',
  'connections_share',
  'transaction_seconds',
  'outage_seconds',
] as const;
export type ParameterName = (typeof parameterNames)[number];

/** What the server that looks knows by itself. */
export interface Circumstances {
  /** How long it could not reach the database before this look; 0 when it could. */
  outageSeconds: number;
}

/** What a kind of rule looks for. */
export interface Condition {
  kind: AlertKind;
  /** Its rule's readable id. */
  ruleId: string;
  /** What it speaks up about, in a sentence. */
  description: string;
  severity: AlertSeverity;
  /** Whether it is about the server and not about a project. */
  ofServer?: boolean;
  /** Its parameters with their defaults. */
  parameters: Partial<Record<ParameterName, number>>;
  /**
   * A statement that finds all that is wrong now, over all projects:
   * `rule_uuid, subject_type, subject_key, subject_id, summary, details`. The rules are called `rule`.
   */
  found(circumstances: Circumstances): Part;
}

/** A parameter of the rule, in a statement. */
export const parameter = (name: ParameterName): Fragment => new Fragment(`(rule.parameters->>'${name}')::float8`);

/** So many seconds, as a parameter of the rule says, in a statement. */
export const interval = (name: ParameterName): Fragment =>
  new Fragment(`make_interval(secs => (rule.parameters->>'${name}')::float8)`);

/** A moment as people read it, in a statement. */
export const written = (moment: string): Fragment =>
  new Fragment(`to_char(${moment} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`);

/** The least id that a row can have that was made within the window of the rule: ids are UUIDv7. */
export const firstIdInWindow = new Fragment(
  `(lpad(to_hex((extract(epoch from now() - make_interval(secs => (rule.parameters->>'window_seconds')::float8)) * 1000)::bigint), 12, '0')
    || repeat('0', 20))::uuid`,
);
