import { ShowsEnum } from '../../access/enum.dto';
import { type GateVerdict, gateVerdicts } from './gate.entity';
import type { JudgedStory } from './gates.service';
import { GateIssueText, NfrValidation } from './gate.dto';
import { isExpired, isStale } from './verdict';

/** Who lets a story pass in spite of what was found, why and until when. */
export class WaiverView {
  /** Why. */
  reason: string;
  /** Who. */
  approved_by: string;
  /** Until when. */
  expires_at: Date;
}

/** One verdict on one revision of a story. */
export class GateView {
  /** UUIDv7. */
  id: string;
  /**
   * The story that was judged, by its readable id.
   * @example "1.1"
   */
  story_id: string;
  /** The revision of the story that was judged. */
  revision: number;
  /** The verdict. */
  @ShowsEnum('GateVerdict', gateVerdicts)
  gate: GateVerdict;
  /**
   * Whether the story, or work on it, has changed since, so that it holds no longer. The end of a review that changed no
   * files is no change.
   */
  stale: boolean;
  /** Whether its waiver has run out. */
  expired: boolean;
  /** Why, in one or two sentences. */
  status_reason: string;
  /** Who looked at it. */
  reviewer: string | null;
  /** What was found. */
  top_issues: GateIssueText[];
  /** What was looked at, in free form. */
  evidence: Record<string, unknown>;
  /** How the non-functional requirements stand. */
  nfr_validation: NfrValidation;
  /** How good it is, 0 to 100. */
  quality_score: number | null;
  /** For WAIVED only. */
  waiver: WaiverView | null;
  /** Who recorded it. */
  recorded_by: string;
  created_at: Date;

  static of({ gate, story }: JudgedStory): GateView {
    const { waiverReason, waivedBy, waiverExpiresAt } = gate;
    return {
      id: gate.id,
      story_id: story.storyId,
      revision: gate.revision,
      gate: gate.gate,
      stale: isStale(gate, story),
      expired: isExpired(gate),
      status_reason: gate.statusReason,
      reviewer: gate.reviewer,
      top_issues: gate.topIssues,
      evidence: gate.evidence,
      nfr_validation: gate.nfrValidation,
      quality_score: gate.qualityScore,
      waiver: waiverExpiresAt && { reason: waiverReason!, approved_by: waivedBy!, expires_at: waiverExpiresAt },
      recorded_by: gate.actor,
      created_at: gate.createdAt,
    };
  }
}
