import { Fragment, part, type Part } from '../../database/database';
import { ActivityName } from './activity-name.entity';
import { counterOf, microseconds, unitOf } from './counting.query';

/** What is added up, in the order of its columns everywhere. */
const columns = ['activities', 'requests', 'succeeded', 'response_us', 'by_type', 'errors', 'responses'];

/** What a roll-up adds. */
export const summands = (alias: string): Fragment =>
  new Fragment(columns.map((column) => `${alias}.${column}`).join(', '));

/** What has to be known of an activity `a` to add it. */
export const ofActivity = new Fragment(
  'a.project_id, a.agent_uuid, a.at, a.activity_type, a.success, a.error, a.response_time_ms',
);

/**
 * The relation `name (number, name)`: what each counter counts, and a counter for each name that has none yet among the
 * activities that are not counted.
 */
export const names = (uncounted: string): Part => part`
  select number::int as number, name from ${ActivityName}
  union all
  select (select max(number) from ${ActivityName}) + (row_number() over (order by found.name))::int, found.name from (
    select distinct name.name from ${new Fragment(uncounted)} a
    cross join lateral (values (a.activity_type), (a.error)) as name (name) where name.name is not null
  ) found where not exists (select from ${ActivityName} known where known.name = found.name)`;

/** What counts one for a name, in the counter of the name. */
const unitNamed = (column: string): string =>
  `(select coalesce(max(${unitOf('name.number').text}), 1) from name where name.name = ${column})`;

/** What an activity `a` adds. */
export const asSummands = new Fragment(`1, (a.response_time_ms is not null)::int,
  (a.success and a.response_time_ms is not null)::int, ${microseconds('a.response_time_ms').text},
  ${unitNamed('a.activity_type')}, case when a.error is not null then ${unitNamed('a.error')} end,
  ${unitOf(counterOf('a.response_time_ms').text).text}`);

/** All of it together. */
export const totals = new Fragment(columns.map((column) => `sum(added.${column}) as ${column}`).join(', '));

/** The same as it is read, of `total`. */
export const packed = new Fragment(`total.activities::float8, total.requests::float8, total.succeeded::float8,
  total.response_us::float8 as "responseUs", total.by_type::text as "byType", total.errors::text, total.responses::text`);

/** As many columns without a value. */
export const nothing = new Fragment(columns.map(() => 'null').join(', '));
