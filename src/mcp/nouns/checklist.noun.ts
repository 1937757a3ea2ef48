import { Injectable } from '@nestjs/common';
import { SettleItem } from '../../checklists/checklist-item.dto';
import { ChecklistItemsService } from '../../checklists/checklist-items.service';
import { ChecklistsQuery, ChecklistSummary, ChecklistView } from '../../checklists/checklist.dto';
import { ChecklistsService, type FullChecklist, type ListedChecklist } from '../../checklists/checklists.service';
import { mapPage, type Page } from '../../database/page';
import type { Scope } from '../../database/scope';
import { unacceptable } from '../../problems/problem';
import { type Answer, prose } from '../answers/fit';
import { refOrNone, refTo } from '../answers/ref';
import type { Caller } from '../callers.service';
import { checked } from '../input/checked';
import type { FindInput } from '../input/find.input';
import type { ReportInput } from '../input/report.input';
import type { Line, Noun } from './noun';

/** Checklists, as agents handle them. */
@Injectable()
export class ChecklistNoun implements Noun {
  readonly kind = 'checklist';

  constructor(
    private readonly checklists: ChecklistsService,
    private readonly items: ChecklistItemsService,
  ) {}

  async status(scope: Scope, id: string): Promise<Answer> {
    return answerOf(await this.checklists.read(scope, id));
  }

  async detail(scope: Scope, id: string): Promise<object> {
    return ChecklistView.of(await this.checklists.read(scope, id));
  }

  async find(scope: Scope, { story_id, limit, after }: FindInput): Promise<Page<Line>> {
    const query = await checked(ChecklistsQuery, { story_id, limit, after });
    return mapPage(await this.checklists.list(scope, ChecklistsQuery.toFilter(query)), lineOf);
  }

  async report({ scope }: Caller, id: string, { met, evidence }: ReportInput): Promise<Answer> {
    if (!met?.length) throw unacceptable('met', 'Name the items that are done, by their numbers.');
    const { status, evidence: shown } = await checked(SettleItem, { status: 'DONE', evidence });
    const changes = met.map((item) => ({ item, status, evidence: shown, field: 'met.' }));
    return answerOf(await this.items.settle(scope, id, changes));
  }
}

const answerOf = (full: FullChecklist): Answer => ({
  ...lineOf(full),
  open: full.items
    .filter(({ status }) => status === 'NOT_DONE')
    .map(({ position, text }) => prose(`${position} ${text}`)),
});

function lineOf(listed: ListedChecklist): Line {
  const { id, name, percentage, complete, story_id, required } = ChecklistSummary.of(listed);
  const story = refOrNone('story', story_id);
  return {
    id: refTo('checklist', id),
    name: prose(name),
    percentage,
    complete,
    story,
    required: required || undefined,
  };
}
