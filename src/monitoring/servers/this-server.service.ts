import { randomUUID } from 'node:crypto';
import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Database } from '../../database/database';
import { Sweeper } from '../../database/sweeper';
import { ServerLife } from './server-life.entity';

const EVERY_MS = 5_000;

/** Says that this server lives, so that its availability can be told later. */
@Injectable()
export class ThisServer implements OnApplicationBootstrap, BeforeApplicationShutdown {
  /** This life of it. */
  readonly id = randomUUID();
  private readonly sweeper = new Sweeper('The server cannot say that it lives', async () => {
    await this.beat(false);
    return false;
  });

  constructor(private readonly db: Database) {}

  onApplicationBootstrap(): Promise<void> {
    return this.beat(false);
  }

  @Interval(EVERY_MS)
  tick(): Promise<void> {
    return this.sweeper.tick();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.sweeper.stop();
    await this.beat(true).catch(() => {});
  }

  private async beat(stopping: boolean): Promise<void> {
    await this.db.sql`
      insert into ${ServerLife} as life (id, stopped_at) values (${this.id}, case when ${stopping} then now() end)
      on conflict (id) do update set seen_at = now(), stopped_at = excluded.stopped_at`;
  }
}
