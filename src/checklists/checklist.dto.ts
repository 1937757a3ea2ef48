import { Transform } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsOptional,
  IsString,
  IsUUID,
  Length,
  Matches,
  MaxLength,
} from 'class-validator';
import { PageQuery } from '../access/page.dto';
import { ChecklistSectionView, TallyView } from './checklist-section.dto';
import type { ChecklistFilter, FullChecklist, ListedChecklist, NewChecklist } from './checklists.service';
import { isComplete, percentageOf } from './tally';

export class CreateChecklist {
  /**
   * The definition, by its `definition_id`, or as `pack:definition_id` where several packs have one.
   * @example "story-dod-checklist"
   */
  @IsString()
  @Length(1, 300)
  checklist_id: string;

  /**
   * The story that it is for, by its readable id or UUID.
   * @example "1.1"
   */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  story_id?: string;

  /**
   * The run that it is for, by its key.
   * @example "greenfield-fullstack-1"
   */
  @IsOptional()
  @IsString()
  @Length(1, 300)
  workflow_id?: string;

  /**
   * The conditions that hold. Items that are tagged with another one do not apply. Left out, somebody has to decide for each
   * tagged item.
   * @example ["BROWNFIELD", "UI/UX"]
   */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(50)
  @IsString({ each: true })
  @MaxLength(100, { each: true })
  @Matches(/[\p{L}\p{N}]/u, { each: true, message: 'each value in $property must hold a letter or digit' })
  conditions?: string[];

  /** Whether the story cannot be DONE while an item is NOT_DONE. */
  @IsOptional()
  @IsBoolean()
  required?: boolean = false;

  static toNew(input: CreateChecklist): NewChecklist {
    return {
      checklistId: input.checklist_id,
      storyId: input.story_id,
      workflowId: input.workflow_id,
      conditions: input.conditions,
      required: input.required ?? false,
    };
  }
}

const flags = new Map<unknown, boolean>([
  ['true', true],
  ['false', false],
]);

export class ChecklistsQuery extends PageQuery {
  /** Only those of this story, by its readable id or UUID. */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  story_id?: string;

  /** Only those of this run, by its key. */
  @IsOptional()
  @IsString()
  @Length(1, 300)
  workflow_id?: string;

  /** Only those of this definition, as `definition_id` or `pack:definition_id`. */
  @IsOptional()
  @IsString()
  @Length(1, 300)
  checklist_id?: string;

  /** Only those whose items are all settled (`true`), or not all (`false`). */
  @IsOptional()
  @Transform(({ value }) => flags.get(value) ?? (value as unknown))
  @IsBoolean()
  complete?: boolean;

  static toFilter(query: ChecklistsQuery): ChecklistFilter {
    return {
      after: query.after,
      limit: query.limit,
      checklistId: query.checklist_id,
      storyId: query.story_id,
      workflowId: query.workflow_id,
      complete: query.complete,
    };
  }
}

/** A checklist as lists show it. */
export class ChecklistSummary {
  /** UUIDv7. */
  id: string;
  /**
   * The definition's id.
   * @example "story-dod-checklist"
   */
  checklist_id: string;
  /**
   * The pack that the definition comes from.
   * @example "core"
   */
  pack: string;
  /** The version of the definition that it was made from. */
  definition_id: string;
  name: string;
  /** The story that it is for, by its readable id. */
  story_id: string | null;
  /** The run that it is for, by its key. */
  workflow_id: string | null;
  /** Whether the story cannot be DONE while an item is NOT_DONE. */
  required: boolean;
  /** The conditions that were given; items tagged with another one do not apply. */
  conditions: string[];
  /** Whether every item is DONE or NOT_APPLICABLE. */
  complete: boolean;
  /**
   * How many of the applicable items are done, 0 to 100; 100 only when it is complete.
   * @example 42
   */
  percentage: number;
  /** How many items there are of each status. */
  counts: TallyView;
  /** Who made it. */
  created_by: string;
  created_at: Date;
  /** When it or an item of it was last changed. */
  updated_at: Date;
  /** Counts the changes of it and its items. */
  version: number;

  static of({ checklist, tally }: ListedChecklist): ChecklistSummary {
    return {
      id: checklist.id,
      checklist_id: checklist.checklistId,
      pack: checklist.definition.pack,
      definition_id: checklist.definitionUuid,
      name: checklist.name,
      story_id: checklist.story?.storyId ?? null,
      workflow_id: checklist.workflowKey,
      required: checklist.required,
      conditions: checklist.conditions,
      complete: isComplete(tally),
      percentage: percentageOf(tally),
      counts: TallyView.of(tally),
      created_by: checklist.createdBy,
      created_at: checklist.createdAt,
      updated_at: checklist.updatedAt,
      version: checklist.version,
    };
  }
}

/** A checklist with its items, section by section. */
export class ChecklistView extends ChecklistSummary {
  /** In order. */
  sections: ChecklistSectionView[];

  static override of(full: FullChecklist): ChecklistView {
    return { ...ChecklistSummary.of(full), sections: ChecklistSectionView.ofAll(full.items) };
  }
}

/** Names a checklist in a path. */
export class ChecklistPath {
  /** The checklist (UUID). */
  @IsUUID()
  id: string;
}

/** Names an item of a checklist in a path. */
export class ChecklistItemPath extends ChecklistPath {
  /**
   * The item, by its position or its UUID.
   * @example "1"
   */
  @IsString()
  @MaxLength(100)
  item: string;
}
