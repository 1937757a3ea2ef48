import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Database } from '../../database/database';
import { Sweeper } from '../../database/sweeper';
import { ApiKey } from './api-key.entity';
import { ApiKeyUse } from './api-key-use.entity';

const EVERY_MS = 10_000;
/** A use that was written is not written again for so long. */
const MINUTE_MS = 60_000;

/** Keeps when keys were used last: not request by request, but for all of them together every few seconds. */
@Injectable()
export class KeyUses implements BeforeApplicationShutdown {
  private readonly noted = new Map<string, number>();
  private readonly written = new Map<string, number>();
  private readonly sweeper = new Sweeper('The last use of keys cannot be kept', () => this.write());

  constructor(private readonly db: Database) {}

  /** The key was used just now. */
  note(id: string): void {
    this.noted.set(id, Date.now());
  }

  @Interval(EVERY_MS)
  tick(): Promise<void> {
    return this.sweeper.tick();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.sweeper.tick();
    await this.sweeper.stop();
  }

  private async write(): Promise<boolean> {
    const due = [...this.noted].filter(([id, at]) => at - (this.written.get(id) ?? 0) >= MINUTE_MS);
    this.noted.clear();
    if (!due.length) return false;
    const [ids, times] = [due.map(([id]) => id), due.map(([, at]) => new Date(at).toISOString())];
    // A key may be gone by now, and another server may have seen it later.
    await this.db.sql`
      insert into ${ApiKeyUse} as use (key_uuid, used_at)
      select k.id, seen.at from unnest(${ids}::uuid[], ${times}::timestamptz[]) as seen (id, at)
      join ${ApiKey} k on k.id = seen.id order by k.id
      on conflict (key_uuid) do update set used_at = excluded.used_at where use.used_at < excluded.used_at`;
    for (const [id, at] of due) this.written.set(id, at);
    return false;
  }
}
