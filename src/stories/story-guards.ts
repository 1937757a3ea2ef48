import { Injectable } from '@nestjs/common';
import type { Scope } from '../database/scope';
import type { FieldError } from '../problems/problem';
import type { Story } from './story.entity';

/** What stands between a story and DONE, as full clauses: `the task T-3 is IN_PROGRESS`. Empty when nothing does. */
export type StoryGuard = (scope: Scope, story: Story) => Promise<string[]>;

/** Everything that must be in order before a story is done. Features that know more than the story itself add to it. */
@Injectable()
export class StoryGuards {
  private readonly guards: { what: string; guard: StoryGuard }[] = [];

  /**
   * Call it in `onModuleInit`. Guards run while the story is locked, in the transaction of the move.
   * @param what names its objections to machines: `tasks`
   */
  add(guard: StoryGuard, what = 'story'): void {
    this.guards.push({ what, guard });
  }

  async standing(scope: Scope, story: Story): Promise<FieldError[]> {
    const found: FieldError[] = [];
    for (const { what, guard } of this.guards) {
      for (const message of await guard(scope, story)) found.push({ field: what, message });
    }
    return found;
  }
}
