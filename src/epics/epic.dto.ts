import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsOptional, IsString, Length, MaxLength, ValidateNested } from 'class-validator';
import { TakesEnum } from '../access/enum.dto';
import { PageQuery } from '../access/page.dto';
import { ReadableId } from '../access/readable-id';
import { IsDay } from '../access/times';
import { type EpicStatus, epicStatuses } from './epic.flow';
import type { EpicText, NewEpic } from './epics.service';
import { CreateObjective } from './goals/goal.dto';
import { CreateRisk } from './risks/risk.dto';
import { OrNull } from '../access/or-null';
import { IsObjectList } from '../access/object-list';

/** What may be said of an epic when it is made and later. */
class EpicMembers {
  /**
   * What it is about; null for nothing.
   * @example "From the basket to the confirmation mail"
   */
  @IsOptional()
  @IsString()
  @MaxLength(50_000)
  @OrNull()
  description?: string | null;

  /**
   * What it is worth, and to whom; null for nothing.
   * @example "One in three baskets is left behind today"
   */
  @IsOptional()
  @IsString()
  @MaxLength(10_000)
  @OrNull()
  business_value?: string | null;

  /**
   * What is taken for granted.
   * @example ["Prices come with tax"]
   */
  @IsOptional()
  @IsArray()
  @IsString({ each: true })
  @MaxLength(2000, { each: true })
  @ArrayMaxSize(100)
  assumptions?: string[];

  /**
   * Who has an interest in it.
   * @example ["Sales", "Support"]
   */
  @IsOptional()
  @IsArray()
  @IsString({ each: true })
  @MaxLength(200, { each: true })
  @ArrayMaxSize(100)
  stakeholders?: string[];

  /**
   * The day on which it begins; null for none.
   * @example "2026-01-05"
   */
  @IsOptional()
  @IsDay()
  @OrNull()
  start_date?: string | null;

  /**
   * The day on which it shall be done; null for none.
   * @example "2026-03-31"
   */
  @IsOptional()
  @IsDay()
  @OrNull()
  target_date?: string | null;
}

export class CreateEpic extends EpicMembers {
  /**
   * The readable id, of any shape, unique in the project.
   * @example "epic-1"
   */
  @ReadableId()
  epic_id: string;

  /**
   * What people call it.
   * @example "Checkout"
   */
  @IsString()
  @Length(1, 500)
  name: string;

  /** What it shall achieve, in order. */
  @IsOptional()
  @IsObjectList()
  @ValidateNested({ each: true })
  @Type(() => CreateObjective)
  @ArrayMaxSize(50)
  objectives?: CreateObjective[];

  /** What may go wrong. */
  @IsOptional()
  @IsObjectList()
  @ValidateNested({ each: true })
  @Type(() => CreateRisk)
  @ArrayMaxSize(100)
  risks?: CreateRisk[];

  static toNew(input: CreateEpic): NewEpic {
    return {
      ...toText(input),
      epicId: input.epic_id,
      name: input.name,
      objectives: (input.objectives ?? []).map(CreateObjective.toNew),
      risks: (input.risks ?? []).map((risk) => ({ ...risk })),
    };
  }
}

export class ChangeEpic extends EpicMembers {
  /**
   * What people call it.
   * @example "Checkout and payment"
   */
  @IsOptional()
  @IsString()
  @Length(1, 500)
  name?: string;

  static toText(input: ChangeEpic): Partial<EpicText> {
    return { ...toText(input), ...(input.name !== undefined && { name: input.name }) };
  }
}

/** The members that are given, as the columns are called. */
function toText(input: EpicMembers): Partial<EpicText> {
  const text: Partial<EpicText> = {
    description: input.description,
    businessValue: input.business_value,
    assumptions: input.assumptions,
    stakeholders: input.stakeholders,
    startDate: input.start_date,
    targetDate: input.target_date,
  };
  return Object.fromEntries(Object.entries(text).filter(([, value]) => value !== undefined));
}

export class EpicsQuery extends PageQuery {
  /** Only epics in this state. */
  @IsOptional()
  @TakesEnum('EpicStatus', epicStatuses)
  status?: EpicStatus;

  /** Only epics with this in their id, name or description, in any letter case. */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  text?: string;
}

/** Names an epic in a path. */
export class EpicPath {
  /**
   * The epic's UUID or readable id.
   * @example "epic-1"
   */
  @IsString()
  @Length(1, 300)
  id: string;
}

/** Names a key result in a path. */
export class KeyResultPath extends EpicPath {
  /** The key result's UUID. */
  @IsString()
  @Length(1, 300)
  key_result_id: string;
}

/** Names a risk in a path. */
export class RiskPath extends EpicPath {
  /** The risk's UUID. */
  @IsString()
  @Length(1, 300)
  risk_id: string;
}

/** Why an epic is cancelled or reopened. */
export class EpicReason {
  /**
   * Kept in the history of the epic.
   * @example "The shop is sold"
   */
  @IsOptional()
  @IsString()
  @MaxLength(2000)
  reason?: string;
}
