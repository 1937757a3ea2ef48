import { ApiProperty } from '@nestjs/swagger';
import { IsOptional, IsString, Length } from 'class-validator';
import { ShowsEnum, TakesEnum } from '../access/enum.dto';
import { PageQuery } from '../access/page.dto';
import { type Unit, units } from '../analytics/figures/definition';
import { RangeView } from '../analytics/window/window.dto';
import type { Looked } from './evaluation.service';
import type { Recommendation } from './recommendation.entity';
import {
  type RecommendationKind,
  recommendationKinds,
  type RecommendationStatus,
  recommendationStatuses,
} from './recommendation.flow';
import type { RecommendationFilter } from './recommendations.service';
import type { EvidenceRow } from './rules/rule';

export class RecommendationPath {
  /** UUID of the recommendation. */
  @IsString()
  @Length(1, 300)
  id: string;
}

export class RecommendationsQuery extends PageQuery {
  /** Only those in this state. */
  @IsOptional()
  @TakesEnum('RecommendationStatus', recommendationStatuses)
  status?: RecommendationStatus;

  /** Only those of this kind. */
  @IsOptional()
  @TakesEnum('RecommendationKind', recommendationKinds)
  kind?: RecommendationKind;

  /** Only those about this thing, by what people call it. */
  @IsOptional()
  @IsString()
  @Length(1, 300)
  subject_id?: string;

  static toFilter({ status, kind, subject_id }: RecommendationsQuery): RecommendationFilter {
    return { status, kind, subjectId: subject_id };
  }
}

export class AcceptRecommendation {
  /**
   * Why, or how it will be done.
   * @example "Two more agents review from today on"
   */
  @IsOptional()
  @IsString()
  @Length(1, 5000)
  reason?: string;
}

export class DismissRecommendation {
  /**
   * Why not.
   * @example "The stage waits for a customer, which no agent can change"
   */
  @IsString()
  @Length(1, 5000)
  reason: string;
}

/** A row that a recommendation stands on. */
export class RecommendationEvidenceView implements EvidenceRow {
  /**
   * What kind of row.
   * @example "task"
   */
  type: string;
  /** Its UUID. */
  id: string;
  /**
   * What people call it.
   * @example "T-12"
   */
  name: string;
  /** What it shows. */
  @ApiProperty({ type: 'object', additionalProperties: true })
  facts: Record<string, unknown>;
}

/** What the figure of an accepted recommendation has come to. */
export class RecommendationOutcomeView {
  /** What it has come to. */
  value: number;
  /** Over how many rows. */
  over: number;
}

/** Something that the team should change, why, and what came of it. */
export class RecommendationView {
  /** UUIDv7. */
  id: string;
  /** Which rule has found it. */
  @ShowsEnum('RecommendationKind', recommendationKinds)
  kind: RecommendationKind;
  /** Where it stands. */
  @ShowsEnum('RecommendationStatus', recommendationStatuses)
  status: RecommendationStatus;
  /**
   * What kind of thing it is about.
   * @example "agent"
   */
  subject_type: string;
  /**
   * What people call that thing.
   * @example "dev"
   */
  subject_id: string;
  /** What was found, in a sentence. */
  summary: string;
  /** What to do about it. */
  action: string;
  /** What that should change. */
  effect: string;
  /** What was measured, in words. */
  figure: string;
  /** In what it is counted. */
  @ShowsEnum('AnalyticsUnit', units)
  unit: Unit;
  /**
   * What the figure was when it was found last.
   * @example 0.62
   */
  value: number;
  /**
   * Over how many rows.
   * @example 14
   */
  over: number;
  /**
   * What it should come to.
   * @example 0.2
   */
  expected: number;
  /**
   * How sure it is that this is so, and no chance: 0 to 1.
   * @example 0.97
   */
  confidence: number;
  /** The rows that say most, twenty at most. */
  evidence: RecommendationEvidenceView[];
  /** The time that was looked at. */
  window: RangeView;
  /** How often it was found. */
  times_seen: number;
  /** When it was found first. */
  created_at: Date;
  /** When it was found last. */
  seen_at: Date;
  /** When it was accepted. */
  @ApiProperty({ type: Date, nullable: true })
  accepted_at: Date | null;
  /** Who accepted or dismissed it. */
  answered_by: string | null;
  /** What they said. */
  reason: string | null;
  /** When it will be measured whether it has helped; null unless it is ACCEPTED. */
  @ApiProperty({ type: Date, nullable: true })
  verify_at: Date | null;
  /** When it was dismissed, measured, or no longer so. */
  @ApiProperty({ type: Date, nullable: true })
  ended_at: Date | null;
  /** What the figure had come to when it was measured again; null before. */
  @ApiProperty({ type: RecommendationOutcomeView, nullable: true })
  outcome: RecommendationOutcomeView | null;

  static of(one: Recommendation): RecommendationView {
    const { id, kind, status, summary, action, effect, figure, unit, value, expected, confidence, evidence } = one;
    return {
      id,
      kind,
      status,
      subject_type: one.subjectType,
      subject_id: one.subjectId,
      summary,
      action,
      effect,
      figure,
      unit,
      value,
      over: one.rowsOver,
      expected,
      confidence,
      evidence,
      window: { from: one.windowFrom, to: one.windowTo },
      times_seen: one.timesSeen,
      created_at: one.createdAt,
      seen_at: one.seenAt,
      accepted_at: one.acceptedAt,
      answered_by: one.answeredBy,
      reason: one.reason,
      verify_at: one.verifyAt,
      ended_at: one.endedAt,
      outcome: one.measured === null ? null : { value: one.measured, over: one.measuredOver! },
    };
  }
}

/** What a look has changed. */
export class LookedView implements Looked {
  /** How many are recommended for the first time. */
  found: number;
  /** How many were open and are still so. */
  again: number;
  /** How many are no longer so. */
  over: number;
  /** How many that were accepted have helped. */
  verified: number;
  /** How many have not. */
  refuted: number;
}
