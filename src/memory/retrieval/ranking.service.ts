import { Injectable } from '@nestjs/common';
import type { Scope } from '../../database/scope';
import { MeaningsService } from '../meanings/meanings.service';
import type { Viewer } from '../places/places.service';
import { featuresOf } from './features';
import { Retrieval, type Wanted } from './retrieval.service';
import { bestScored, type Scored } from './score';

/** What is looked for. */
export interface Sought extends Wanted {
  /** The question as it was asked, for whoever compares meanings. */
  text: string;
}

/** From a question to the memories that answer it. */
@Injectable()
export class Ranking {
  constructor(
    private readonly retrieval: Retrieval,
    private readonly meanings: MeaningsService,
  ) {}

  /**
   * The best first; one more than `limit`, because the confidence of each looks at the next.
   * @returns also what the project's calibration adds to a logit, and why meanings were not compared, if they should be
   */
  async rank(
    scope: Scope,
    viewer: Viewer,
    sought: Sought,
  ): Promise<{ best: Scored[]; bias: number; trouble?: string }> {
    const { text, question, limit, filter } = sought;
    const found = await this.retrieval.find(scope, viewer, sought);
    const { read, bm25, bias } = found;
    if (!read.length) return { best: [], bias };
    const numbers = read.map(({ number }) => number);
    const { likeness, trouble } = await this.meanings.of(text, numbers);
    const featured = featuresOf(question, found, likeness);
    // What stands around a candidate need not meet the filter.
    const meant = filter ? featured.filter(({ memory }) => bm25.has(memory.number)) : featured;
    return { best: bestScored(meant, limit + 1), bias, trouble };
  }
}
