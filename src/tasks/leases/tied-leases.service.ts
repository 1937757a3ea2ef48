import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database';
import type { Scope } from '../../database/scope';
import { MovesService } from '../moves/moves.service';
import { Task } from '../task.entity';
import { TaskTies } from '../ties/task-ties.service';

/** Ends the leases of tied tasks. */
@Injectable()
export class TiedLeases {
  constructor(
    private readonly db: Database,
    private readonly ties: TaskTies,
    private readonly moves: MovesService,
  ) {}

  /** Frees a task, with what it is tied to, unless its lease was extended or given up meanwhile, or it rests now. */
  expire(scope: Scope, id: string): Promise<void> {
    return this.db.transaction(async () => {
      await this.ties.lock(scope, [id]);
      const [overdue] = await this.db.sql<{ token: string }>`
        update ${Task} t set lease_expires_at = clock_timestamp() + interval '1 minute'
        where t.id = ${id} and t.lease_token is not null and ${this.ties.runOut}
        returning t.lease_token as token`;
      if (overdue)
        await this.moves.move(scope, id, 'release', { leaseToken: overdue.token, reason: 'the lease ran out' });
    });
  }
}
