import { ApiProperty } from '@nestjs/swagger';
import { IsOptional, IsString, Length, Matches } from 'class-validator';
import { Limit } from '../database/limit';
import { catalogue } from '../problems/catalogue';
import type { ProblemKind } from '../problems/kinds/problem-kind';
import { PROBLEM_URN } from './problem.filter';

/** The name of a kind that there is. */
const ONE_OF_THEM = new RegExp(`^(${Object.keys(catalogue).join('|')})$`);

/** How the list of the kinds of problems is asked for. */
export class ProblemKindsQuery {
  /** The `next` of the page before: a name. */
  @IsOptional()
  @ApiProperty({ pattern: ONE_OF_THEM.source })
  @Matches(ONE_OF_THEM, { message: '$property must be the `next` of the page before' })
  after?: string;

  /**
   * How many items at most.
   * @example 100
   */
  @Limit(200)
  limit?: number = 100;
}

/** Names a kind of problem in a path. */
export class ProblemKindPath {
  /**
   * Its name, or the whole `type` of a problem.
   * @example "illegal-move"
   */
  @IsString()
  @Length(1, 300)
  type: string;
}

/** A kind of problem that the server answers. */
export class ProblemKindView {
  /**
   * The `type` of every problem of this kind.
   * @example "urn:bmad:problem:illegal-move"
   */
  type: string;
  /**
   * The last part of the type.
   * @example "illegal-move"
   */
  name: string;
  /** The `title` of every problem of this kind. */
  title: string;
  /** The HTTP statuses that it is answered with. */
  statuses: number[];
  /** What has happened. */
  means: string;
  /** What a caller does about it. */
  remedy: string;

  static of([name, { title, statuses, means, remedy }]: [string, ProblemKind]): ProblemKindView {
    return { type: `${PROBLEM_URN}${name}`, name, title, statuses: [...statuses], means, remedy };
  }
}
