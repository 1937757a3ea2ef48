import { Injectable } from '@nestjs/common';
import type { EntityMetadata, EntityTarget, ObjectLiteral } from 'typeorm';
import { Database, Fragment } from '../../database/database';
import type { Scope } from '../../database/scope';

/** Locks one row, and before it all that everybody locks before such rows. */
type Locker = (scope: Scope, id: string) => Promise<unknown>;

/** Keeps others from changing a row, of whatever table, that was only looked at. */
@Injectable()
export class RowLocks {
  private readonly lockers = new Map<unknown, Locker>();
  /** In which table the rows of each kind are. */
  private readonly tables = new Map<string, EntityMetadata>();

  constructor(private readonly db: Database) {}

  /** Has rows of an entity locked by `locker`, for which others have to be locked before. Call it in `onModuleInit`. */
  register(entity: EntityTarget<ObjectLiteral>, locker: Locker): void {
    this.lockers.set(entity, locker);
  }

  /**
   * Until the caller's transaction ends, nobody else changes the row.
   * @param kind what tells rows of one table from those of others
   */
  async lock(scope: Scope, kind: string, id: string): Promise<void> {
    const table = this.tables.get(kind) ?? (await this.find(id));
    this.tables.set(kind, table);
    const locker = this.lockers.get(table.target);
    if (locker) await locker(scope, id);
    else
      await this.db.sql`select id from ${new Fragment(this.db.table(table.target))} where id = ${id} for no key update`;
  }

  /** The table that holds a row: UUIDs are in one only. */
  private async find(id: string): Promise<EntityMetadata> {
    const candidates = this.db.manager.connection.entityMetadatas.filter(
      ({ tableType, primaryColumns: [key, another] }) =>
        tableType === 'regular' && !another && key.type === 'uuid' && key.databaseName === 'id',
    );
    const looks = candidates.map(
      ({ target }, place) => `select ${place} as place from ${this.db.table(target)} where id = row.id`,
    );
    const [found] = await this.db.sql<{ place: number }>`
      select found.place from (select ${id}::uuid as id) as row
      cross join lateral (${new Fragment(looks.join(' union all '))}) as found`;
    if (!found) throw new Error(`No table has a row ${id}.`);
    return candidates[found.place];
  }
}
