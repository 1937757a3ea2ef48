import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database';
import { page, type Page, type PageRequest } from '../../database/page';
import type { Scope } from '../../database/scope';
import { type Measured, share } from '../figures/figure';
import { Forecast, type ForecastSubject } from './forecast.entity';

/** How often what was foretold held. */
export interface Grades {
  /** The share of forecasts whose time has come that had ended by it, for each percentage. */
  p50: Measured;
  p85: Measured;
  p95: Measured;
}

export interface ForecastFilter extends PageRequest {
  subjectType?: ForecastSubject;
  subjectId?: string;
}

interface Counts {
  due50: number;
  held50: number;
  due85: number;
  held85: number;
  due95: number;
  held95: number;
}

/** Holds forecasts against what came. */
@Injectable()
export class ForecastGrades {
  constructor(private readonly db: Database) {}

  /**
   * Over the forecasts of a project whose time has come: those of work that ended before its time count only then, or
   * the quick ones would flatter. What was given up is left out.
   */
  async of({ projectId }: Scope, type: ForecastSubject): Promise<Grades> {
    const [c] = await this.db.sql<Counts>`
      select count(*) filter (where p50_at <= now())::int as due50,
        count(*) filter (where p50_at <= now() and ended_at <= p50_at)::int as held50,
        count(*) filter (where p85_at <= now())::int as due85,
        count(*) filter (where p85_at <= now() and ended_at <= p85_at)::int as held85,
        count(*) filter (where p95_at <= now())::int as due95,
        count(*) filter (where p95_at <= now() and ended_at <= p95_at)::int as held95
      from ${Forecast} where project_id = ${projectId} and subject_type = ${type} and not given_up`;
    return { p50: share(c.held50, c.due50), p85: share(c.held85, c.due85), p95: share(c.held95, c.due95) };
  }

  /** The forecasts that were kept, oldest first. */
  list({ projectId }: Scope, { subjectType, subjectId, ...request }: ForecastFilter): Promise<Page<Forecast>> {
    const query = this.db.of(Forecast).createQueryBuilder('forecast').where({ projectId });
    if (subjectType) query.andWhere({ subjectType });
    if (subjectId) query.andWhere({ subjectId });
    return page(query, request);
  }
}
