import type { Scope } from '../../database/scope';
import { Problem } from '../../problems/problem';
import { ApiExtraModels, ApiProperty, getSchemaPath } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean, IsOptional } from 'class-validator';
import { ShowsEnum, TakesEnum } from '../../access/enum.dto';
import { Refuses } from '../../access/routes';
import { instantOf, IsInstant } from '../../access/times';
import type { Asked, Told } from '../figures/definition';
import { FigureDefinitionView } from '../figures/definition.dto';
import { bucketSizes, type BucketSize, type Window, windowOf } from './window';

/** The text of a query as the truth value that it is; anything else stays as it is, for validation to refuse. */
export const truth = ({ value }: { value: unknown }): unknown =>
  value === 'true' || value === 'false' ? value === 'true' : value;

const timeOf = (text?: string) => (text === undefined ? undefined : instantOf(text));

/** What is asked, its window worked out. */
export interface AskedWindow extends Asked {
  window: Window;
}

/** How figures are asked for. */
export class WindowQuery {
  /** When the window begins; it is widened to whole buckets. Without it: 24 hours, 30 days or 12 weeks before its end. */
  @IsOptional()
  @IsInstant()
  from?: string;

  /** When it ends; widened likewise. Without it: with the bucket that it is now. */
  @IsOptional()
  @IsInstant()
  to?: string;

  /** What the window is divided into, in UTC; weeks begin on Mondays. At most 750 of them. In any letter case. */
  @IsOptional()
  @TakesEnum('AnalyticsBucket', bucketSizes)
  bucket?: BucketSize;

  /** Whether the definitions say which rows stand behind the figures. */
  @IsOptional()
  @Transform(truth)
  @IsBoolean()
  explain?: boolean;

  static toAsked({ from, to, bucket, explain = false }: WindowQuery, all_projects = false): AskedWindow {
    const window = windowOf({ from: timeOf(from), to: timeOf(to), bucket }, new Date());
    return { window, explain, everywhere: all_projects };
  }
}

/** How figures of one project, or of all of them, are asked for. */
export class ProjectsWindowQuery extends WindowQuery {
  /** Whether all projects are looked at, instead of the request's. */
  @IsOptional()
  @Transform(truth)
  @IsBoolean()
  all_projects?: boolean;

  /** @throws Problem 403 when whoever asks knows one project only and wants to look at all of them */
  static within({ bound }: Scope, query: ProjectsWindowQuery): AskedWindow {
    if (bound && query.all_projects) {
      throw new Problem('project-key', 403, 'The API key is for one project only', {
        detail: 'This key may look at the figures of its own project; leave all_projects out.',
      });
    }
    return WindowQuery.toAsked(query, query.all_projects);
  }
}

/** Documents what a route that takes a window refuses. */
export const RefusesWindows = () =>
  Refuses(422, 'The window ends before it begins, or has too many buckets: `allowed` names the larger ones.');

/** A time, its end not included. */
export class RangeView {
  /** When it begins. */
  from: Date;
  /** When it ends. */
  to: Date;
}

/** The time that was looked at. */
export class WindowView extends RangeView {
  /** What it is divided into. */
  @ShowsEnum('AnalyticsBucket', bucketSizes)
  bucket: BucketSize;
  /** The window that it is compared with: as long, right before it. */
  before: RangeView;
}

/** What every answer with figures says. */
@ApiExtraModels(FigureDefinitionView)
export class AnalyticsView {
  /** The time that was looked at. */
  window: WindowView;
  /** Whether all projects were looked at. */
  all_projects: boolean;
  /** What each figure means, by its name. */
  @ApiProperty({ type: 'object', additionalProperties: { $ref: getSchemaPath(FigureDefinitionView) } })
  definitions: Record<string, FigureDefinitionView>;

  static about({ window, everywhere }: AskedWindow, definitions: Record<string, Told>): AnalyticsView {
    return { window, all_projects: everywhere, definitions };
  }
}
