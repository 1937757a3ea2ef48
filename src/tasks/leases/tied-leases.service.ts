import { Injectable, Logger } from '@nestjs/common';
import { Database } from '../../database/database';
import type { Scope } from '../../database/scope';
import { Problem } from '../../problems/problem';
import { MovesService } from '../moves/moves.service';
import { Task } from '../task.entity';
import { TaskTies } from '../ties/task-ties.service';

/** Ends the leases of tied tasks. */
@Injectable()
export class TiedLeases {
  private readonly log = new Logger(TiedLeases.name);
  /** The leases that could not be ended when it was tried last, to say so once. */
  private readonly refused = new Set<string>();

  constructor(
    private readonly db: Database,
    private readonly ties: TaskTies,
    private readonly moves: MovesService,
  ) {}

  /**
   * Frees a task, with what it is tied to, unless its lease was extended or given up meanwhile, or it rests now. A refusal
   * of what it is tied to holds no other task up: it is logged, and tried again next time.
   * @returns whether it was freed or needs to be no more
   */
  async expire(scope: Scope, id: string): Promise<boolean> {
    try {
      await this.free(scope, id);
      this.refused.delete(id);
      return true;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (!this.refused.has(id)) this.log.warn(`The lease of the task ${id} cannot be ended for now: ${error.message}`);
      this.refused.add(id);
      return false;
    }
  }

  private free(scope: Scope, id: string): Promise<void> {
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
