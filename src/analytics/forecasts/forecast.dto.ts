import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsInt, IsOptional, IsString, Length, Max, Min } from 'class-validator';
import { ShowsEnum, TakesEnum } from '../../access/enum.dto';
import { PageQuery } from '../../access/page.dto';
import { wholeNumber } from '../../database/page';
import type { Measured } from '../figures/figure';
import { IntervalView } from '../figures/figure.dto';
import type { ForecastFilter, Grades } from './forecast-grades.service';
import { type Forecast, type ForecastSubject, forecastSubjects } from './forecast.entity';
import { finishBy, type Foretold, MOST_SEED } from './forecasts.service';
import type { Basis } from './past';
import { TRIALS } from './trials';

const sources = ['EPIC', 'PROJECT', 'WORKFLOW'] as const;

export class ForecastQuery {
  /**
   * What the trials are drawn from: the same seed gives the same answer over the same rows. Without it one is made from the
   * subject and the day.
   * @example 42
   */
  @IsOptional()
  @Transform(wholeNumber)
  @ApiProperty({ type: 'integer' })
  @IsInt()
  @Min(0)
  @Max(MOST_SEED)
  seed?: number;
}

export class ForecastsQuery extends PageQuery {
  /** Only those of epics, or of runs. */
  @IsOptional()
  @TakesEnum('ForecastSubject', forecastSubjects)
  subject_type?: ForecastSubject;

  /** Only those of one epic or run, by its readable id. */
  @IsOptional()
  @IsString()
  @Length(1, 300)
  subject_id?: string;

  static toFilter({ subject_type, subject_id, after, limit }: ForecastsQuery): ForecastFilter {
    return { subjectType: subject_type, subjectId: subject_id, after, limit };
  }
}

/** What a forecast rests on. */
export class ForecastBasisView {
  /** Whose past: the epic's own, its whole project's where that is too short, or that of the completed runs of the workflow. */
  @ShowsEnum('ForecastSource', sources)
  source: Basis['source'];
  /** Since when. */
  from: Date;
  /** Until when. */
  to: Date;
  /** The stories that were done, or the runs that were completed, in that time. */
  observed: number;
  /** The share of what is done that is taken to be done for the epic, 0 to 1: its share of the project's open stories. */
  share: number;
}

/** By when the work has ended in so many percent of the trials. */
export class FinishByView {
  /** 5 to 95. */
  percent: number;
  /** Null when it lies beyond the horizon of two years. */
  at: Date | null;
}

/** How often forecasts for one percentage held. */
export class ForecastGradeView {
  /** The share that had ended by the time that was foretold; for honest forecasts near the percentage. Null over none. */
  held: number | null;
  /** The forecasts whose time has come. */
  over: number;
  /** What the share lies in with 95 % confidence. */
  interval: IntervalView | null;

  static of({ value, over, interval = null }: Measured): ForecastGradeView {
    return { held: value, over, interval };
  }
}

/** How the project's forecasts of this kind did before: one a day of each epic and run under way is kept. */
export class ForecastCalibrationView {
  p50: ForecastGradeView;
  p85: ForecastGradeView;
  p95: ForecastGradeView;

  static of({ p50, p85, p95 }: Grades): ForecastCalibrationView {
    const { of } = ForecastGradeView;
    return { p50: of(p50), p85: of(p85), p95: of(p95) };
  }
}

/** When an epic or a run will be done. */
export class ForecastView {
  /** Whether it is about an epic or a run. */
  @ShowsEnum('ForecastSubject', forecastSubjects)
  subject_type: ForecastSubject;
  /**
   * The readable id.
   * @example "epic-1"
   */
  subject_id: string;
  /** When it was made. */
  made_at: Date;
  /** The stories of the epic, or the stages of the run, that are left. */
  remaining: number;
  /** Whether the past is long enough to say anything. */
  enough_data: boolean;
  /** What is missing, where it is not. */
  missing: string | null;
  /** By when it ends in 50 of 100 trials; null without enough data, when nothing is left, or beyond two years. */
  p50_at: Date | null;
  /** The same for 85 of 100. */
  p85_at: Date | null;
  /** The same for 95 of 100. */
  p95_at: Date | null;
  /** The whole distribution in steps of five percent; empty where nothing is foretold. */
  finish: FinishByView[];
  /** How often the rest of the work was played through. */
  trials: number;
  /** What the trials were drawn from. */
  seed: number;
  /** What it rests on. */
  basis: ForecastBasisView;
  /** How such forecasts did before. */
  calibration: ForecastCalibrationView;

  static of(foretold: Foretold, grades: Grades): ForecastView {
    const { subject, madeAt, remaining, missing, finish, seed, basis } = foretold;
    return {
      subject_type: subject.type,
      subject_id: subject.subjectId,
      made_at: madeAt,
      remaining,
      enough_data: missing === null,
      missing,
      p50_at: finishBy(foretold, 50),
      p85_at: finishBy(foretold, 85),
      p95_at: finishBy(foretold, 95),
      finish,
      trials: TRIALS,
      seed,
      basis,
      calibration: ForecastCalibrationView.of(grades),
    };
  }
}

/** A forecast that was kept, beside what came. */
export class KeptForecastView {
  /** UUIDv7. */
  id: string;
  /** Whether it is about an epic or a run. */
  @ShowsEnum('ForecastSubject', forecastSubjects)
  subject_type: ForecastSubject;
  /** The readable id. */
  subject_id: string;
  /** When it was made. */
  made_at: Date;
  /** What was left then. */
  remaining: number;
  /** By when it was to end in 50 of 100 trials; null beyond two years. */
  p50_at: Date | null;
  /** The same for 85 of 100. */
  p85_at: Date | null;
  /** The same for 95 of 100. */
  p95_at: Date | null;
  /** When it really ended; null while it goes on. */
  ended_at: Date | null;
  /** Whether it was cancelled or has failed: that is not graded. */
  given_up: boolean;

  static of(kept: Forecast): KeptForecastView {
    const { id, subjectType, subjectId, madeAt, remaining, p50At, p85At, p95At, endedAt, givenUp } = kept;
    return {
      id,
      subject_type: subjectType,
      subject_id: subjectId,
      made_at: madeAt,
      remaining,
      p50_at: p50At,
      p85_at: p85At,
      p95_at: p95At,
      ended_at: endedAt,
      given_up: givenUp,
    };
  }
}
