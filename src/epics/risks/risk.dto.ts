import { ApiProperty } from '@nestjs/swagger';
import { IsInt, IsOptional, IsString, Length, Max, Min } from 'class-validator';
import { ShowsEnum, TakesEnum } from '../../access/enum.dto';
import { type EpicRisk, type RiskState, riskStates } from './epic-risk.entity';
import { OrNull } from '../../access/or-null';

const severities = ['LOW', 'MEDIUM', 'HIGH', 'CRITICAL'] as const;
type Severity = (typeof severities)[number];

/** Something that may go wrong with an epic. */
export class CreateRisk {
  /**
   * What may go wrong.
   * @example "The payment provider changes its terms"
   */
  @IsString()
  @Length(1, 2000)
  risk: string;

  /**
   * 1 (unlikely) to 5 (nearly certain).
   * @example 2
   */
  @ApiProperty({ type: 'integer' })
  @IsInt()
  @Min(1)
  @Max(5)
  probability: number;

  /**
   * 1 (a nuisance) to 5 (the end of the epic).
   * @example 4
   */
  @ApiProperty({ type: 'integer' })
  @IsInt()
  @Min(1)
  @Max(5)
  impact: number;

  /**
   * Who watches it.
   * @example "po"
   */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  owner?: string;

  /**
   * What is done about it.
   * @example "A second provider behind the same interface"
   */
  @IsOptional()
  @IsString()
  @Length(1, 2000)
  mitigation?: string;

  /** OPEN when left out. */
  @IsOptional()
  @TakesEnum('RiskState', riskStates)
  state?: RiskState;
}

export class ChangeRisk {
  /**
   * What may go wrong.
   * @example "The payment provider changes its terms"
   */
  @IsOptional()
  @IsString()
  @Length(1, 2000)
  risk?: string;

  /**
   * 1 (unlikely) to 5 (nearly certain).
   * @example 1
   */
  @IsOptional()
  @ApiProperty({ type: 'integer' })
  @IsInt()
  @Min(1)
  @Max(5)
  probability?: number;

  /**
   * 1 (a nuisance) to 5 (the end of the epic).
   * @example 4
   */
  @IsOptional()
  @ApiProperty({ type: 'integer' })
  @IsInt()
  @Min(1)
  @Max(5)
  impact?: number;

  /**
   * Who watches it; null for nobody.
   * @example "po"
   */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  @OrNull()
  owner?: string | null;

  /**
   * What is done about it; null for nothing.
   * @example "A second provider is connected"
   */
  @IsOptional()
  @IsString()
  @Length(1, 2000)
  @OrNull()
  mitigation?: string | null;

  /**
   * What has become of it.
   * @example "MITIGATED"
   */
  @IsOptional()
  @TakesEnum('RiskState', riskStates)
  state?: RiskState;
}

/** Score 1 to 4 is LOW, 5 to 9 MEDIUM, 10 to 16 HIGH, above CRITICAL: the usual 5 × 5 matrix. */
export const severityOf = (score: number): Severity => {
  if (score > 16) return 'CRITICAL';
  if (score > 9) return 'HIGH';
  return score > 4 ? 'MEDIUM' : 'LOW';
};

export class RiskView {
  /** UUIDv7. */
  id: string;
  /**
   * What may go wrong.
   * @example "The payment provider changes its terms"
   */
  risk: string;
  /**
   * 1 (unlikely) to 5 (nearly certain).
   * @example 2
   */
  probability: number;
  /**
   * 1 (a nuisance) to 5 (the end of the epic).
   * @example 4
   */
  impact: number;
  /**
   * Probability × impact, 1 to 25.
   * @example 8
   */
  score: number;
  /** From the score: up to 4 LOW, up to 9 MEDIUM, up to 16 HIGH, above CRITICAL. */
  @ShowsEnum('RiskSeverity', severities)
  severity: Severity;
  /** Who watches it. */
  owner: string | null;
  /** What is done about it. */
  mitigation: string | null;
  /** What has become of it. */
  @ShowsEnum('RiskState', riskStates)
  state: RiskState;
  created_at: Date;
  updated_at: Date;

  static of(row: EpicRisk): RiskView {
    const { id, risk, probability, impact, owner, mitigation, state } = row;
    const score = probability * impact;
    const times = { created_at: row.createdAt, updated_at: row.updatedAt };
    return { id, risk, probability, impact, score, severity: severityOf(score), owner, mitigation, state, ...times };
  }
}
