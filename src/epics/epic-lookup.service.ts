import { Injectable } from '@nestjs/common';
import { Database } from '../database/database';
import { identify } from '../database/identify';
import type { Scope } from '../database/scope';
import { nearest } from '../problems/nearest';
import { notFound, Problem } from '../problems/problem';
import { Epic } from './epic.entity';
import { isEpicOver } from './epic.flow';

/** Which epic is meant, and the lock under which it changes. */
@Injectable()
export class EpicLookup {
  constructor(private readonly db: Database) {}

  /** The epic of a UUID or a readable id. @throws Problem 404 with look-alikes */
  async find(scope: Scope, id: string): Promise<Epic> {
    return this.load(scope, id, false);
  }

  /** The same; until the transaction ends nobody else changes it. Lock a story before its epic, never after. */
  async lock(scope: Scope, id: string): Promise<Epic> {
    return this.load(scope, id, true);
  }

  /**
   * An epic that something may be added to: it stays open until the transaction ends.
   * @throws Problem 409 when it is over: reopen it first
   */
  async open(scope: Scope, id: string): Promise<Epic> {
    const epic = await this.lock(scope, id);
    if (isEpicOver(epic.status)) throw epicOver(epic);
    return epic;
  }

  private async load({ projectId }: Scope, id: string, lock: boolean): Promise<Epic> {
    const epic = await this.db.of(Epic).findOne({
      where: { projectId, ...identify(id, 'epicId') },
      ...(lock && { lock: { mode: 'pessimistic_write' as const } }),
    });
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

const epicOver = ({ epicId, status }: Epic) =>
  new Problem('epic-over', 409, 'The epic is over', {
    detail: `The epic '${epicId}' is ${status}; reopen it before anything of it changes.`,
    allowed: ['reopen'],
  });
