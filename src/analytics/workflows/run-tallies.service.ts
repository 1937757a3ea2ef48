import { Injectable } from '@nestjs/common';
import { Database, Fragment, part } from '../../database/database';
import { Run, type WorkflowType } from '../../workflows/run.entity';
import { inProject, rangesOf, type Whose } from '../window/ranges.query';
import type { Range } from '../window/window';

/** What runs add up to in one range. */
export interface RunTally {
  started: number;
  completed: number;
  cancelled: number;
  failed: number;
  /** Hours from start to completion: within which 50, 85 and 95 % of the completed ones were done. */
  hours: number[] | null;
  /** The share of these hours, 0 to 1, that the completed ones rested. */
  rested: number | null;
}

export const noRuns: RunTally = { started: 0, completed: 0, cancelled: 0, failed: 0, hours: null, rested: null };

/** Which runs: all, those of a type, or those of a definition. */
export interface RunGroup {
  workflowType: WorkflowType | null;
  pack: string | null;
  workflowId: string | null;
}

/** A group with what its runs add up to in each range. */
export interface GroupTallies extends RunGroup {
  tallies: RunTally[];
}

/** A definition of a workflow; of all packs that have it where none is named. */
export interface DefinitionName {
  pack: string | null;
  workflowId: string;
}

/** Which runs of a project are looked at: those of one definition, or all. */
export interface RunFilter extends Whose {
  definition?: DefinitionName;
}

const took = 'extract(epoch from r.ended_at - r.started_at)::float8 / 3600';
const done = "r.status = 'COMPLETED'";
const groups = new Fragment(
  'grouping sets ((range.number), (range.number, r.workflow_type), (range.number, r.pack, r.workflow_id))',
);
const key = new Fragment(
  `range.number as range, r.workflow_type as "workflowType", r.pack, r.workflow_id as "workflowId"`,
);

/** The runs `r` that are looked at. */
export const ofRuns = (filter: RunFilter) => {
  const { definition } = filter;
  if (!definition) return inProject(filter, 'r');
  const { pack, workflowId } = definition;
  return part`${inProject(filter, 'r')} and r.workflow_id = ${workflowId} and (${pack}::text is null or r.pack = ${pack})`;
};

type Row = RunGroup & { range: number };

/** What runs add up to. */
@Injectable()
export class RunTallies {
  constructor(private readonly db: Database) {}

  /** All runs together first, then by type and by definition, in each of some ranges. */
  async grouped(filter: RunFilter, ranges: readonly Range[]): Promise<GroupTallies[]> {
    const all: GroupTallies = { workflowType: null, pack: null, workflowId: null, tallies: ranges.map(() => noRuns) };
    const found = new Map([[keyOf(all), all]]);
    for (const { workflowType, pack, workflowId, range, ...tally } of await this.rows(filter, ranges)) {
      const group = { workflowType, pack, workflowId };
      const tallies = found.get(keyOf(group)) ?? { ...group, tallies: ranges.map(() => noRuns) };
      tallies.tallies[range] = { ...tallies.tallies[range], ...tally };
      found.set(keyOf(group), tallies);
    }
    return [...found.values()];
  }

  private async rows(filter: RunFilter, ranges: readonly Range[]): Promise<(Row & Partial<RunTally>)[]> {
    const started = this.db.sql<Row & Pick<RunTally, 'started'>>`
      select ${key}, count(*)::int as started
      from ${rangesOf(ranges)} join ${Run} r on r.started_at >= range.begins and r.started_at < range.ends and ${ofRuns(filter)}
      group by ${groups}`;
    const ended = this.db.sql<Row & Omit<RunTally, 'started'>>`
      select ${key}, count(*) filter (where ${new Fragment(done)})::int as completed,
        count(*) filter (where r.status = 'CANCELLED')::int as cancelled,
        count(*) filter (where r.status = 'FAILED')::int as failed,
        percentile_cont(array[0.5, 0.85, 0.95]) within group (order by ${new Fragment(took)})
          filter (where ${new Fragment(done)}) as hours,
        (sum(r.paused_seconds) filter (where ${new Fragment(done)})
          / nullif(3600 * sum(${new Fragment(took)}) filter (where ${new Fragment(done)}), 0))::float8 as rested
      from ${rangesOf(ranges)} join ${Run} r on r.ended_at >= range.begins and r.ended_at < range.ends and ${ofRuns(filter)}
      group by ${groups}`;
    return (await Promise.all([started, ended])).flat();
  }
}

const keyOf = ({ workflowType, pack, workflowId }: RunGroup) => JSON.stringify([workflowType, pack, workflowId]);
