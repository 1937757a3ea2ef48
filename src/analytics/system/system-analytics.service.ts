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
import { atOnce } from '../window/ranges.query';
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
    return atOnce(this.db, async () => ({
      counts: await this.counts.all(whose),
      moving: await this.counts.moving(whose),
      activities: await this.activities.team(whose, [window, window.before]),
      counted: await this.activities.counted(),
      latency: [await this.latencies.overall(window), await this.latencies.overall(window.before)],
      routes: (await this.latencies.byRoute(window)).slice(0, ROUTES),
      database: await this.states.state(),
      tables: await this.states.tables(),
      feed: await this.states.feed(),
    }));
  }
}
