import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database';
import type { Scope } from '../../database/scope';
import { Events } from '../../events/events.service';
import { calibrationError, type Claim, fitBias, shifted } from './calibration';
import { MemoryCalibration } from './memory-calibration.entity';
import { MemoryIntegration } from './memory-integration.entity';

/** How many judged uses a fit needs. */
export const SAMPLES = 200;
/** The newest so many count. */
const NEWEST = 20_000;

export interface Calibrated {
  /** Whether there were enough judged uses for a new fit. */
  fitted: boolean;
  /** Uses judged since the last fit. */
  samples: number;
  eceBefore: number | null;
  eceAfter: number | null;
  /** What is added to the logit of every confidence from now on. */
  bias: number;
}

/** Fits the confidences of a project to what was said to have helped. */
@Injectable()
export class Calibrations {
  constructor(
    private readonly db: Database,
    private readonly events: Events,
  ) {}

  /** Only uses since the last fit count: their confidences were answered with the bias that holds now. */
  calibrate(scope: Scope): Promise<Calibrated> {
    const { projectId } = scope;
    return this.db.transaction(async () => {
      await this.db.sql`select pg_advisory_xact_lock(hashtextextended(${`nest-bmad:calibrate:${projectId}`}, 0))`;
      const last = await this.db.of(MemoryCalibration).findOne({ where: { projectId }, order: { id: 'DESC' } });
      const claims = await this.db.sql<Claim>`
        select confidence, helped from ${MemoryIntegration}
        where project_id = ${projectId} and helped is not null and confidence is not null
          and at > coalesce(${last?.at ?? null}::timestamptz, '-infinity')
        order by id desc limit ${NEWEST}`;
      const now = { samples: claims.length, bias: last?.bias ?? 0 };
      const eceBefore = claims.length ? calibrationError(claims) : null;
      if (claims.length < SAMPLES) return { ...now, fitted: false, eceBefore, eceAfter: null };
      const change = fitBias(claims);
      const after = claims.map(({ confidence, helped }) => ({ confidence: shifted(confidence, change), helped }));
      const fit = { ...now, bias: now.bias + change, eceBefore: eceBefore!, eceAfter: calibrationError(after) };
      const [id] = await this.db.insert(MemoryCalibration, { projectId, ...fit });
      await this.events.add(scope, 'memory.calibrated', { type: 'memory_calibration', id }, { ...fit });
      return { ...fit, fitted: true };
    });
  }
}
