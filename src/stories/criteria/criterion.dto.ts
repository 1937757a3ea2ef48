import { IsBoolean, IsOptional, IsString, Length, MaxLength } from 'class-validator';
import { ShowsEnum, TakesEnum } from '../../access/enum.dto';
import { StoryPath } from '../story-path.dto';
import { type CriterionKind, criterionKinds, criterionName, type StoryCriterion } from './story-criterion.entity';
import { OrNull } from '../../access/or-null';

export class AddCriterion {
  /**
   * What must be true.
   * @example "The total shows the shipping costs"
   */
  @IsString()
  @Length(1, 5000)
  text: string;

  /** ACCEPTANCE when left out. */
  @IsOptional()
  @TakesEnum('CriterionKind', criterionKinds)
  kind?: CriterionKind = 'ACCEPTANCE';
}

export class ChangeCriterion {
  /** Other words for it. It then has to be met anew. */
  @IsOptional()
  @IsString()
  @Length(1, 5000)
  text?: string;

  /**
   * Whether it is met.
   * @example true
   */
  @IsOptional()
  @IsBoolean()
  met?: boolean;

  /**
   * What shows that it is met; null takes it back.
   * @example "checkout.spec.ts passes"
   */
  @IsOptional()
  @IsString()
  @MaxLength(20_000)
  @OrNull()
  evidence?: string | null;
}

/** Names a criterion in a path. */
export class CriterionPath extends StoryPath {
  /**
   * Its UUID, its readable id (`AC-1`, `DOD-1`), or the number of an acceptance criterion.
   * @example "AC-1"
   */
  @IsString()
  @Length(1, 300)
  criterion_id: string;
}

/** Something that must be true before a story is done. */
export class CriterionView {
  /** UUIDv7. */
  id: string;
  /**
   * The readable id in its story: `AC-1`, `DOD-1`.
   * @example "AC-1"
   */
  criterion_id: string;
  @ShowsEnum('CriterionKind', criterionKinds)
  kind: CriterionKind;
  /**
   * Counts within its kind, from 1; never given out twice in a story.
   * @example 1
   */
  number: number;
  /**
   * What must be true.
   * @example "The total shows the shipping costs"
   */
  text: string;
  /** Whether it is met. */
  met: boolean;
  /** Who said so. */
  met_by: string | null;
  /** When it was said. */
  met_at: Date | null;
  /** What shows it. */
  evidence: string | null;

  static of(criterion: StoryCriterion): CriterionView {
    const { id, kind, number, text, met, metBy, metAt, evidence } = criterion;
    const name = criterionName(criterion);
    return { id, criterion_id: name, kind, number, text, met, met_by: metBy, met_at: metAt, evidence };
  }
}
