import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsInt,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { ShowsEnum, TakesEnum } from '../access/enum.dto';
import { type ChecklistItem, type ItemStatus, itemStatuses } from './checklist-item.entity';
import type { ItemChange } from './settlement';
import { OrNull } from '../access/or-null';
import { IsObjectList } from '../access/object-list';

const MAX_INT = 2_147_483_647;

export class SettleItem {
  /**
   * DONE and NOT_APPLICABLE settle the item, NOT_DONE opens it again.
   * @example "DONE"
   */
  @TakesEnum('ChecklistItemStatus', itemStatuses)
  status: ItemStatus;

  /**
   * What shows it. Needed for NOT_APPLICABLE: why it does not apply. Left out, that of before stays while the status does; null takes it
   * away.
   * @example "Pull request 12"
   */
  @IsOptional()
  @IsString()
  @MaxLength(2000)
  @OrNull()
  evidence?: string | null;

  /** The item's version when you decided; when it has changed since, the change is refused. Left out, the last word wins. */
  @IsOptional()
  @ApiProperty({ type: 'integer' })
  @IsInt()
  @Min(1)
  @Max(MAX_INT)
  version?: number;

  static toChange({ status, evidence, version }: SettleItem, item: string): ItemChange {
    return { item, status, evidence, version };
  }
}

export class SettleOneOfMany extends SettleItem {
  /**
   * Which item, by its place in the checklist, from 1.
   * @example 1
   */
  @ApiProperty({ type: 'integer' })
  @IsInt()
  @Min(1)
  @Max(MAX_INT)
  position: number;
}

export class SettleItems {
  /** What to say of which items; each once. */
  @IsObjectList()
  @ArrayMinSize(1)
  @ArrayMaxSize(1000)
  @ValidateNested({ each: true })
  @Type(() => SettleOneOfMany)
  items: SettleOneOfMany[];

  static toChanges({ items }: SettleItems): ItemChange[] {
    return items.map((one, index) => ({
      ...SettleItem.toChange(one, String(one.position)),
      field: `items.${index}.`,
    }));
  }
}

/** One line of a checklist. */
export class ChecklistItemView {
  /** UUIDv7. */
  id: string;
  /**
   * Its place in the checklist, from 1.
   * @example 1
   */
  position: number;
  /**
   * What is to be checked.
   * @example "All tests pass"
   */
  text: string;
  /**
   * When it applies, as the definition has it, all that it stands under included; null for always.
   * @example "BROWNFIELD ONLY"
   */
  condition: string | null;
  @ShowsEnum('ChecklistItemStatus', itemStatuses)
  status: ItemStatus;
  /**
   * What shows it, or why it does not apply.
   * @example "Pull request 12"
   */
  evidence: string | null;
  /** Who settled it; `server` when its condition did; null while it is NOT_DONE. */
  settled_by: string | null;
  /** When it was settled. */
  settled_at: Date | null;
  /** Counts the changes of this item. */
  version: number;

  static of(item: ChecklistItem): ChecklistItemView {
    const { id, position, text, condition, status, evidence, settledBy, settledAt, version } = item;
    return { id, position, text, condition, status, evidence, version, settled_by: settledBy, settled_at: settledAt };
  }
}
