import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { type HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';
import { Database } from '../database/database';

/** How long the database may take to say that it is there, in milliseconds. */
const PATIENCE = 2_000;

/** Whether the database answers. */
@Injectable()
export class DatabaseHealth {
  constructor(
    private readonly db: Database,
    private readonly indicators: HealthIndicatorService,
  ) {}

  async check<const Key extends string>(key: Key): Promise<HealthIndicatorResult<Key>> {
    const indicator = this.indicators.check(key);
    const stop = new AbortController();
    const late = sleep(PATIENCE, false, { signal: stop.signal, ref: false }).catch(() => false);
    const answers = this.db.sql`select 1`.then(
      () => true,
      () => false,
    );
    const up = await Promise.race([answers, late]);
    stop.abort();
    return up ? indicator.up() : indicator.down();
  }
}
