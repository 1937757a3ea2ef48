import { Injectable } from '@nestjs/common';
import { Roster } from '../../agents/roster.service';
import { Database, part } from '../../database/database';
import type { Scope } from '../../database/scope';
import { type Recall, RecallService } from '../../memory/retrieval/recall.service';
import { StoryCriterion } from '../criteria/story-criterion.entity';
import { StoryLookup } from '../story-lookup.service';

/** What was learned by judging other stories, for whoever judges this one. */
@Injectable()
export class GateAdvice {
  constructor(
    private readonly db: Database,
    private readonly lookup: StoryLookup,
    private readonly roster: Roster,
    private readonly recalls: RecallService,
  ) {}

  /** @throws Problem 404 for an unknown story or agent */
  async on(
    scope: Scope,
    storyId: string,
    agentId: string | undefined,
    limit = 5,
  ): Promise<{ recall: Recall; query: string }> {
    const story = await this.lookup.find(scope, storyId);
    const agent = agentId === undefined ? undefined : await this.roster.find(scope, agentId);
    const criteria = await this.db.of(StoryCriterion).find({ where: { storyUuid: story.id }, order: { id: 'ASC' } });
    const query = [story.title, ...criteria.map(({ text }) => text)].join('\n');
    const filter = part`m.category = 'QUALITY_INSIGHTS'`;
    return { query, recall: await this.recalls.recall(scope, { agent, operation: 'QUALITY', query, limit, filter }) };
  }
}
