import { Body, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { Paged } from '../../access/page.dto';
import { Refuses, Routes } from '../../access/routes';
import { InScope } from '../../access/scope.guard';
import { mapPage, type Page } from '../../database/page';
import type { Scope } from '../../database/scope';
import { EventView, HistoryQuery } from '../../events/event.dto';
import { AlertPath, AlertsQuery, AlertView, AnswerAlert } from './alert.dto';
import { AlertsService } from './alerts.service';

@Routes('alerts', 'Alerts')
export class AlertsController {
  constructor(private readonly alerts: AlertsService) {}

  /**
   * List the alerts, oldest first
   * @remarks At most one of a rule about the same thing is not RESOLVED. Each is announced by the events `alert.raised` and
   * `alert.resolved`.
   */
  @Get()
  @Paged(AlertView)
  async list(@InScope() scope: Scope, @Query() query: AlertsQuery): Promise<Page<AlertView>> {
    return mapPage(await this.alerts.list(scope, AlertsQuery.toFilter(query), query), AlertView.of);
  }

  /** Get one alert */
  @Get(':id')
  async get(@InScope() scope: Scope, @Param() { id }: AlertPath): Promise<AlertView> {
    return AlertView.of(await this.alerts.find(scope, id));
  }

  /** Say that somebody looks after it */
  @Post(':id/acknowledge')
  @HttpCode(200)
  @Refuses(409, 'It is not OPEN; `allowed` lists the states it may move to.')
  async acknowledge(
    @InScope() scope: Scope,
    @Param() { id }: AlertPath,
    @Body() { note }: AnswerAlert,
  ): Promise<AlertView> {
    return AlertView.of(await this.alerts.acknowledge(scope, id, note));
  }

  /**
   * Say that it is over
   * @remarks The server says so by itself once the condition of its rule is over. Resolved by hand while it is not, an
   * alert is raised anew after the rule's `cooldown_seconds`.
   */
  @Post(':id/resolve')
  @HttpCode(200)
  @Refuses(409, 'It is RESOLVED already.')
  async resolve(
    @InScope() scope: Scope,
    @Param() { id }: AlertPath,
    @Body() { note }: AnswerAlert,
  ): Promise<AlertView> {
    return AlertView.of(await this.alerts.resolve(scope, id, note));
  }

  /** What happened to an alert, oldest first */
  @Get(':id/activity')
  @Paged(EventView)
  async activity(
    @InScope() scope: Scope,
    @Param() { id }: AlertPath,
    @Query() query: HistoryQuery,
  ): Promise<Page<EventView>> {
    return mapPage(await this.alerts.history(scope, id, query), EventView.of);
  }
}
