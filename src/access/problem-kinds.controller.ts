import { Get, Param, Query } from '@nestjs/common';
import type { Page } from '../database/page';
import { catalogue } from '../problems/catalogue';
import { nearest } from '../problems/nearest';
import { notFound } from '../problems/problem';
import { Paged } from './page.dto';
import { PROBLEM_URN } from './problem.filter';
import { ProblemKindPath, ProblemKindsQuery, ProblemKindView } from './problem-kind.dto';
import { Routes } from './routes';

@Routes('problems', 'Problems')
export class ProblemKindsController {
  private readonly kinds = Object.entries(catalogue).sort(([a], [b]) => (a < b ? -1 : 1));

  /** List the kinds of problems that the server answers, by name */
  @Get()
  @Paged(ProblemKindView)
  list(@Query() { after = '', limit = 100 }: ProblemKindsQuery): Page<ProblemKindView> {
    const left = this.kinds.filter(([name]) => name > after);
    const items = left.slice(0, limit).map(ProblemKindView.of);
    return { items, next: left.length > limit ? items[limit - 1].name : null };
  }

  /**
   * Get one kind of problem
   * @remarks What it means, and what a caller does about it.
   */
  @Get(':type')
  get(@Param() { type }: ProblemKindPath): ProblemKindView {
    const wanted = type.startsWith(PROBLEM_URN) ? type.slice(PROBLEM_URN.length) : type;
    const kind = this.kinds.find(([name]) => name === wanted);
    if (kind) return ProblemKindView.of(kind);
    throw notFound('problem', type, nearest(wanted, Object.keys(catalogue)));
  }
}
