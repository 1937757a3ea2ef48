import { Injectable } from '@nestjs/common';
import { StoriesService } from '../../stories/stories.service';
import type { StoryStatus } from '../../stories/story.flow';
import { StoryReader } from '../../stories/story-reader.service';
import { TaskLists } from '../../tasks/task-lists.service';
import { RunsService } from '../../workflows/runs.service';
import { type Answer, prose } from '../answers/fit';
import { refTo } from '../answers/ref';
import type { Caller } from '../callers.service';
import { RunSteps } from './run-steps.service';
import { storyAnswer } from './story-answer';

/** How many runs and stories are looked through for something to do. */
const LOOKED_AT = 5;

const asReviewer: StoryStatus[] = ['REVIEW', 'IN_PROGRESS', 'APPROVED', 'DRAFT'];
const asDeveloper: StoryStatus[] = ['IN_PROGRESS', 'APPROVED', 'REVIEW', 'DRAFT'];

/** Work that is for nobody in particular, or that nobody has seen to. */
@Injectable()
export class UntakenWork {
  constructor(
    private readonly tasks: TaskLists,
    private readonly runs: RunsService,
    private readonly steps: RunSteps,
    private readonly stories: StoriesService,
    private readonly reader: StoryReader,
  ) {}

  /** A task, a question of a run, or a story that wants its next step; undefined when there is nothing. */
  async best(caller: Caller): Promise<Answer | undefined> {
    return (await this.task(caller)) ?? (await this.question(caller)) ?? (await this.story(caller));
  }

  private async task({ scope, agentId, handle: session }: Caller): Promise<Answer | undefined> {
    const { items } = await this.tasks.ready(scope, { agentId }, { limit: 1 });
    const [shown] = items;
    if (!shown) return undefined;
    const { taskId, name, priority, description } = shown.task;
    return {
      id: refTo('task', taskId),
      why: 'it is the first of the ready tasks',
      name: prose(name),
      priority,
      description: prose(description),
      next: [{ tool: 'claim', args: { session, id: refTo('task', taskId) } }],
    };
  }

  private async question(caller: Caller): Promise<Answer | undefined> {
    const { items } = await this.runs.list(caller.scope, { status: 'ACTIVE', limit: LOOKED_AT });
    for (const { run } of items) {
      const { decisions } = await this.steps.view(caller.scope, run.key);
      if (decisions.length) return { why: 'a run waits for an answer', ...(await this.steps.now(caller, run.key)) };
    }
    return undefined;
  }

  /** The nearer to its end, the sooner; but those who write leave it to others to judge what is written. */
  private async story(caller: Caller): Promise<Answer | undefined> {
    for (const status of caller.agent.agentType === 'DEVELOPER' ? asDeveloper : asReviewer) {
      const { items } = await this.stories.list(caller.scope, { status, limit: LOOKED_AT });
      const story = items.find(({ rollup }) => status !== 'IN_PROGRESS' || !rollup.tasksOpen);
      if (!story) continue;
      const details = await this.reader.read(caller.scope, story.story.id);
      return { ...storyAnswer(details, caller), why: `the story is ${status}` };
    }
    return undefined;
  }
}
