import { Get, Param, Query } from '@nestjs/common';
import { Routes } from '../../access/routes';
import { InScope } from '../../access/scope.guard';
import type { Scope } from '../../database/scope';
import { EpicLookup } from '../../epics/epic-lookup.service';
import { EpicPath } from '../../epics/epic.dto';
import { tell } from '../figures/definition';
import {
  type AskedWindow,
  AnalyticsView,
  ProjectsWindowQuery,
  RefusesWindows,
  WindowQuery,
} from '../window/window.dto';
import type { Chart } from './chart';
import { chartDefinitions } from './chart-definitions';
import { ChartView } from './chart.dto';
import { Charts } from './charts.service';

@Routes('analytics/charts', 'Analytics')
export class ChartsController {
  constructor(
    private readonly charts: Charts,
    private readonly epics: EpicLookup,
  ) {}

  /** Draw what was done: stories, tasks, runs */
  @Get('throughput')
  @RefusesWindows()
  throughput(@InScope() scope: Scope, @Query() query: ProjectsWindowQuery): Promise<ChartView> {
    return this.draw(scope, query, 'throughput');
  }

  /** Draw how many stories were in each state (cumulative flow) */
  @Get('cumulative-flow')
  @RefusesWindows()
  cumulativeFlow(@InScope() scope: Scope, @Query() query: ProjectsWindowQuery): Promise<ChartView> {
    return this.draw(scope, query, 'cumulativeFlow');
  }

  /** Draw what an epic holds and what of it is done (burn-up) */
  @Get('burn-up/:id')
  @RefusesWindows()
  async burnUp(@InScope() scope: Scope, @Param() { id }: EpicPath, @Query() query: WindowQuery): Promise<ChartView> {
    const asked = WindowQuery.toAsked(query);
    const epic = await this.epics.find(scope, id);
    return show(scope, asked, 'burnUp', await this.charts.burnUp(scope, asked, epic), `epic_uuid = '${epic.id}'`);
  }

  /** Draw how long each story took (cycle-time scatter) */
  @Get('cycle-times')
  @RefusesWindows()
  cycleTimes(@InScope() scope: Scope, @Query() query: ProjectsWindowQuery): Promise<ChartView> {
    return this.draw(scope, query, 'cycleTimes');
  }

  /** Draw who handed over to whom (heat map) */
  @Get('handoffs')
  @RefusesWindows()
  handoffs(@InScope() scope: Scope, @Query() query: ProjectsWindowQuery): Promise<ChartView> {
    return this.draw(scope, query, 'handoffs');
  }

  /** Draw how long stages took and waited: the fifty that took the most time */
  @Get('stage-durations')
  @RefusesWindows()
  stageDurations(@InScope() scope: Scope, @Query() query: ProjectsWindowQuery): Promise<ChartView> {
    return this.draw(scope, query, 'stageDurations');
  }

  /** Draw for what memories were used */
  @Get('memory-use')
  @RefusesWindows()
  memoryUse(@InScope() scope: Scope, @Query() query: ProjectsWindowQuery): Promise<ChartView> {
    return this.draw(scope, query, 'memoryUse');
  }

  private async draw(scope: Scope, query: ProjectsWindowQuery, name: Exclude<keyof typeof chartDefinitions, 'burnUp'>) {
    const asked = ProjectsWindowQuery.within(scope, query);
    return show(scope, asked, name, await this.charts[name](scope, asked));
  }
}

const show = (
  scope: Scope,
  asked: AskedWindow,
  name: keyof typeof chartDefinitions,
  chart: Chart,
  narrowed?: string,
): ChartView => ({
  ...AnalyticsView.about(
    asked,
    tell(chartDefinitions[name], scope, asked, () => narrowed),
  ),
  chart,
});
