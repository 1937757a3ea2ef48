import { Injectable } from '@nestjs/common';
import { mapPage, type Page } from '../../database/page';
import type { Scope } from '../../database/scope';
import { CreateEpic, EpicReason, EpicsQuery } from '../../epics/epic.dto';
import { EpicMoves } from '../../epics/epic-moves.service';
import { EpicReader, type ListedEpic } from '../../epics/epic-reader.service';
import { EpicView } from '../../epics/epic.view';
import { EpicsService } from '../../epics/epics.service';
import { type Answer, prose } from '../answers/fit';
import { refTo } from '../answers/ref';
import type { Caller } from '../callers.service';
import { checked } from '../input/checked';
import type { DecideInput } from '../input/decide.input';
import type { FindInput } from '../input/find.input';
import type { FinishInput } from '../input/finish.input';
import type { RaiseInput } from '../input/raise.input';
import type { Line, Noun } from './noun';
import { wordOf } from './words';

/** Epics, as agents handle them. */
@Injectable()
export class EpicNoun implements Noun {
  readonly kind = 'epic';

  constructor(
    private readonly epics: EpicsService,
    private readonly reader: EpicReader,
    private readonly moves: EpicMoves,
  ) {}

  async status(scope: Scope, id: string): Promise<Answer> {
    return answerOf(await this.reader.read(scope, id));
  }

  async detail(scope: Scope, id: string): Promise<object> {
    return EpicView.of(await this.reader.read(scope, id));
  }

  async find(scope: Scope, { text, status, limit, after }: FindInput): Promise<Page<Line>> {
    const query = await checked(EpicsQuery, { text, status, limit, after });
    return mapPage(await this.epics.list(scope, query), lineOf);
  }

  async finish(caller: Caller, id: string, { outcome = 'done' }: FinishInput): Promise<Answer> {
    wordOf('outcome', outcome, ['done']);
    return answerOf(await this.moves.make(caller.scope, id, 'done'));
  }

  async decide({ scope }: Caller, id: string, { value, reason }: DecideInput): Promise<Answer> {
    const move = wordOf('value', value, ['activate', 'cancel', 'reopen']);
    return answerOf(await this.moves.make(scope, id, move, (await checked(EpicReason, { reason })).reason));
  }

  async create({ scope, handle: session }: Caller, { new_id, title, text }: RaiseInput): Promise<Answer> {
    const epic = await checked(CreateEpic, { epic_id: new_id, name: title, description: text });
    const answer = answerOf(await this.epics.create(scope, CreateEpic.toNew(epic)));
    return { ...answer, next: [{ tool: 'decide', args: { session, id: answer.id, value: 'activate' } }] };
  }
}

const answerOf = ({ epic, rollup }: ListedEpic): Answer => ({
  id: refTo('epic', epic.epicId),
  name: prose(epic.name),
  status: epic.status,
  progress: rollup.progressPercentage,
  stories: { done: rollup.storiesDone, cancelled: rollup.storiesCancelled, total: rollup.storiesTotal },
  open_tasks: rollup.tasksOpen,
  target_date: epic.targetDate,
  description: prose(epic.description),
});

const lineOf = ({ epic, rollup }: ListedEpic): Line => ({
  id: refTo('epic', epic.epicId),
  name: prose(epic.name),
  status: epic.status,
  progress: rollup.progressPercentage,
});
