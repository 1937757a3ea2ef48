import { Injectable } from '@nestjs/common';
import { Database, type Part, part } from '../../database/database';
import type { Scope } from '../../database/scope';
import { Memory } from '../memory.entity';
import { MemoryPlace } from '../places/memory-place.entity';
import { mayLookInto, type Viewer } from '../places/places.service';

/** What there is to remember when nothing is asked. */
@Injectable()
export class Recent {
  constructor(private readonly db: Database) {}

  /** The newest memories that a viewer may see, the newest first. @param filter a condition on the memories `m` */
  newest(scope: Scope, viewer: Viewer, limit: number, filter?: Part): Promise<{ number: number; length: number }[]> {
    // Of a limit that is a parameter itself, Postgres thinks so much that it plans anew each time.
    const first = part`limit (select ${limit}::int)`;
    return this.db.read`
      select newest.number, length(newest.content) as length from ${MemoryPlace} place cross join lateral (
        select m.number, m.content from ${Memory} m
        where m.place_number = place.number and m.status = 'ACTIVE' ${filter ? part`and ${filter}` : part``}
        order by m.number desc ${first}
      ) newest
      where ${mayLookInto(scope, viewer)} order by newest.number desc ${first}`;
  }
}
