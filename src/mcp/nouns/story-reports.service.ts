import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database';
import { CriteriaService } from '../../stories/criteria/criteria.service';
import { ChangeCriterion } from '../../stories/criteria/criterion.dto';
import { StoriesService } from '../../stories/stories.service';
import { ChangeStory } from '../../stories/story.dto';
import { StoryReader } from '../../stories/story-reader.service';
import type { Answer } from '../answers/fit';
import type { Caller } from '../callers.service';
import { checked } from '../input/checked';
import type { ReportInput } from '../input/report.input';
import { storyAnswer } from './story-answer';

/** Writes down how the work on stories goes. */
@Injectable()
export class StoryReports {
  constructor(
    private readonly db: Database,
    private readonly stories: StoriesService,
    private readonly criteria: CriteriaService,
    private readonly reader: StoryReader,
  ) {}

  /** All of it or nothing. @throws Problem 404 for an unknown criterion, 409 when the story is over */
  report(caller: Caller, id: string, { met = [], evidence, files, note }: ReportInput): Promise<Answer> {
    const { scope } = caller;
    return this.db.transaction(async () => {
      for (const criterion of met) {
        const change = await checked(ChangeCriterion, { met: true, evidence });
        await this.criteria.change(scope, id, criterion, { met: change.met, evidence: change.evidence });
      }
      if (files || note !== undefined) {
        const change = await checked(ChangeStory, {
          file_list: files,
          change_log: note === undefined ? undefined : [note],
        });
        await this.stories.change(scope, id, ChangeStory.toChanges(change));
      }
      return storyAnswer(await this.reader.read(scope, id), caller);
    });
  }
}
