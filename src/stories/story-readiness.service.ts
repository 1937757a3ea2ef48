import { Injectable } from '@nestjs/common';
import { Database } from '../database/database';
import type { Scope } from '../database/scope';
import { type FieldError, Problem } from '../problems/problem';
import { criterionName, StoryCriterion } from './criteria/story-criterion.entity';
import { StoryDependency } from './dependencies/story-dependency.entity';
import { QualityGate } from './gates/gate.entity';
import { gateObjection } from './gates/verdict';
import { StoryGuards } from './story-guards';
import { Story } from './story.entity';
import { isStoryOver, type StoryStatus, storyFlow } from './story.flow';

/** What stands in a story's way. Ask while the story is locked: then the answer holds until the transaction ends. */
@Injectable()
export class StoryReadiness {
  constructor(
    private readonly db: Database,
    private readonly guards: StoryGuards,
  ) {}

  /** @throws Problem 409 naming each story that has to be done before */
  async refuseStart(story: Story): Promise<void> {
    const before = (await this.dependenciesOf(story)).filter(({ status }) => !isStoryOver(status));
    if (!before.length) return;
    const list = before.map(({ story_id, status }) => `'${story_id}' (${status})`).join(', ');
    throw new Problem('story-waits', 409, 'The story waits for others', {
      detail: `The story '${story.storyId}' cannot start before ${list}.`,
      errors: before.map(({ story_id, status }) => ({ field: 'dependencies', message: `${story_id} is ${status}` })),
      allowed: storyFlow.next(story.status).filter((to) => to !== 'IN_PROGRESS'),
    });
  }

  /** @throws Problem 409 naming everything that stands between the story and DONE */
  async refuseDone(scope: Scope, story: Story): Promise<void> {
    const errors = [...(await this.unmet(story)), ...(await this.guards.standing(scope, story))];
    const objection = story.gateRequired && gateObjection(await this.newestGate(story), story);
    if (objection) errors.push({ field: 'gate', message: objection });
    if (!errors.length) return;
    throw new Problem('story-not-done', 409, 'Something stands between the story and DONE', {
      detail: `The story '${story.storyId}' cannot be done: ${errors.map(({ message }) => message).join('; ')}.`,
      errors,
      allowed: storyFlow.next(story.status).filter((to) => to !== 'DONE'),
    });
  }

  /** Locked, all of them: one that is being reopened now still looks done, and is waited for. */
  private dependenciesOf({ id }: Story): Promise<{ story_id: string; status: StoryStatus }[]> {
    return this.db.sql`
      select story.story_id, story.status from ${StoryDependency} dependency
      join ${Story} story on story.id = dependency.depends_on_uuid
      where dependency.story_uuid = ${id} order by story.id for share of story`;
  }

  private async unmet({ id }: Story): Promise<FieldError[]> {
    const criteria = await this.db
      .of(StoryCriterion)
      .find({ where: { storyUuid: id, met: false }, order: { kind: 'ASC', number: 'ASC' } });
    return criteria.map((criterion) => ({
      field: criterion.kind.toLowerCase().replace('acceptance', 'acceptance_criteria'),
      message: `${criterionName(criterion)} is not met: ${criterion.text}`,
    }));
  }

  private async newestGate({ id }: Story): Promise<QualityGate | undefined> {
    const [gate] = await this.db.of(QualityGate).find({ where: { storyUuid: id }, order: { id: 'DESC' }, take: 1 });
    return gate;
  }
}
