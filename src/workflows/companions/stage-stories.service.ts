import { Injectable } from '@nestjs/common';
import type { Scope } from '../../database/scope';
import { StoryLookup } from '../../stories/story-lookup.service';
import { judges } from '../plan/judges';
import type { Stage } from '../stages/stage.entity';

/** What the work on stages means to the stories of their passes: what was judged before may hold no longer. */
@Injectable()
export class StageStories {
  constructor(private readonly stories: StoryLookup) {}

  /** A stage ends. Where it has a task, that tells the story; it is told here where there is none. */
  async worked(scope: Scope, stage: Stage, files: readonly string[] = []): Promise<void> {
    if (stage.storyId === null || stage.taskUuid !== null || (judges(stage.step) && !files.length)) return;
    await this.stories.touchOpen(scope, [stage.storyId]);
  }

  /** Stages begin anew: what they did for their stories counts no more. Call it before sessions and tasks are locked. */
  async beganAnew(scope: Scope, stages: readonly Stage[]): Promise<void> {
    const begun = stages.filter(({ status }) => status !== 'PENDING');
    const stories = new Set(begun.flatMap(({ storyId }) => storyId ?? []));
    if (stories.size) await this.stories.touchOpen(scope, [...stories]);
  }
}
