import { Injectable } from '@nestjs/common';
import type { Scope } from '../database/scope';
import type { Epic } from './epic.entity';

/** What stands between an epic and DONE, as full clauses: `the story 1.2 is IN_PROGRESS`. Empty when nothing does. */
export type EpicGuard = (scope: Scope, epic: Epic) => Promise<string[]>;

/** Everything that must be in order before an epic is done. Features that know more than the epic itself add to it. */
@Injectable()
export class EpicGuards {
  private readonly guards: EpicGuard[] = [];

  /** Call it in `onModuleInit`. Guards run while the epic is locked, in the transaction of the move. */
  add(guard: EpicGuard): void {
    this.guards.push(guard);
  }

  async standing(scope: Scope, epic: Epic): Promise<string[]> {
    const found: string[] = [];
    for (const guard of this.guards) found.push(...(await guard(scope, epic)));
    return found;
  }
}
