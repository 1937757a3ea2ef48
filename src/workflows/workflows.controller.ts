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
import { StageMemories } from './lessons/stage-memories.service';
import { RunSummary, RunView, StartedRunView } from './run.view';
import { RunsService } from './runs.service';
import { StartsService } from './starts.service';
import { diagramOf } from './diagram/diagram';
import { DiagramView } from './diagram/diagram.dto';
import { NextQuery, NextView } from './next/next.dto';
import { NextService } from './next/next.service';
import { shorten } from './next/shorten';
import { TimelineView } from './plan/timeline.dto';

@Routes('workflows', 'Workflows')
export class WorkflowsController {
  constructor(
    private readonly starts: StartsService,
    private readonly runs: RunsService,
    private readonly progress: ProgressService,
    private readonly nexts: NextService,
    private readonly memories: StageMemories,
  ) {}

  /**
   * Start a run of a workflow
   * @remarks The run is pinned to the version of the definition that is loaded now. Ask `next` what to do. `memories` are
   * what the team learned that may help with its first stages.
   */
  @Post('start')
  @Refuses(409, 'Several packs have a definition of this id; `suggestions` lists their full names.')
  @Refuses(422, 'The definition has no such variant; `allowed` lists those that it has.')
  async start(@InScope() scope: Scope, @Body() input: StartWorkflow): Promise<StartedRunView> {
    const course = await this.starts.start(scope, StartWorkflow.toStart(input));
    return StartedRunView.started(course, await this.memories.for(scope, course.run, course.stages));
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
   * @remarks The stages to start, the questions to answer, and all that is needed for either: enough to carry on after a crash; and what the team learned that may help. At most 4 KB; `truncated` counts what was left out, and `detail=full` leaves nothing out.
   */
  @Get(':id/next')
  async next(
    @InScope() scope: Scope,
    @Param() { id }: WorkflowPath,
    @Query() { detail }: NextQuery,
  ): Promise<NextView> {
    const { run, next } = await this.nexts.next(scope, id);
    const stages = [...next.ready.map(({ stage }) => stage), ...next.active];
    const view = NextView.of(run, next, await this.memories.for(scope, run, stages));
    return detail === 'full' ? view : shorten(view);
  }

  /**
   * A drawing of a run
   * @remarks A Mermaid flow chart of its stages, each with its state; it renders wherever Mermaid does, as in Markdown on GitHub.
   */
  @Get(':id/diagram')
  async diagram(@InScope() scope: Scope, @Param() { id }: WorkflowPath): Promise<DiagramView> {
    const { run, stages } = await this.progress.read(scope, id);
    return { key: run.key, mermaid: diagramOf(stages) };
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
    return RunView.of(await this.runs.end(scope, id, 'CANCELLED', reason));
  }

  /**
   * Give a run up
   * @remarks It ends for good as FAILED: it was wanted, and could not be done. A failed stage alone does not end a run: it waits to be retried.
   */
  @Post(':id/fail')
  @HttpCode(200)
  @Refuses(409, 'The run has ended.')
  async fail(@InScope() scope: Scope, @Param() { id }: WorkflowPath, @Body() { reason }: RunReason): Promise<RunView> {
    return RunView.of(await this.runs.end(scope, id, 'FAILED', reason));
  }
}
