import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  Length,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { TakesEnum } from '../../access/enum.dto';
import { IsObjectList } from '../../access/object-list';
import { instantOf, IsInstant } from '../../access/times';
import { StoryPath } from '../story-path.dto';
import { type GateVerdict, gateVerdicts, type IssueSeverity, issueSeverities } from './gate.entity';
import type { NewGate } from './gates.service';

const nfrStatuses = ['PASS', 'CONCERNS', 'FAIL'] as const;

/** Something that was found. */
export class GateIssueText {
  /**
   * A short id, of the team's own choice.
   * @example "SEC-001"
   */
  @IsString()
  @Length(1, 100)
  id: string;

  /**
   * How grave it is.
   * @example "MEDIUM"
   */
  @TakesEnum('IssueSeverity', issueSeverities)
  severity: IssueSeverity;

  /**
   * What was found.
   * @example "The card number is in the log"
   */
  @IsString()
  @Length(1, 5000)
  finding: string;

  /**
   * What may be done about it.
   * @example "Mask it"
   */
  @IsOptional()
  @IsString()
  @MaxLength(5000)
  suggested_action?: string;

  /**
   * Who may do it.
   * @example "dev"
   */
  @IsOptional()
  @IsString()
  @MaxLength(200)
  suggested_owner?: string;
}

/** How one non-functional requirement stands. */
export class NfrText {
  /** @example "PASS" */
  @TakesEnum('NfrStatus', nfrStatuses)
  status: (typeof nfrStatuses)[number];

  /**
   * What that rests on.
   * @example "No new endpoint"
   */
  @IsOptional()
  @IsString()
  @MaxLength(5000)
  notes?: string;
}

/** How the non-functional requirements stand. */
export class NfrValidation {
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => NfrText)
  security?: NfrText;

  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => NfrText)
  performance?: NfrText;

  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => NfrText)
  reliability?: NfrText;

  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => NfrText)
  maintainability?: NfrText;
}

/** Who lets a story pass in spite of what was found, why and until when. */
export class WaiverText {
  /**
   * Why.
   * @example "The provider fixes it next week"
   */
  @IsString()
  @Length(1, 5000)
  reason: string;

  /**
   * Who.
   * @example "po"
   */
  @IsString()
  @Length(1, 200)
  approved_by: string;

  /**
   * In the future; UTC unless it says otherwise.
   * @example "2031-12-31T00:00:00Z"
   */
  @IsInstant()
  expires_at: string;
}

export class CreateGate {
  /**
   * The verdict.
   * @example "PASS"
   */
  @TakesEnum('GateVerdict', gateVerdicts)
  gate: GateVerdict;

  /**
   * Why, in one or two sentences.
   * @example "Every criterion is traced to a test that passes."
   */
  @IsString()
  @Length(1, 5000)
  status_reason: string;

  /**
   * Who looked at it.
   * @example "qa"
   */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  reviewer?: string;

  /** What was found. */
  @IsOptional()
  @IsObjectList()
  @ValidateNested({ each: true })
  @Type(() => GateIssueText)
  @ArrayMaxSize(200)
  top_issues?: GateIssueText[];

  /**
   * What was looked at, in free form.
   * @example { "tests_reviewed": 14 }
   */
  @IsOptional()
  @IsObject()
  evidence?: Record<string, unknown>;

  /** How the non-functional requirements stand. */
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => NfrValidation)
  nfr_validation?: NfrValidation;

  /**
   * How good it is, 0 to 100.
   * @example 95
   */
  @IsOptional()
  @ApiProperty({ type: 'integer' })
  @IsInt()
  @Min(0)
  @Max(100)
  quality_score?: number;

  /** For WAIVED, and only there. */
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => WaiverText)
  waiver?: WaiverText;

  /** The revision that was looked at. When the story has changed since, the verdict is refused. */
  @IsOptional()
  @ApiProperty({ type: 'integer' })
  @IsInt()
  @Min(1)
  revision?: number;

  static toNew(input: CreateGate): NewGate {
    const { waiver } = input;
    return {
      gate: input.gate,
      statusReason: input.status_reason,
      reviewer: input.reviewer ?? null,
      topIssues: input.top_issues ?? [],
      evidence: input.evidence ?? {},
      nfrValidation: { ...input.nfr_validation },
      qualityScore: input.quality_score ?? null,
      revision: input.revision,
      waiver: waiver && {
        reason: waiver.reason,
        approvedBy: waiver.approved_by,
        expiresAt: instantOf(waiver.expires_at),
      },
    };
  }
}

/** Names a gate in a path. */
export class GatePath extends StoryPath {
  /** The gate's UUID. */
  @IsString()
  @Length(1, 300)
  gate_id: string;
}
