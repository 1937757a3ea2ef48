import { Injectable } from '@nestjs/common';
import { mapPage, type Page } from '../../database/page';
import type { Scope } from '../../database/scope';
import { StoriesService } from '../../stories/stories.service';
import { StoriesQuery } from '../../stories/stories-query.dto';
import { CreateStory } from '../../stories/story.dto';
import { StoryView } from '../../stories/story.view';
import { type ListedStory, StoryReader } from '../../stories/story-reader.service';
import { type Answer, prose } from '../answers/fit';
import { refOf, refOrNone, refTo } from '../answers/ref';
import type { Caller } from '../callers.service';
import { checked } from '../input/checked';
import type { DecideInput } from '../input/decide.input';
import type { FindInput } from '../input/find.input';
import type { FinishInput } from '../input/finish.input';
import type { RaiseInput } from '../input/raise.input';
import type { ReportInput } from '../input/report.input';
import type { Line, Noun } from './noun';
import { storyAnswer } from './story-answer';
import { StoryReports } from './story-reports.service';
import { StoryWork } from './story-work.service';

/** Stories, as agents handle them. */
@Injectable()
export class StoryNoun implements Noun {
  readonly kind = 'story';

  constructor(
    private readonly stories: StoriesService,
    private readonly reader: StoryReader,
    private readonly work: StoryWork,
    private readonly reports: StoryReports,
  ) {}

  async status(scope: Scope, id: string): Promise<Answer> {
    return storyAnswer(await this.reader.read(scope, id));
  }

  async detail(scope: Scope, id: string): Promise<object> {
    return StoryView.of(await this.reader.read(scope, id));
  }

  async find(scope: Scope, { text, status, agent_id, epic_id, limit, after }: FindInput): Promise<Page<Line>> {
    const query = await checked(StoriesQuery, { text, status, assignee: agent_id, epic_id, limit, after });
    return mapPage(await this.stories.list(scope, StoriesQuery.toFilter(query)), lineOf);
  }

  claim(caller: Caller, id: string): Promise<Answer> {
    return this.work.move(caller, id, 'start');
  }

  report(caller: Caller, id: string, input: ReportInput): Promise<Answer> {
    return this.reports.report(caller, id, input);
  }

  finish(caller: Caller, id: string, { outcome = 'done' }: FinishInput): Promise<Answer> {
    return this.work.finish(caller, id, outcome);
  }

  decide(caller: Caller, id: string, input: DecideInput): Promise<Answer> {
    return this.work.decide(caller, id, input);
  }

  block(caller: Caller, id: string, { title }: RaiseInput): Promise<Answer> {
    return this.work.move(caller, id, 'block', title);
  }

  async create(caller: Caller, { new_id, title, id, text, criteria, dependencies }: RaiseInput): Promise<Answer> {
    const story = await checked(CreateStory, {
      story_id: new_id,
      title,
      dev_notes: text,
      acceptance_criteria: criteria,
      epic_id: id === undefined ? undefined : refOf(id).id,
      dependencies: dependencies?.map((one) => refOf(one, 'dependencies').id),
    });
    return storyAnswer(await this.stories.create(caller.scope, CreateStory.toNew(story)), caller);
  }
}

function lineOf({ story, rollup, newestGate }: ListedStory): Line {
  return {
    id: refTo('story', story.storyId),
    title: prose(story.title),
    status: story.status,
    epic: refOrNone('epic', story.epic?.epicId),
    open_tasks: rollup.tasksOpen || undefined,
    gate: newestGate?.gate,
  };
}
