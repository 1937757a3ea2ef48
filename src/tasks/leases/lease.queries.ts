import { Fragment } from '../../database/database';

/** The hours that a task `t` has been in progress, over all attempts, now that this attempt ends. */
export const hoursSoFar = new Fragment(`case when t.status = 'IN_PROGRESS'
  then coalesce(t.actual_hours, 0) + greatest(0, extract(epoch from now() - t.started_at)::double precision / 3600)
  else t.actual_hours end`);

/** The milliseconds that the statement has taken so far. */
export const sinceBegun = new Fragment('(extract(epoch from clock_timestamp() - statement_timestamp()) * 1000)::real');

/** What is set on a task `t` whose lease ends without a result: anybody may claim it. */
export const freed = new Fragment(`status = 'PENDING', lease_token = null, lease_expires_at = null,
  session_uuid = null, actual_hours = ${hoursSoFar.text}, updated_at = now(), version = t.version + 1`);
