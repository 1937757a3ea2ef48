import { Injectable } from '@nestjs/common';
import { Database } from '../database/database';
import { identify } from '../database/identify';
import type { Scope } from '../database/scope';
import { nearest } from '../problems/nearest';
import { notFound } from '../problems/problem';
import { Epic } from './epic.entity';

/** Which epic is meant. */
@Injectable()
export class EpicLookup {
  constructor(private readonly db: Database) {}

  /** The epic of a UUID or a readable id. @throws Problem 404 with look-alikes */
  async find({ projectId }: Scope, id: string): Promise<Epic> {
    const epic = await this.db.of(Epic).findOneBy({ projectId, ...identify(id, 'epicId') });
    if (epic) return epic;
    const recent = await this.db
      .of(Epic)
      .find({ select: { epicId: true }, where: { projectId }, order: { id: 'DESC' }, take: 1000 });
    throw notFound(
      'epic',
      id,
      nearest(
        id,
        recent.map(({ epicId }) => epicId),
      ),
    );
  }
}
