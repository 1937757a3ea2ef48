import { IsOptional, IsString, Length } from 'class-validator';
import { ShowsEnum } from '../../access/enum.dto';
import { Limit } from '../../database/limit';
import { RecalledView, RecallView } from '../../memory/retrieval/recall.view';
import type { EarlierFinding, GateAdvice } from './gate-advice.service';
import { GateIssueText } from './gate.dto';
import { type GateVerdict, gateVerdicts } from './gate.entity';

/** Who asks for advice, and for how much. */
export class GateAdviceQuery {
  /** Who judges: decides which memories may be seen; without it, those of the whole project. */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  agent_id?: string;

  /**
   * How many memories at most.
   * @example 5
   */
  @Limit(20)
  limit?: number = 5;
}

/** Something that an earlier verdict found. */
export class EarlierFindingView {
  /**
   * The story that was judged, by its readable id.
   * @example "1.1"
   */
  story_id: string;
  /** The verdict. */
  @ShowsEnum('GateVerdict', gateVerdicts)
  gate: GateVerdict;
  /** What was found. */
  issue: GateIssueText;

  static of({ storyId, gate, issue }: EarlierFinding): EarlierFindingView {
    return { story_id: storyId, gate, issue };
  }
}

/** What to look at when a story is judged. */
export class GateAdviceView {
  /**
   * The story, by its readable id.
   * @example "1.2"
   */
  story_id: string;
  /** What verdicts on similar stories said, the best first; empty when nothing is good enough. */
  memories: RecalledView[];
  /** How many there are. */
  total: number;
  /** How probable it is that the best one helps, 0 to 1; 0 when there is none. */
  confidence: number | null;
  /** What could not be asked, in one sentence: others may know more. Null when nothing is missing. */
  unreachable: string | null;
  /** What these verdicts found, the gravest first, at most 20. */
  findings: EarlierFindingView[];

  static of({ storyId, recall, findings }: GateAdvice): GateAdviceView {
    const { memories, total, confidence, unreachable } = RecallView.of(recall, undefined);
    return {
      story_id: storyId,
      memories,
      total,
      confidence,
      unreachable,
      findings: findings.map(EarlierFindingView.of),
    };
  }
}
