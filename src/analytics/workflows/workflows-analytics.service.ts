import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database';
import type { Scope } from '../../database/scope';
import { Definition } from '../../definitions/definition.entity';
import { nearest } from '../../problems/nearest';
import { notFound } from '../../problems/problem';
import { Run } from '../../workflows/run.entity';
import { bucketsOf } from '../window/window';
import type { AskedWindow } from '../window/window.dto';
import { type GroupTallies, type DefinitionName, type RunFilter, RunTallies } from './run-tallies.service';
import { type StageStop, type StageTallied, StageTallies } from './stage-tallies.service';

/** How runs went. The ranges are the window, the one before and the buckets of the window. */
export interface RunsDone {
  groups: GroupTallies[];
  /** In the window and the one before. */
  stages: StageTallied[];
  /** Where runs were cancelled or given up in the window. */
  stops: StageStop[];
  standing: (StageStop & { status: string; hoursP50: number | null })[];
}

/** How runs went. */
@Injectable()
export class WorkflowsAnalytics {
  constructor(
    private readonly db: Database,
    private readonly runs: RunTallies,
    private readonly stages: StageTallies,
  ) {}

  /** All runs. */
  all(scope: Scope, asked: AskedWindow): Promise<RunsDone> {
    return this.db.snapshot(() => this.done({ scope, everywhere: asked.everywhere }, asked));
  }

  /**
   * The runs of one workflow.
   * @param name its id, or `pack:id`
   * @throws Problem 404 with look-alikes when there is neither such a definition nor a run of one
   */
  one(scope: Scope, asked: AskedWindow, name: string): Promise<RunsDone & { definition: DefinitionName }> {
    return this.db.snapshot(async () => {
      const definition = await this.find(scope, name);
      return { ...(await this.done({ scope, everywhere: false, definition }, asked)), definition };
    });
  }

  private async done(filter: RunFilter, { window }: AskedWindow): Promise<RunsDone> {
    const both = [window, window.before];
    const [groups, stages, stops, standing] = await Promise.all([
      this.runs.grouped(filter, [...both, ...bucketsOf(window)]),
      this.stages.each(filter, both),
      this.stages.stops(filter, window),
      this.stages.standing(filter),
    ]);
    return { groups, stages, stops, standing };
  }

  private async find({ projectId }: Scope, name: string): Promise<DefinitionName> {
    const known = await this.db.sql<{ pack: string; id: string }>`
      select pack, definition_id as id from ${Definition} where kind = 'WORKFLOW' and current
      union select pack, workflow_id from ${Run} where project_id = ${projectId}`;
    const qualified = known.find(({ pack, id }) => `${pack}:${id}` === name);
    if (qualified) return { pack: qualified.pack, workflowId: qualified.id };
    if (known.some(({ id }) => id === name)) return { pack: null, workflowId: name };
    const names = known.map(({ pack, id }) => (name.includes(':') ? `${pack}:${id}` : id));
    throw notFound('workflow', name, nearest(name, [...new Set(names)]));
  }
}
