import { IsString, Length } from 'class-validator';

/** Why a story is blocked, cancelled or reopened. */
export class StoryReason {
  /**
   * Kept with the story and in its history.
   * @example "The provider's test account is missing"
   */
  @IsString()
  @Length(1, 2000)
  reason: string;
}

/** Names a story in a path. */
export class StoryPath {
  /**
   * The story's UUID or readable id.
   * @example "1.1"
   */
  @IsString()
  @Length(1, 300)
  id: string;
}
