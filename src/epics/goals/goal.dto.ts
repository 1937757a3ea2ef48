import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsInt, IsNumber, IsOptional, IsString, Length, Min, ValidateNested } from 'class-validator';
import type { NewKeyResult, NewObjective } from './goals.service';
import type { KeyResult } from './key-result.entity';
import { OrNull } from '../../access/or-null';
import { IsObjectList } from '../../access/object-list';

/** A figure by which one sees whether an objective is reached. */
export class CreateKeyResult {
  /**
   * What is counted; unique in its objective.
   * @example "Orders per week"
   */
  @IsString()
  @Length(1, 500)
  name: string;

  /**
   * What it shall be.
   * @example 500
   */
  @IsNumber()
  target: number;

  /**
   * What it is now; 0 when left out.
   * @example 120
   */
  @IsOptional()
  @IsNumber()
  current?: number;

  /**
   * The unit of both.
   * @example "orders"
   */
  @IsOptional()
  @IsString()
  @Length(1, 50)
  unit?: string;
}

/** A key result for an objective that the epic has. */
export class AddKeyResult extends CreateKeyResult {
  /**
   * Which objective, by its number in the epic.
   * @example 1
   */
  @ApiProperty({ type: 'integer' })
  @IsInt()
  @Min(1)
  objective: number;

  static toNew({ name, target, current, unit }: CreateKeyResult): NewKeyResult {
    return { name, target, ...(current !== undefined && { current }), unit: unit ?? null };
  }
}

export class ChangeKeyResult {
  /**
   * What it is now; may be measured after the epic is over, too.
   * @example 340
   */
  @IsOptional()
  @IsNumber()
  current?: number;

  /**
   * What it shall be.
   * @example 500
   */
  @IsOptional()
  @IsNumber()
  target?: number;

  /**
   * The unit of both; null for none.
   * @example "orders"
   */
  @IsOptional()
  @IsString()
  @Length(1, 50)
  @OrNull()
  unit?: string | null;
}

/** What an epic shall achieve. */
export class CreateObjective {
  /**
   * What it shall achieve.
   * @example "People find their way back to the shop"
   */
  @IsString()
  @Length(1, 2000)
  objective: string;

  /** The figures by which one sees it. */
  @IsOptional()
  @IsObjectList()
  @ValidateNested({ each: true })
  @Type(() => CreateKeyResult)
  @ArrayMaxSize(50)
  key_results?: CreateKeyResult[];

  static toNew({ objective, key_results }: CreateObjective): NewObjective {
    return { objective, keyResults: (key_results ?? []).map(AddKeyResult.toNew) };
  }
}

export class KeyResultView {
  /** UUIDv7. */
  id: string;
  /** @example "Orders per week" */
  name: string;
  /**
   * What it shall be.
   * @example 500
   */
  target: number;
  /**
   * What it is now.
   * @example 120
   */
  current: number;
  /**
   * The unit of both.
   * @example "orders"
   */
  unit: string | null;
  updated_at: Date;

  static of({ id, name, target, current, unit, updatedAt }: KeyResult): KeyResultView {
    return { id, name, target, current, unit, updated_at: updatedAt };
  }
}

export class ObjectiveView {
  /**
   * Its place in the epic, from 1.
   * @example 1
   */
  number: number;
  /**
   * What it shall achieve.
   * @example "People find their way back to the shop"
   */
  objective: string;
  /** The figures by which one sees it, oldest first. */
  key_results: KeyResultView[];

  /** The objectives of an epic, in order, each with its key results. */
  static all(objectives: string[], keyResults: KeyResult[]): ObjectiveView[] {
    return objectives.map((objective, place) => ({
      number: place + 1,
      objective,
      key_results: keyResults.filter((keyResult) => keyResult.objective === place).map(KeyResultView.of),
    }));
  }
}
