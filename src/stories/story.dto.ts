import { ApiProperty } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsNumber,
  IsObject,
  IsOptional,
  IsString,
  Length,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { IsObjectList } from '../access/object-list';
import { ReadableId } from '../access/readable-id';
import {
  CriterionText,
  criterionTexts,
  TakesTexts,
  TakesUserStory,
  UserStoryText,
  userStoryShape,
} from './story-text.dto';
import type { NewStory, StoryChanges, StoryText } from './stories.service';
import { OrNull } from '../access/or-null';

/** What may be said of a story when it is made and later. */
class StoryMembers {
  /** Who wants what, and what for: the three parts, or one text that is taken apart. Null for none. */
  @ApiProperty(userStoryShape)
  @IsOptional()
  @TakesUserStory()
  @IsObject()
  @ValidateNested()
  @OrNull()
  user_story?: UserStoryText | null;

  /**
   * How large it is; null for unknown.
   * @example 3
   */
  @IsOptional()
  @IsNumber()
  @Min(0)
  @Max(1_000_000)
  @OrNull()
  story_points?: number | null;

  /**
   * How long it should take; null for unknown.
   * @example 6
   */
  @IsOptional()
  @IsNumber()
  @Min(0)
  @Max(1_000_000)
  @OrNull()
  estimated_hours?: number | null;

  /**
   * Words to find it by.
   * @example ["checkout"]
   */
  @IsOptional()
  @IsArray()
  @IsString({ each: true })
  @Length(1, 200, { each: true })
  @ArrayMaxSize(100)
  tags?: string[];

  /**
   * Words that sort it.
   * @example ["customer-visible"]
   */
  @IsOptional()
  @IsArray()
  @IsString({ each: true })
  @Length(1, 200, { each: true })
  @ArrayMaxSize(100)
  labels?: string[];

  /**
   * The agent or person that has it; null for nobody.
   * @example "dev"
   */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  @OrNull()
  assignee?: string | null;

  /** The run that works on it, by its readable key; null for none. */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  @OrNull()
  workflow_id?: string | null;

  /**
   * What the developer has to know; null for nothing.
   * @example "The prices come from the catalogue service"
   */
  @IsOptional()
  @IsString()
  @MaxLength(200_000)
  @OrNull()
  dev_notes?: string | null;

  /**
   * The status as a file has it, beside the canonical one; null for none.
   * @example "Ready for Review"
   */
  @IsOptional()
  @IsString()
  @MaxLength(2000)
  @OrNull()
  raw_status?: string | null;
}

export class CreateStory extends StoryMembers {
  /**
   * The readable id, of any shape, unique in the project.
   * @example "1.1"
   */
  @ReadableId()
  story_id: string;

  /** @example "Pay by card" */
  @IsString()
  @Length(1, 1000)
  title: string;

  /** The epic that it belongs to, by its UUID or readable id. */
  @IsOptional()
  @IsString()
  @Length(1, 300)
  epic_id?: string;

  /** What must be true for the customer, each a text or `{ text }`. */
  @ApiProperty(criterionTexts)
  @IsOptional()
  @TakesTexts()
  @IsObjectList()
  @ValidateNested({ each: true })
  @ArrayMaxSize(200)
  acceptance_criteria?: CriterionText[];

  /** What must be true for the team, each a text or `{ text }`. */
  @ApiProperty(criterionTexts)
  @IsOptional()
  @TakesTexts()
  @IsObjectList()
  @ValidateNested({ each: true })
  @ArrayMaxSize(200)
  definition_of_done?: CriterionText[];

  /**
   * The stories that have to be done before, by their UUIDs or readable ids.
   * @example []
   */
  @IsOptional()
  @IsArray()
  @IsString({ each: true })
  @Length(1, 300, { each: true })
  @ArrayMaxSize(200)
  dependencies?: string[];

  /** Whether a passing quality gate is needed before it is done; stays as it is. */
  @IsOptional()
  @IsBoolean()
  gate_required?: boolean = true;

  static toNew(input: CreateStory): NewStory {
    return {
      ...toText(input),
      storyId: input.story_id,
      title: input.title,
      epicId: input.epic_id,
      gateRequired: input.gate_required ?? true,
      acceptanceCriteria: (input.acceptance_criteria ?? []).map(({ text }) => text),
      definitionOfDone: (input.definition_of_done ?? []).map(({ text }) => text),
      dependencies: input.dependencies ?? [],
    };
  }
}

export class ChangeStory extends StoryMembers {
  /** @example "Pay by card or invoice" */
  @IsOptional()
  @IsString()
  @Length(1, 1000)
  title?: string;

  /** The epic that it belongs to, by its UUID or readable id; null for none. */
  @IsOptional()
  @IsString()
  @Length(1, 300)
  @OrNull()
  epic_id?: string | null;

  /**
   * Files that the work has touched, added to those that are there.
   * @example ["src/checkout/card.ts"]
   */
  @IsOptional()
  @IsArray()
  @IsString({ each: true })
  @Length(1, 2000, { each: true })
  @ArrayMaxSize(1000)
  file_list?: string[];

  /**
   * What was changed, added to the change log with its author and time.
   * @example ["The form says why a card is refused"]
   */
  @IsOptional()
  @IsArray()
  @IsString({ each: true })
  @Length(1, 5000, { each: true })
  @ArrayMaxSize(100)
  change_log?: string[];

  static toChanges(input: ChangeStory): StoryChanges {
    const text = toText(input);
    if (input.title !== undefined) text.title = input.title;
    return { text, epicId: input.epic_id, files: input.file_list, changes: input.change_log };
  }
}

/** The members that are given, as the columns are called. */
function toText(input: StoryMembers): Partial<StoryText> {
  const text: Partial<StoryText> = {
    userStory: input.user_story && UserStoryText.toUserStory(input.user_story),
    storyPoints: input.story_points,
    estimatedHours: input.estimated_hours,
    tags: input.tags,
    labels: input.labels,
    assignee: input.assignee,
    workflowKey: input.workflow_id,
    devNotes: input.dev_notes,
    rawStatus: input.raw_status,
  };
  return Object.fromEntries(Object.entries(text).filter(([, value]) => value !== undefined));
}
