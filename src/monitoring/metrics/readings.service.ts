import { Injectable } from '@nestjs/common';
import { AgentSession } from '../../agents/agent-session.entity';
import { Collaboration } from '../../collaboration/collaboration.entity';
import { Database } from '../../database/database';
import { EventCursor, HEAD } from '../../events/feed/event-cursor.entity';

import { Event } from '../../events/event.entity';
import { Task } from '../../tasks/task.entity';
import { Stage } from '../../workflows/stages/stage.entity';
import { Alert } from '../alerts/alert.entity';

/** What the database says about all projects together. Ages are in seconds, 0 of an empty queue. */
export interface Reading {
  liveSessions: number;
  leases: number;
  tasksReady: number;
  tasksReadyAge: number;
  stagesReady: number;
  stagesReadyAge: number;
  handoffsOffered: number;
  handoffsOfferedAge: number;
  alertsOpen: number;
  readers: ReaderLag[];
}

/** How far a reader of the events is behind. */
export interface ReaderLag {
  name: string;
  /** How many events it has not dealt with. */
  events: number;
  /** How long the oldest of them has waited, in seconds. */
  seconds: number;
}

/** How long a reading holds, so that many scrapers cost no more than one. */
const FRESH_MS = 3_000;
/** How long a scrape waits: figures of the process itself must come when the database does not answer. */
const PATIENCE_MS = 2_000;

/** Reads figures of the database for scrapers. Each part is read from an index that holds only what is open. */
@Injectable()
export class Readings {
  private latest: Promise<Reading | undefined> = Promise.resolve(undefined);
  private until = 0;

  constructor(private readonly db: Database) {}

  /** A reading of the last few seconds; undefined when the database does not answer in time. */
  now(): Promise<Reading | undefined> {
    if (Date.now() >= this.until) {
      this.until = Date.now() + FRESH_MS;
      this.latest = inTime(this.read().catch(() => undefined));
    }
    return this.latest;
  }

  private async read(): Promise<Reading> {
    const [reading] = await this.db.sql<Omit<Reading, 'readers'>>`
      select sessions."liveSessions", leases."leases", tasks."tasksReady", tasks."tasksReadyAge",
        stages."stagesReady", stages."stagesReadyAge", offers."handoffsOffered", offers."handoffsOfferedAge",
        alerts."alertsOpen"
      from
        (select count(*)::int as "liveSessions" from ${AgentSession} where ended_at is null and expires_at > now()) sessions,
        (select count(*)::int as "leases" from ${Task} where lease_token is not null and lease_expires_at > now()) leases,
        (select count(*)::int as "tasksReady", coalesce(extract(epoch from now() - min(updated_at)), 0)::float8 as "tasksReadyAge"
          from ${Task} where status = 'PENDING' and waits_for = 0) tasks,
        (select count(*)::int as "stagesReady", coalesce(extract(epoch from now() - min(ready_at)), 0)::float8 as "stagesReadyAge"
          from ${Stage} where status = 'READY') stages,
        (select count(*)::int as "handoffsOffered", coalesce(extract(epoch from now() - min(started_at)), 0)::float8 as "handoffsOfferedAge"
          from ${Collaboration} where status = 'OFFERED') offers,
        (select count(*)::int as "alertsOpen" from ${Alert} where status <> 'RESOLVED') alerts`;
    return { ...reading, readers: await this.lags() };
  }

  private lags(): Promise<ReaderLag[]> {
    return this.db.sql<ReaderLag>`
      select reader.name, (head.position - reader.position)::float8 as events,
        coalesce(extract(epoch from now() - (
          select at from ${Event} where position > reader.position order by position limit 1)), 0)::float8 as seconds
      from ${EventCursor} reader join ${EventCursor} head on head.name = ${HEAD}
      where reader.name <> ${HEAD}`;
  }
}

async function inTime<T>(work: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => (timer = setTimeout(() => resolve(undefined), PATIENCE_MS)));
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
