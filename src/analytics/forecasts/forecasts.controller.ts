import { Get, Param, Query } from '@nestjs/common';
import { Paged } from '../../access/page.dto';
import { Routes } from '../../access/routes';
import { InScope } from '../../access/scope.guard';
import { mapPage, type Page } from '../../database/page';
import type { Scope } from '../../database/scope';
import { EpicLookup } from '../../epics/epic-lookup.service';
import { EpicPath } from '../../epics/epic.dto';
import { ProgressService } from '../../workflows/progress.service';
import { WorkflowPath } from '../../workflows/run.dto';
import { ForecastGrades } from './forecast-grades.service';
import { ForecastQuery, ForecastsQuery, ForecastView, KeptForecastView } from './forecast.dto';
import { Forecasts } from './forecasts.service';

@Routes('analytics/forecasts', 'Analytics')
export class ForecastsController {
  constructor(
    private readonly forecasts: Forecasts,
    private readonly grades: ForecastGrades,
    private readonly epics: EpicLookup,
    private readonly runs: ProgressService,
  ) {}

  /**
   * List the forecasts that were kept, oldest first
   * @remarks One a day of each epic and run under way, beside what came: these are the rows behind `calibration`.
   */
  @Get()
  @Paged(KeptForecastView)
  async list(@InScope() scope: Scope, @Query() query: ForecastsQuery): Promise<Page<KeptForecastView>> {
    return mapPage(await this.grades.list(scope, ForecastsQuery.toFilter(query)), KeptForecastView.of);
  }

  /**
   * Foretell when an epic will be done
   * @remarks Its open stories are played through 10 000 times at the speed of past weeks, drawn with their own uncertainty,
   * as if no story were added. Without five done stories in four weeks it says so instead.
   */
  @Get('epics/:id')
  async epic(
    @InScope() scope: Scope,
    @Param() { id }: EpicPath,
    @Query() { seed }: ForecastQuery,
  ): Promise<ForecastView> {
    const foretold = await this.forecasts.epic(await this.epics.find(scope, id), seed);
    return ForecastView.of(foretold, await this.grades.of(scope, 'EPIC'));
  }

  /**
   * Foretell when a run will be completed
   * @remarks The stages that are left are played through 10 000 times with what they took, waiting included, in completed
   * runs of the same workflow. Without five such runs it says so instead.
   */
  @Get('workflows/:id')
  async run(
    @InScope() scope: Scope,
    @Param() { id }: WorkflowPath,
    @Query() { seed }: ForecastQuery,
  ): Promise<ForecastView> {
    const { run } = await this.runs.read(scope, id);
    return ForecastView.of(await this.forecasts.run(run, seed), await this.grades.of(scope, 'WORKFLOW'));
  }
}
