import { Get, Param, Query } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import { Routes } from '../../access/routes';
import { InScope } from '../../access/scope.guard';
import type { Scope } from '../../database/scope';
import { type Narrowing, tell } from '../figures/definition';
import { bucketsOf } from '../window/window';
import { AnalyticsView, ProjectsWindowQuery, RefusesWindows, WindowQuery } from '../window/window.dto';
import type { DefinitionName } from './run-tallies.service';
import { runDefinitions, stageDefinitions } from './workflow-figures';
import { WorkflowsAnalyticsView } from './workflows-analytics.dto';
import { WorkflowsAnalytics } from './workflows-analytics.service';

const definitions = { ...runDefinitions, ...stageDefinitions };

@Routes('analytics/workflows', 'Analytics')
export class WorkflowsAnalyticsController {
  constructor(private readonly analytics: WorkflowsAnalytics) {}

  /** Tell how runs went: completion, durations by type, stages, bottlenecks, where they stop */
  @Get()
  @RefusesWindows()
  async all(@InScope() scope: Scope, @Query() query: ProjectsWindowQuery): Promise<WorkflowsAnalyticsView> {
    const asked = ProjectsWindowQuery.within(scope, query);
    const done = await this.analytics.all(scope, asked);
    return {
      ...AnalyticsView.about(asked, tell(definitions, scope, asked)),
      ...WorkflowsAnalyticsView.runs(done, bucketsOf(asked.window)),
    };
  }

  /** Tell how the runs of one workflow went */
  @Get(':definition')
  @ApiParam({
    name: 'definition',
    description: 'The id of the workflow definition, or `pack:id`.',
    schema: { type: 'string', example: 'greenfield-fullstack' },
  })
  @RefusesWindows()
  async one(
    @InScope() scope: Scope,
    @Param('definition') name: string,
    @Query() query: WindowQuery,
  ): Promise<WorkflowsAnalyticsView> {
    const asked = WindowQuery.toAsked(query);
    const done = await this.analytics.one(scope, asked, name);
    return {
      ...AnalyticsView.about(asked, tell(definitions, scope, asked, rowsOf(done.definition))),
      ...WorkflowsAnalyticsView.runs(done, bucketsOf(asked.window)),
    };
  }
}

/** The rows of one workflow. */
function rowsOf({ pack, workflowId }: DefinitionName): Narrowing {
  const text = (value: string) => `'${value.replaceAll("'", "''")}'`;
  const runs = `workflow_id = ${text(workflowId)}${pack === null ? '' : ` and pack = ${text(pack)}`}`;
  return ({ table }) => (table === 'workflows' ? runs : `run_uuid in (select id from workflows where ${runs})`);
}
