import { AgentActivity } from '../../agents/agent-activity.entity';
import { type Database, Fragment, part, type Part } from '../../database/database';
import { ActivityName } from './activity-name.entity';
import { ActivityRollup } from './activity-rollup.entity';
import { agentPieces, teamPieces } from './pieces';
import { DIGITS } from './packed';
import { FIRST_KEY, KEYS_PER_E, LAST_COUNTER, LEAST_MS, MOST_MS } from './sketch';

/** A place among the activities: what comes up to it, in the order of the pair, was counted. */
export interface Place {
  tx: string;
  id: string;
}

/** How many names have a counter of their own, and how long they are at most. All others share counter 0. */
const NAMES = { most: 1_000, length: 100 };

/** The number of the counter of a response time, as SQL. */
export const counterOf = (ms: string): Fragment =>
  new Fragment(`case when ${ms} is null then null when ${ms} <= ${LEAST_MS} then 0
    else least(${LAST_COUNTER}, ceil(ln(least(${ms}::float8, ${MOST_MS})) * ${KEYS_PER_E})::int + ${FIRST_KEY}) end`);

/** What counts one in a counter, as SQL. */
export const unitOf = (counter: string): Fragment => new Fragment(`('1e' || ${DIGITS} * (${counter}))::numeric`);

/** A response time in whole microseconds, as SQL. */
export const microseconds = (ms: string): Fragment =>
  new Fragment(`case when ${ms} is not null then (least(greatest(${ms}::float8, 0), ${MOST_MS}) * 1000)::bigint end`);

/** What is added up of activities, and of what they add up to. */
const sums = new Fragment(`sum(activities) as activities, sum(requests) as requests, sum(succeeded) as succeeded,
  sum(response_us) as response_us, sum(by_type) as by_type, sum(errors) as errors, sum(responses) as responses`);

const counted = new Fragment(`count(*) as activities, count(us) as requests, count(*) filter (where ok) as succeeded,
  sum(us) as response_us, sum(type_unit) as by_type, sum(error_unit) as errors, sum(response_unit) as responses`);

/** The start of the piece that a time lies in, as SQL. */
const startOf = (hours: number, time: string) => new Fragment(`date_bin('${hours} hours', ${time}, 'epoch')`);

/** Pieces of growing length, each added up from those of the one before. */
function growing(name: string, sizes: readonly number[]): Part {
  return sizes.slice(1).reduce(
    (before, hours, index) => part`${before}, ${new Fragment(`${name}_${hours}`)} as materialized (
        select project_id, whose, ${startOf(hours, 'starts_at')} as starts_at, ${sums}
        from ${new Fragment(`${name}_${sizes[index]}`)} group by 1, 2, 3
      )`,
    part``,
  );
}

const all = (name: string, sizes: readonly number[]): string =>
  sizes.map((hours) => `select ${hours} as hours, ${name}_${hours}.* from ${name}_${hours}`).join(' union all ');

const added = (column: string) => `${column} = r.${column} + excluded.${column}`;
const addedPacked = (column: string) =>
  `${column} = coalesce(r.${column} + excluded.${column}, r.${column}, excluded.${column})`;

/** Counts the activities after one place, up to another one, into the roll-ups of a generation. */
export async function count(db: Database, generation: number, after: Place, upTo: Place): Promise<void> {
  await db.sql`
    with unit as materialized (
      select counter, ${unitOf('counter')} as unit from generate_series(0, ${new Fragment(String(LAST_COUNTER))}) as counter
    ), name as materialized (
      select name, ${unitOf('number')} as unit from ${ActivityName}
    ), activity as materialized (
      select a.project_id, a.agent_uuid, a.at, a.success and a.response_time_ms is not null as ok,
        ${microseconds('a.response_time_ms')} as us, coalesce(type.unit, 1) as type_unit,
        case when a.error is not null then coalesce(error.unit, 1) end as error_unit,
        unit.unit as response_unit
      from ${AgentActivity} a
      left join name type on type.name = a.activity_type left join name error on error.name = a.error
      left join unit on unit.counter = ${counterOf('a.response_time_ms')}
      where (a.tx, a.id) > (${after.tx}::bigint, ${after.id}::uuid) and (a.tx, a.id) <= (${upTo.tx}::bigint, ${upTo.id}::uuid)
        and a.at >= 'epoch' and a.at < '3000-01-01'
    ), agent_24 as materialized (
      select project_id, agent_uuid as whose, ${startOf(24, 'at')} as starts_at, ${counted} from activity group by 1, 2, 3
    )${growing('agent', agentPieces)}, team_1 as materialized (
      select project_id, project_id as whose, ${startOf(1, 'at')} as starts_at, ${counted} from activity group by 1, 2, 3
    )${growing('team', teamPieces)}
    insert into ${ActivityRollup} as r (generation, hours, project_id, whose, starts_at, activities, requests, succeeded,
      response_us, by_type, errors, responses)
    select ${generation}::int, piece.hours, piece.project_id, piece.whose, piece.starts_at, piece.activities,
      piece.requests, piece.succeeded, piece.response_us, piece.by_type, piece.errors, piece.responses
    from (${new Fragment(`${all('agent', agentPieces)} union all ${all('team', teamPieces)}`)}) piece
    on conflict (generation, hours, starts_at, project_id, whose) do update set
      ${new Fragment(['activities', 'requests', 'succeeded'].map(added).join(', '))},
      ${new Fragment(['response_us', 'by_type', 'errors', 'responses'].map(addedPacked).join(', '))}`;
}

/** The last of so many activities after a place that nobody can come before any more, and how many these are. */
export async function placeAfter(
  db: Database,
  after: Place,
  most: number,
): Promise<(Place & { rows: number }) | undefined> {
  const [found] = await db.sql<Place & { rows: number }>`
    select tx::text, id, rows::int from (
      select tx, id, row_number() over (order by tx, id) as rows from ${AgentActivity}
      where (tx, id) > (${after.tx}::bigint, ${after.id}::uuid)
        and tx < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
      order by tx, id limit ${most}
    ) activity order by rows desc limit 1`;
  return found;
}

/** Gives each type and problem among the activities between two places a counter. */
export async function nameCounters(db: Database, after: Place, upTo: Place): Promise<void> {
  await db.sql`
    insert into ${ActivityName} (number, name)
    select (select max(number) from ${ActivityName}) + row_number() over (order by found.name), found.name
    from (
      select distinct name.name from (
        select distinct activity_type, error from ${AgentActivity}
        where (tx, id) > (${after.tx}::bigint, ${after.id}::uuid) and (tx, id) <= (${upTo.tx}::bigint, ${upTo.id}::uuid)
      ) activity cross join lateral (values (activity_type), (error)) as name (name)
      where length(name.name) <= ${NAMES.length}
    ) found
    where not exists (select from ${ActivityName} known where known.name = found.name)
    order by found.name limit greatest(0, ${NAMES.most} - (select count(*) from ${ActivityName}))`;
}
