import { Body, Get, Param, Patch, Query } from '@nestjs/common';
import { PageQuery, Paged } from '../../access/page.dto';
import { Refuses, Routes } from '../../access/routes';
import { InScope } from '../../access/scope.guard';
import { mapPage, type Page } from '../../database/page';
import type { Scope } from '../../database/scope';
import { AlertRulePath, AlertRuleView, ChangeAlertRule } from './alert-rule.dto';
import { AlertRules } from './alert-rules.service';

@Routes('alerts/rules', 'Alerts')
export class AlertRulesController {
  constructor(private readonly rules: AlertRules) {}

  /**
   * List the rules, oldest first
   * @remarks Every project has one of each kind; those about the server itself stand in the project `default`. They are
   * looked at every other second.
   */
  @Get()
  @Paged(AlertRuleView)
  async list(@InScope() scope: Scope, @Query() query: PageQuery): Promise<Page<AlertRuleView>> {
    return mapPage(await this.rules.list(scope, query), AlertRuleView.of);
  }

  /** Get one rule */
  @Get(':rule_id')
  async get(@InScope() scope: Scope, @Param() { rule_id }: AlertRulePath): Promise<AlertRuleView> {
    return AlertRuleView.of(await this.rules.find(scope, rule_id));
  }

  /** Change when a rule speaks up, and how loudly */
  @Patch(':rule_id')
  @Refuses(422, 'Rules of this kind have no such parameter; `allowed` names those that it has.')
  async change(
    @InScope() scope: Scope,
    @Param() { rule_id }: AlertRulePath,
    @Body() input: ChangeAlertRule,
  ): Promise<AlertRuleView> {
    return AlertRuleView.of(await this.rules.change(scope, rule_id, ChangeAlertRule.toChange(input)));
  }
}
