import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database';
import { isUuid } from '../../database/identify';
import { nextNumber } from '../../database/next-number';
import type { Scope } from '../../database/scope';
import { Events } from '../../events/events.service';
import { notFound } from '../../problems/problem';
import { StoryLookup } from '../story-lookup.service';
import { type StoryDetails, StoryReader } from '../story-reader.service';
import type { Story } from '../story.entity';
import { type CriterionKind, criterionName, criterionPrefix, StoryCriterion } from './story-criterion.entity';

export interface CriterionChange {
  /** A new text has to be met anew. */
  text?: string;
  met?: boolean;
  evidence?: string | null;
}

/** The series from which the criteria of a story are numbered. */
export const seriesOf = (storyUuid: string, kind: CriterionKind): string => `criterion:${storyUuid}:${kind}`;

/** What must be true before a story is done. Each change counts as one of the story. */
@Injectable()
export class CriteriaService {
  constructor(
    private readonly db: Database,
    private readonly lookup: StoryLookup,
    private readonly reader: StoryReader,
    private readonly events: Events,
  ) {}

  /** @throws Problem 409 when the story is over */
  add(scope: Scope, storyId: string, kind: CriterionKind, text: string): Promise<StoryDetails> {
    return this.db.transaction(async () => {
      const story = await this.lookup.touch(scope, storyId);
      const number = await nextNumber(this.db, scope.projectId, seriesOf(story.id, kind));
      const { projectId } = scope;
      await this.db.insert(StoryCriterion, { projectId, storyUuid: story.id, kind, number, text });
      return this.tell(scope, story, 'story.criterion_added', { kind, number });
    });
  }

  /**
   * @param ref its UUID, `AC-1`, `DOD-1`, or `1` for `AC-1`
   * @throws Problem 404 when the story has no such criterion, 409 when it is over
   */
  change(scope: Scope, storyId: string, ref: string, change: CriterionChange): Promise<StoryDetails> {
    return this.db.transaction(async () => {
      const story = await this.lookup.open(scope, storyId);
      const criterion = await this.find(story, ref);
      const { text, met, evidence } = settle(criterion, change);
      if (text === criterion.text && met === criterion.met && evidence === criterion.evidence) {
        return this.reader.read(scope, story.id);
      }
      const touched = await this.lookup.touch(scope, story.id);
      const set = { text, met, evidence, metBy: met ? scope.by : null, metAt: met ? new Date() : null };
      await this.db.of(StoryCriterion).update({ id: criterion.id }, set);
      const data = { ...nameOf(criterion), met, evidence: evidence ?? undefined };
      return this.tell(scope, touched, 'story.criterion_changed', data);
    });
  }

  /** @throws Problem 404 when the story has no such criterion, 409 when it is over */
  remove(scope: Scope, storyId: string, ref: string): Promise<StoryDetails> {
    return this.db.transaction(async () => {
      const story = await this.lookup.open(scope, storyId);
      const criterion = await this.find(story, ref);
      const touched = await this.lookup.touch(scope, story.id);
      await this.db.of(StoryCriterion).delete({ id: criterion.id });
      return this.tell(scope, touched, 'story.criterion_removed', { ...nameOf(criterion), text: criterion.text });
    });
  }

  private async find({ id: storyUuid }: Story, ref: string): Promise<StoryCriterion> {
    const criteria = await this.db
      .of(StoryCriterion)
      .find({ where: { storyUuid }, order: { kind: 'ASC', number: 'ASC' } });
    const wanted = isUuid(ref) ? ref.toLowerCase() : readable(ref);
    const criterion = criteria.find((candidate) => [candidate.id, criterionName(candidate)].includes(wanted));
    if (!criterion) throw notFound('criterion', ref, criteria.map(criterionName).slice(0, 10));
    return criterion;
  }

  private async tell(scope: Scope, story: Story, type: string, data: object): Promise<StoryDetails> {
    const { id, storyId, revision } = story;
    await this.events.add(scope, type, { type: 'story', id }, { story_id: storyId, revision, ...data });
    return this.reader.read(scope, id);
  }
}

const nameOf = ({ kind, number }: StoryCriterion) => ({ kind, number });

/** `ac 2`, `AC2`, `2` → `AC-2` */
function readable(ref: string): string {
  const [, prefix = criterionPrefix.ACCEPTANCE, number] = /^(?:(ac|dod)[\s_-]?)?(\d+)$/i.exec(ref) ?? [];
  return `${prefix.toUpperCase()}-${number}`;
}

function settle(criterion: StoryCriterion, change: CriterionChange): Required<CriterionChange> {
  const { text = criterion.text, evidence } = change;
  const renewed = text !== criterion.text;
  return {
    text,
    met: change.met ?? (criterion.met && !renewed),
    evidence: evidence === undefined ? (renewed ? null : criterion.evidence) : evidence,
  };
}
