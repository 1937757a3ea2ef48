import { Injectable } from '@nestjs/common';
import { type Recalled, RecallService } from '../../memory/retrieval/recall.service';
import type { MemoryOperation } from '../../memory/memory.flow';
import { criterionName } from '../../stories/criteria/story-criterion.entity';
import { type StoryDetails, StoryReader } from '../../stories/story-reader.service';
import { prose } from '../answers/fit';
import { refTo } from '../answers/ref';
import type { Caller } from '../callers.service';
import type { Scope } from '../../database/scope';

/** How many memories go along with work. */
const MEMORIES = 3;

/** What an agent has to know for a piece of work beside the work itself. */
@Injectable()
export class Briefings {
  constructor(
    private readonly stories: StoryReader,
    private readonly recalls: RecallService,
  ) {}

  /** What the team remembers that may help, the best first. */
  async memories({ scope, agent, session }: Caller, query: string, operation: MemoryOperation, limit = MEMORIES) {
    const { sessionId, userId } = session;
    const { memories } = await this.recalls.recall(scope, { agent, sessionId, userId, operation, query, limit });
    return memories.map((one) => ({ ...memoryLine(one), content: prose(one.memory.content) }));
  }

  /** The criteria of a story that are not met yet. */
  async openCriteria(scope: Scope, storyId: string | null): Promise<unknown[]> {
    return storyId === null ? [] : openCriteriaOf(await this.stories.read(scope, storyId));
  }
}

/** Which memory it is, and how probable it is that it helps. */
export const memoryLine = ({ memory, confidence }: Recalled) => ({
  id: refTo('memory', memory.id),
  confidence: confidence && Math.round(confidence * 100) / 100,
});

export const openCriteriaOf = ({ criteria }: StoryDetails) =>
  criteria.filter(({ met }) => !met).map((one) => prose(`${criterionName(one)} ${one.text}`));
