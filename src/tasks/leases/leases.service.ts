import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database';
import type { Scope } from '../../database/scope';
import { Task } from '../task.entity';
import { type ShownTask, TaskRows } from '../task-rows.service';
import { leaseLost } from './lease-lost';
import { LEASE_SECONDS } from './take.query';

/** What a worker does with the lease that it holds. */
@Injectable()
export class LeasesService {
  constructor(
    private readonly db: Database,
    private readonly rows: TaskRows,
  ) {}

  /**
   * Has a lease last at least this long from now; it never becomes shorter.
   * @throws Problem 409 when the lease is not held, or no longer
   */
  async extend(scope: Scope, id: string, token: string, seconds = LEASE_SECONDS): Promise<ShownTask> {
    const task = await this.rows.find(scope, id);
    const [row] = await this.db.sql<object>`
      with beaten as (
        update ${Task} t set updated_at = now(), version = t.version + 1,
          lease_expires_at = greatest(t.lease_expires_at, clock_timestamp() + make_interval(secs => ${seconds}))
        where t.id = ${task.id} and t.lease_token = ${token} and t.lease_expires_at > clock_timestamp()
        returning ${this.db.columns(Task, 't')}
      )
      select ${this.rows.shown} from beaten t`;
    if (!row) throw leaseLost(await this.rows.find(scope, task.id));
    return this.rows.of(row);
  }

  /** The task of a lease. @throws Problem 409 when the lease is not held, or no longer */
  async check(scope: Scope, id: string, token: string): Promise<ShownTask> {
    const task = await this.rows.find(scope, id);
    const [row] = await this.db.sql<object>`
      select ${this.rows.shown} from ${Task} t
      where t.id = ${task.id} and t.lease_token = ${token} and t.lease_expires_at > clock_timestamp()`;
    if (!row) throw leaseLost(task);
    return this.rows.of(row);
  }
}
