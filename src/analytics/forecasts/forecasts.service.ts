import { Injectable } from '@nestjs/common';
import type { Epic } from '../../epics/epic.entity';
import type { Run } from '../../workflows/run.entity';
import { randomOf } from './dice';
import { EpicPasts } from './epic-pasts.service';
import type { ForecastSubject } from './forecast.entity';
import type { Basis, Past } from './past';
import { RunPasts } from './run-pasts.service';
import { percentile, play } from './trials';

/** What is foretold about. */
export interface Subject {
  type: ForecastSubject;
  id: string;
  projectId: string;
  /** What people call it. */
  subjectId: string;
}

/** By when some work ends in so many percent of the trials; null beyond the horizon. */
export interface FinishBy {
  percent: number;
  at: Date | null;
}

/** When some work will be done, or why nobody can say. */
export interface Foretold {
  subject: Subject;
  madeAt: Date;
  seed: number;
  remaining: number;
  basis: Basis;
  missing: string | null;
  /** In steps of five percent; empty where the past is too short. */
  finish: FinishBy[];
}

/** The largest seed that may be asked for. */
export const MOST_SEED = 999_999_999;

const STEPS = Array.from({ length: 19 }, (_, step) => 5 * (step + 1));

/** Foretells when work will be done, by playing its rest through many times at the speed that was measured. */
@Injectable()
export class Forecasts {
  constructor(
    private readonly epics: EpicPasts,
    private readonly runs: RunPasts,
  ) {}

  /** @param seed the same gives the same answer over the same rows; without it one is made from the epic and the day */
  async epic(epic: Epic, seed?: number, now = new Date()): Promise<Foretold> {
    const { id, projectId, epicId: subjectId } = epic;
    return this.foretell({ type: 'EPIC', id, projectId, subjectId }, await this.epics.of(epic, now), now, seed);
  }

  async run(run: Run, seed?: number, now = new Date()): Promise<Foretold> {
    const { id, projectId, key: subjectId } = run;
    return this.foretell({ type: 'WORKFLOW', id, projectId, subjectId }, await this.runs.of(run, now), now, seed);
  }

  private async foretell(subject: Subject, past: Past, madeAt: Date, given?: number): Promise<Foretold> {
    const seed = given ?? seedOf(subject.id, madeAt);
    const { remaining, basis, missing, unitMs } = past;
    const known = { subject, madeAt, seed, remaining, basis, missing };
    if (missing !== null || remaining === 0) return { ...known, finish: [] };
    const trials = await play(past.believe, randomOf(seed));
    const finish = STEPS.map((percent) => {
      const units = percentile(trials, percent);
      return { percent, at: units === null ? null : new Date(madeAt.getTime() + units * unitMs) };
    });
    return { ...known, finish };
  }
}

/** When so many percent of the trials have ended. */
export const finishBy = ({ finish }: Foretold, percent: number): Date | null =>
  finish.find((step) => step.percent === percent)?.at ?? null;

/** One that may be asked for again. */
const seedOf = (id: string, at: Date): number =>
  [...`${id}${at.toISOString().slice(0, 10)}`].reduce(
    (seed, letter) => (seed * 31 + letter.charCodeAt(0)) % (MOST_SEED + 1),
    7,
  );
