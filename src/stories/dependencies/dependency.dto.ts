import { IsString, Length } from 'class-validator';
import { ShowsEnum } from '../../access/enum.dto';
import { StoryPath } from '../story-path.dto';
import type { Story } from '../story.entity';
import { isStoryOver, type StoryStatus, storyStatuses } from '../story.flow';

export class AddStoryDependency {
  /**
   * The story that has to be done before, by its UUID or readable id.
   * @example "1.2"
   */
  @IsString()
  @Length(1, 300)
  depends_on: string;
}

/** Names a dependency in a path. */
export class StoryDependencyPath extends StoryPath {
  /**
   * The story that has to be done before, by its UUID or readable id.
   * @example "1.2"
   */
  @IsString()
  @Length(1, 300)
  depends_on: string;
}

/** A story that has to be done before another. */
export class StoryDependencyView {
  /** UUIDv7. */
  id: string;
  /**
   * The readable id.
   * @example "1.2"
   */
  story_id: string;
  /** @example "Invoice" */
  title: string;
  @ShowsEnum('StoryStatus', storyStatuses)
  status: StoryStatus;
  /** Whether the other may not start before: it is neither DONE nor CANCELLED. */
  in_the_way: boolean;

  static of({ id, storyId, title, status }: Story): StoryDependencyView {
    return { id, story_id: storyId, title, status, in_the_way: !isStoryOver(status) };
  }
}
