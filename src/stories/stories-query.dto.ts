import { IsOptional, IsString, Length } from 'class-validator';
import { TakesEnum } from '../access/enum.dto';
import { PageQuery } from '../access/page.dto';
import type { StoryFilter } from './stories.service';
import { type StoryStatus, storyStatuses } from './story.flow';

/** How the stories of an epic are asked for. */
export class EpicStoriesQuery extends PageQuery {
  /** Only stories in this state. */
  @IsOptional()
  @TakesEnum('StoryStatus', storyStatuses)
  status?: StoryStatus;

  /** Only stories that this agent or person has. */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  assignee?: string;

  /** Only stories with this tag. */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  tag?: string;

  /** Only stories with this label. */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  label?: string;

  /** Only stories that this run works on, by its readable key. */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  workflow_id?: string;

  /** Only stories with this in their id, title or dev notes, in any letter case. */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  text?: string;
}

export class StoriesQuery extends EpicStoriesQuery {
  /** Only stories of this epic, by its UUID or readable id. */
  @IsOptional()
  @IsString()
  @Length(1, 300)
  epic_id?: string;

  static toFilter({ epic_id, workflow_id, ...same }: StoriesQuery): StoryFilter {
    return { ...same, epicId: epic_id, workflowKey: workflow_id };
  }
}
