import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database';
import type { Scope } from '../../database/scope';
import {
  type Latency,
  RequestLatencies,
  type RouteLatency,
} from '../../monitoring/latencies/request-latencies.service';
import { ActivityTallies, type Counted } from '../activities/activity-tallies.service';
import type { Tally } from '../activities/tally';
import type { AskedWindow } from '../window/window.dto';
import { type Counts, CountsService, type Moving } from './counts.service';
import { type DatabaseState, DatabaseStates, type FeedState, type TableSize } from './database-state.service';

/** How many routes are told. */
const ROUTES = 20;

/** How the server is. */
export interface SystemState {
  counts: Counts;
  moving: Moving;
  counted: Counted;
  /** In the window and the one before. */
  activities: Tally[];
  /** Answers of all servers on this database, to all projects. */
  latency: Latency[];
  routes: RouteLatency[];
  database: DatabaseState;
  tables: TableSize[];
  feed: FeedState;
}

/** How the server is. */
@Injectable()
export class SystemAnalytics {
  constructor(
    private readonly db: Database,
    private readonly activities: ActivityTallies,
    private readonly counts: CountsService,
    private readonly states: DatabaseStates,
    private readonly latencies: RequestLatencies,
  ) {}

  of(scope: Scope, { window, everywhere }: AskedWindow): Promise<SystemState> {
    const whose = { scope, everywhere };
    return this.db.snapshot(async () => {
      const [counts, moving, activities, counted, now, before, routes, tables, feed] = await Promise.all([
        this.counts.all(whose),
        this.counts.moving(whose),
        this.activities.team(whose, [window, window.before]),
        this.activities.counted(),
        this.latencies.overall(window),
        this.latencies.overall(window.before),
        this.latencies.byRoute(window),
        this.states.tables(),
        this.states.feed(),
      ]);
      const latency = [now, before];
      // By itself, because it says how long it took.
      const database = await this.states.state();
      return { counts, moving, activities, counted, latency, routes: routes.slice(0, ROUTES), database, tables, feed };
    });
  }
}
