import { Body, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { Paged } from '../access/page.dto';
import { Refuses, Routes } from '../access/routes';
import { InScope } from '../access/scope.guard';
import { mapPage, type Page } from '../database/page';
import type { Scope } from '../database/scope';
import { EventView, HistoryQuery } from '../events/event.dto';
import { Events } from '../events/events.service';
import { ChangeTask, CreateTask } from './task-facts.dto';
import { TaskLists } from './task-lists.service';
import { ReadyQuery, TaskPath, TasksQuery } from './task-query.dto';
import { TaskView } from './task.dto';
import { TaskRows } from './task-rows.service';
import { TasksService } from './tasks.service';

@Routes('tasks', 'Tasks')
export class TasksController {
  constructor(
    private readonly tasks: TasksService,
    private readonly lists: TaskLists,
    private readonly rows: TaskRows,
    private readonly events: Events,
  ) {}

  /**
   * Create a task
   * @remarks It is PENDING, and ready as soon as its dependencies are over. A task of a story is a change of the story.
   */
  @Post()
  @Refuses(
    409,
    'The story, or the epic that it is to belong to by itself, is over; or several packs have an agent of this id: `suggestions` names them.',
  )
  @Refuses(422, 'The story does not belong to the epic.')
  async create(@InScope() scope: Scope, @Body() task: CreateTask): Promise<TaskView> {
    return TaskView.of(await this.tasks.create(scope, CreateTask.toNew(task)));
  }

  /** List the tasks, oldest first */
  @Get()
  @Paged(TaskView)
  async list(@InScope() scope: Scope, @Query() query: TasksQuery): Promise<Page<TaskView>> {
    return mapPage(await this.lists.list(scope, TasksQuery.toFilter(query), query), TaskView.of);
  }

  /**
   * List the tasks that may be claimed now, in the order of claims
   * @remarks The highest priority first, then the earliest due, then the oldest.
   */
  @Get('ready')
  @Paged(TaskView)
  async ready(@InScope() scope: Scope, @Query() query: ReadyQuery): Promise<Page<TaskView>> {
    return mapPage(await this.lists.ready(scope, ReadyQuery.toWanted(query), query), TaskView.of);
  }

  /** Get one task */
  @Get(':id')
  async get(@InScope() scope: Scope, @Param() { id }: TaskPath): Promise<TaskView> {
    return TaskView.of(await this.rows.get(scope, id));
  }

  /**
   * Change what a task says
   * @remarks Its status is changed by moves, its dependencies have routes of their own.
   * A task of a story belongs to the epic of its story; both the story that it leaves and the one that it joins count a
   * change.
   */
  @Patch(':id')
  @Refuses(
    409,
    'A story that it leaves, joins or stays in is over, or several packs have an agent of this id: `suggestions` names them.',
  )
  @Refuses(412, 'Somebody else moved it to another story at the same moment.')
  @Refuses(422, 'The story does not belong to the epic.')
  async change(@InScope() scope: Scope, @Param() { id }: TaskPath, @Body() change: ChangeTask): Promise<TaskView> {
    return TaskView.of(await this.tasks.change(scope, id, ChangeTask.toChange(change)));
  }

  /** What happened to a task, oldest first */
  @Get(':id/activity')
  @Paged(EventView)
  async activity(
    @InScope() scope: Scope,
    @Param() { id }: TaskPath,
    @Query() { after, limit }: HistoryQuery,
  ): Promise<Page<EventView>> {
    const task = await this.rows.find(scope, id);
    return mapPage(await this.events.about(scope, task.id, after, limit), EventView.of);
  }
}
