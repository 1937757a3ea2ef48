import { Injectable } from '@nestjs/common';
import type { Part } from '../../database/database';
import type { Scope } from '../../database/scope';
import type { MemoryOperation } from '../memory.flow';
import type { Viewer } from '../places/places.service';
import { MemoryProvider } from '../providers/provider';
import { type Hit, type Use, Uses } from '../uses/uses.service';
import { confidenceOf } from './confidence';
import { packed } from './packing';
import { type Question, questionOf } from './question';
import { Ranking } from './ranking.service';
import { Recent } from './recent.service';
import type { Scored } from './score';

/** An answer whose best memory is less sure than this is none. */
const NOTHING = 0.05;

/** What an agent, or somebody without one, wants to remember. */
export interface RecallRequest {
  /** For whom: decides what may be seen. */
  agent?: Viewer;
  sessionId?: string;
  userId?: string;
  operation: MemoryOperation;
  /** The question; without one the context is, and without both the newest memories are the answer. */
  query?: string;
  /** Names that the question is about. */
  entities?: string[];
  /** What else is known; its words matter less than the question's. */
  context?: string;
  /** How many memories at most. */
  limit: number;
  /** Only memories that are at least as sure, 0 to 1. */
  minConfidence?: number;
  /** How many characters their contents may have together. */
  maxChars?: number;
  /** A condition on the memories `m`. */
  filter?: Part;
  /** Whether the same asked again within the hour counts as one use: for what is looked at again and again. */
  once?: boolean;
}

/** A memory of an answer. */
export interface Recalled extends Hit {
  /** How it was found; absent when nothing was asked. */
  scored?: Scored;
}

export interface Recall {
  /** The best first. */
  memories: Recalled[];
  /** How sure the best one is, 0 to 1; null when nothing was asked. */
  confidence: number | null;
  /** What could not be asked, in one sentence: others may know more. */
  unreachable?: string;
}

interface Ranked {
  number: number;
  length: number;
  relevance: number | null;
  confidence: number | null;
  scored?: Scored;
}

/** Finds what helps now. The service for other features to remember by. */
@Injectable()
export class RecallService {
  constructor(
    private readonly ranking: Ranking,
    private readonly recent: Recent,
    private readonly uses: Uses,
    private readonly provider: MemoryProvider,
  ) {}

  /** The memories that answer a question, each recorded as used. */
  async recall(scope: Scope, request: RecallRequest): Promise<Recall> {
    const { agent, sessionId, userId, operation, query, once, minConfidence = 0, maxChars = Infinity } = request;
    const missing = await this.provider.sync(scope);
    const { ranked: found, trouble } = await this.answer(scope, request);
    const sure = found.filter(({ confidence }) => (confidence ?? 0) >= minConfidence);
    const memories = packed(sure, ({ length }) => length, maxChars);
    const use: Use = { agentUuid: agent?.id, sessionId, userId, operation, purpose: query, once };
    const hits = await this.uses.record(scope, use, memories);
    return {
      memories: hits.map((hit) => Object.assign(hit, { scored: memories[hit.rank - 1].scored })),
      confidence: found.length ? found[0].confidence : 0,
      unreachable: [missing, trouble].filter(Boolean).join('; ') || undefined,
    };
  }

  private async answer(scope: Scope, request: RecallRequest): Promise<{ ranked: Ranked[]; trouble?: string }> {
    const { query = '', context = '', entities, limit, maxChars, agent, filter } = request;
    const asked = questionOf(query, entities);
    const [question, about] = asks(asked)
      ? [asked, questionOf(context)]
      : [questionOf(context, entities), questionOf('')];
    if (!query.trim() && !asks(question)) {
      const newest = await this.recent.newest(scope, agent, limit, filter);
      return { ranked: newest.map((one) => ({ ...one, relevance: null, confidence: null })) };
    }
    const text = query.trim() ? query : context;
    const { best, bias, trouble } = await this.ranking.rank(scope, agent, {
      text,
      question,
      context: about,
      limit,
      filter,
      measured: maxChars !== undefined,
    });
    const sure = best.map((_, place) => confidenceOf(best, place, bias));
    if (!best.length || sure[0] < NOTHING) return { ranked: [], trouble };
    const ranked = best.slice(0, limit).map((scored, place) => ({
      number: scored.memory.number,
      length: scored.memory.length,
      relevance: scored.relevance,
      confidence: sure[place],
      scored,
    }));
    return { ranked, trouble };
  }
}

const asks = ({ words, names }: Question): boolean => words.length > 0 || names.length > 0;
