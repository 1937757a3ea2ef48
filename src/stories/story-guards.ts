import { Injectable } from '@nestjs/common';
import type { Scope } from '../database/scope';
import type { Story } from './story.entity';

/** What stands between a story and DONE, as full clauses: `the task T-3 is IN_PROGRESS`. Empty when nothing does. */
export type StoryGuard = (scope: Scope, story: Story) => Promise<string[]>;

/** Everything that must be in order before a story is done. Features that know more than the story itself add to it. */
@Injectable()
export class StoryGuards {
  private readonly guards: StoryGuard[] = [];

  /** Call it in `onModuleInit`. Guards run while the story is locked, in the transaction of the move. */
  add(guard: StoryGuard): void {
    this.guards.push(guard);
  }

  async standing(scope: Scope, story: Story): Promise<string[]> {
    const found: string[] = [];
    for (const guard of this.guards) found.push(...(await guard(scope, story)));
    return found;
  }
}
