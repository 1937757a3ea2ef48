import { ApiProperty } from '@nestjs/swagger';
import { ShowsEnum } from '../../access/enum.dto';
import { LinkView } from '../memory.dto';
import { memoryCategories, type MemoryCategory, type Visibility, visibilities } from '../memory.flow';
import type { Recall, Recalled } from './recall.service';
import { contributionsOf } from './score';

/** How a hit was found. */
export class ExplanationView {
  /**
   * What was found about it, each 0 to 1 (`usefulness` from -1).
   * @example { "coverage": 0.7 }
   */
  @ApiProperty({ type: 'object', additionalProperties: { type: 'number' } })
  features: Record<string, number>;
  /**
   * What each feature added to the score or took from it.
   * @example { "coverage": 0.175 }
   */
  @ApiProperty({ type: 'object', additionalProperties: { type: 'number' } })
  contributions: Record<string, number>;
  /** Their sum. */
  score: number;
}

/** A memory of an answer. */
export class RecalledView {
  /** UUIDv7. */
  id: string;
  /**
   * What there is to remember.
   * @example "Retries of the payment call must carry the same idempotency key"
   */
  content: string;
  /** What kind of lesson it is. */
  @ShowsEnum('MemoryCategory', memoryCategories)
  category: MemoryCategory;
  /** Its place in the answer, from 1. */
  rank: number;
  /** Its score as a share of the best possible one; null when nothing was asked. */
  relevance: number | null;
  /** How probable it is that it helps, 0 to 1; null when nothing was asked. */
  confidence: number | null;
  /** How sure whoever stored it was, 0 to 1. */
  stated_confidence: number;
  /** Who may see it. */
  @ShowsEnum('Visibility', visibilities)
  scope: Visibility;
  /**
   * The agent that stored it; null where the server learned it from somebody who is none.
   * @example "dev"
   */
  agent_id: string | null;
  /** The conversation that it comes from. */
  session_id: string | null;
  /** Whom and what it is about. */
  entities: string[];
  /** Free words. */
  tags: string[];
  /** What it has to do with. */
  links: LinkView[];
  /** 0 to 1. */
  importance: number;
  /** When what it tells of was so. */
  occurred_at: Date;
  /** When it was stored. */
  created_at: Date;
  /** The record of this use, which feedback may name. */
  integration_id: string;
  /** Only where `explain` asks for it. */
  @ApiProperty({ required: false })
  explanation?: ExplanationView;

  static of(hit: Recalled, explain = false): RecalledView {
    const { memory, rank, relevance, confidence } = hit;
    return {
      id: memory.id,
      content: memory.content,
      category: memory.category,
      rank,
      relevance,
      confidence,
      stated_confidence: memory.confidence,
      scope: hit.visibility,
      agent_id: hit.agentId,
      session_id: memory.sessionId,
      entities: memory.entities,
      tags: memory.tags,
      links: hit.links,
      importance: memory.importance,
      occurred_at: memory.occurredAt,
      created_at: memory.createdAt,
      integration_id: hit.integrationId,
      explanation: explain ? explanationOf(hit) : undefined,
    };
  }
}

function explanationOf({ scored }: Recalled): ExplanationView | undefined {
  if (!scored) return undefined;
  return { features: { ...scored.features }, contributions: contributionsOf(scored.features), score: scored.score };
}

/** What is remembered. */
export class RecallView {
  /** The best first; empty when nothing is good enough. */
  memories: RecalledView[];
  /** How many there are in this answer. */
  total: number;
  /**
   * What was asked.
   * @example "Why was the customer charged twice?"
   */
  query: string | null;
  /** How probable it is that the best one helps, 0 to 1; 0 when there is none, null when nothing was asked. */
  confidence: number | null;
  /** What could not be asked, in one sentence: others may know more. Null when nothing is missing. */
  unreachable: string | null;

  static of({ memories, confidence, unreachable }: Recall, query: string | undefined, explain?: boolean): RecallView {
    const views = memories.map((hit) => RecalledView.of(hit, explain));
    return { memories: views, total: views.length, query: query ?? null, confidence, unreachable: unreachable ?? null };
  }
}
