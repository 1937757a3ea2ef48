import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database';
import type { Scope } from '../../database/scope';
import { type ShownTask, TaskRows } from '../task-rows.service';
import { TaskTies } from '../ties/task-ties.service';
import { LeaseExpiry } from './lease-expiry.service';
import { type Claim, takeTask } from './take.query';

/** How often a claim looks again after another worker was faster with a tied task. */
const TURNS = 5;

/** Takes tasks for workers, with what they are tied to. */
@Injectable()
export class TakingService {
  constructor(
    private readonly db: Database,
    private readonly rows: TaskRows,
    private readonly expiry: LeaseExpiry,
    private readonly ties: TaskTies,
  ) {}

  /**
   * Where leases have run out, nothing is taken before they are ended: so such a task counts as free at once.
   * @throws Problem when what the task is tied to may not be taken up
   */
  async take(scope: Scope, claim: Claim): Promise<ShownTask | undefined> {
    let found = await takeTask(this.db, this.rows, scope, claim, this.ties.runOut);
    if (found.overdue) {
      await this.expiry.expire(scope.projectId);
      found = await takeTask(this.db, this.rows, scope, claim, null);
    }
    for (let turn = 0; found.tied !== undefined && turn < TURNS; turn++) {
      const taken = await this.takeTied(scope, { ...claim, taskUuid: found.tied });
      if (taken || claim.taskUuid !== null) return taken;
      found = await takeTask(this.db, this.rows, scope, claim, null);
    }
    return found.taken;
  }

  /** What a task is tied to is locked before it and moves with it: all of it in one transaction. */
  private takeTied(scope: Scope, claim: Claim & { taskUuid: string }): Promise<ShownTask | undefined> {
    return this.db.transaction(async () => {
      await this.ties.lock(scope, [claim.taskUuid]);
      const { taken } = await takeTask(this.db, this.rows, scope, claim, null, true);
      if (taken) await this.ties.moved(scope, [taken], 'claim');
      return taken;
    });
  }
}
