import { Injectable } from '@nestjs/common';
import type { Part } from '../../database/database';
import type { Scope } from '../../database/scope';
import { MeaningsService } from '../meanings/meanings.service';
import type { Viewer } from '../places/places.service';
import { Candidates } from './candidates.service';
import { bestOf, featuresOf } from './features';
import { Neighbours } from './neighbours.service';
import type { Question } from './question';
import { bestScored, type Scored } from './score';

/** Around how many candidates the surroundings are read. */
const EXPANDED = 40;

/** What is looked for. */
export interface Sought {
  /** The question as it was asked, for whoever compares meanings. */
  text: string;
  question: Question;
  /** What is known beside it: its words matter less. */
  around: Question;
  limit: number;
  /** A condition on the memories `m`. */
  filter?: Part;
}

/** From a question to the memories that answer it. */
@Injectable()
export class Ranking {
  constructor(
    private readonly candidates: Candidates,
    private readonly neighbours: Neighbours,
    private readonly meanings: MeaningsService,
  ) {}

  /**
   * The best first; one more than `limit`, because the confidence of each looks at the next.
   * @returns also what the project's calibration adds to a logit, and why meanings were not compared, if they should be
   */
  async rank(
    scope: Scope,
    viewer: Viewer,
    { text, question, around, limit, filter }: Sought,
  ): Promise<{ best: Scored[]; bias: number; trouble?: string }> {
    const found = await this.candidates.find(scope, viewer, question, around, filter);
    const { candidates, bias } = found;
    if (!candidates.length) return { best: [], bias };
    const read = await this.neighbours.around(bestOf(candidates, found, Math.max(EXPANDED, limit)), found);
    const numbers = read.map(({ number }) => number);
    const { likeness, trouble } = await this.meanings.of(text, numbers);
    const featured = featuresOf(question, found, read, likeness);
    const known = new Set(candidates.map(({ number }) => number));
    // What stands around a candidate need not meet the filter.
    const meant = filter ? featured.filter(({ memory }) => known.has(memory.number)) : featured;
    return { best: bestScored(meant, limit + 1), bias, trouble };
  }
}
