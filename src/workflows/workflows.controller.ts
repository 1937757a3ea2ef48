import { Body, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { Paged } from '../access/page.dto';
import { Refuses, Routes } from '../access/routes';
import { InScope } from '../access/scope.guard';
import { mapPage, type Page } from '../database/page';
import type { Scope } from '../database/scope';
import { EventView, HistoryQuery } from '../events/event.dto';
import { CriticalPathView } from '../tasks/graph/graph.dto';
import { ProgressService } from './progress.service';
import { ActiveWorkflowsQuery, RunReason, StartWorkflow, WorkflowPath, WorkflowsQuery } from './run.dto';
import { RunSummary, RunView } from './run.view';
import { RunsService } from './runs.service';
import { NextView } from './plan/next.dto';
import { TimelineView } from './plan/timeline.dto';

@Routes('workflows', 'Workflows')
export class WorkflowsController {
  constructor(
    private readonly runs: RunsService,
    private readonly progress: ProgressService,
  ) {}

  /**
   * Start a run of a workflow
   * @remarks The run is pinned to the version of the definition that is loaded now. Ask `next` what to do.
   */
  @Post('start')
  @Refuses(409, 'Several packs have a definition of this id; `suggestions` lists their full names.')
  @Refuses(422, 'The definition has no such variant; `allowed` lists those that it has.')
  async start(@InScope() scope: Scope, @Body() input: StartWorkflow): Promise<RunView> {
    return RunView.of(await this.runs.start(scope, StartWorkflow.toStart(input)));
  }

  /** List the runs, oldest first */
  @Get()
  @Paged(RunSummary)
  async list(@InScope() scope: Scope, @Query() query: WorkflowsQuery): Promise<Page<RunSummary>> {
    return mapPage(await this.runs.list(scope, WorkflowsQuery.toFilter(query, query.status)), RunSummary.of);
  }

  /** List the runs that are ACTIVE, oldest first */
  @Get('active')
  @Paged(RunSummary)
  async active(@InScope() scope: Scope, @Query() query: ActiveWorkflowsQuery): Promise<Page<RunSummary>> {
    return mapPage(await this.runs.list(scope, ActiveWorkflowsQuery.toFilter(query, 'ACTIVE')), RunSummary.of);
  }

  /** Get one run with its stages */
  @Get(':id')
  async get(@InScope() scope: Scope, @Param() { id }: WorkflowPath): Promise<RunView> {
    return RunView.of(await this.progress.read(scope, id));
  }

  /**
   * What to do now
   * @remarks The stages to start, the questions to answer, and all that is needed for either: enough to carry on after a crash.
   */
  @Get(':id/next')
  async next(@InScope() scope: Scope, @Param() { id }: WorkflowPath): Promise<NextView> {
    const { run, next } = await this.progress.next(scope, id);
    return NextView.of(run, next);
  }

  /** When each stage waited and worked */
  @Get(':id/timeline')
  async timeline(@InScope() scope: Scope, @Param() { id }: WorkflowPath): Promise<TimelineView> {
    const { run, timeline } = await this.progress.timeline(scope, id);
    return TimelineView.of(run, timeline);
  }

  /**
   * The longest chain of open tasks of a run, by estimated hours
   * @remarks Empty while no open task belongs to it.
   */
  @Get(':id/critical-path')
  async criticalPath(@InScope() scope: Scope, @Param() { id }: WorkflowPath): Promise<CriticalPathView> {
    return CriticalPathView.of(await this.progress.criticalPath(scope, id));
  }

  /** What happened in a run, oldest first */
  @Get(':id/activity')
  @Paged(EventView)
  async activity(
    @InScope() scope: Scope,
    @Param() { id }: WorkflowPath,
    @Query() query: HistoryQuery,
  ): Promise<Page<EventView>> {
    return mapPage(await this.progress.history(scope, id, query), EventView.of);
  }

  /**
   * Pause a run
   * @remarks Its stages refuse their moves until it is resumed; the other work of its agents goes on.
   */
  @Post(':id/pause')
  @HttpCode(200)
  @Refuses(409, 'The run is not ACTIVE; `allowed` lists the states it may move to.')
  async pause(@InScope() scope: Scope, @Param() { id }: WorkflowPath, @Body() { reason }: RunReason): Promise<RunView> {
    return RunView.of(await this.runs.pause(scope, id, reason));
  }

  /** Resume a paused run */
  @Post(':id/resume')
  @HttpCode(200)
  @Refuses(409, 'The run is not PAUSED; `allowed` lists the states it may move to.')
  async resume(@InScope() scope: Scope, @Param() { id }: WorkflowPath): Promise<RunView> {
    return RunView.of(await this.runs.resume(scope, id));
  }

  /**
   * Cancel a run
   * @remarks It ends for good; what was made stays.
   */
  @Post(':id/cancel')
  @HttpCode(200)
  @Refuses(409, 'The run has ended.')
  async cancel(
    @InScope() scope: Scope,
    @Param() { id }: WorkflowPath,
    @Body() { reason }: RunReason,
  ): Promise<RunView> {
    return RunView.of(await this.runs.cancel(scope, id, reason));
  }
}
