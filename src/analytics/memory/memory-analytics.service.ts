import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database';
import type { Scope } from '../../database/scope';
import { bucketsOf } from '../window/window';
import type { AskedWindow } from '../window/window.dto';
import { MemoryTallies, type StoredTally, type UseTally } from './memory-tallies.service';

/** What was stored and used, in the window, in the one before, and in each bucket of the window. */
export interface MemoryDone {
  stored: StoredTally[];
  uses: UseTally[];
  /** Memories that can be found now, by category. */
  active: Record<string, number>;
}

/** How memory was used. */
@Injectable()
export class MemoryAnalytics {
  constructor(
    private readonly db: Database,
    private readonly memories: MemoryTallies,
  ) {}

  of(scope: Scope, { window, everywhere }: AskedWindow): Promise<MemoryDone> {
    const whose = { scope, everywhere };
    const ranges = [window, window.before, ...bucketsOf(window)];
    return this.db.snapshot(async () => {
      const [stored, uses, active] = await Promise.all([
        this.memories.stored(whose, ranges),
        this.memories.uses(whose, ranges),
        this.memories.active(whose),
      ]);
      return { stored, uses, active };
    });
  }
}
