import { Injectable } from '@nestjs/common';
import type { Scope } from '../database/scope';
import type { FieldError } from '../problems/problem';
import type { Epic } from './epic.entity';

/** What stands between an epic and DONE, as full clauses: `the story 1.2 is IN_PROGRESS`. Empty when nothing does. */
export type EpicGuard = (scope: Scope, epic: Epic) => Promise<string[]>;

/** Everything that must be in order before an epic is done. Features that know more than the epic itself add to it. */
@Injectable()
export class EpicGuards {
  private readonly guards: { what: string; guard: EpicGuard }[] = [];

  /**
   * Call it in `onModuleInit`. Guards run while the epic is locked, in the transaction of the move.
   * @param what names its objections to machines: `stories`
   */
  add(guard: EpicGuard, what: string): void {
    this.guards.push({ what, guard });
  }

  async standing(scope: Scope, epic: Epic): Promise<FieldError[]> {
    const found: FieldError[] = [];
    for (const { what, guard } of this.guards) {
      for (const message of await guard(scope, epic)) found.push({ field: what, message });
    }
    return found;
  }
}
