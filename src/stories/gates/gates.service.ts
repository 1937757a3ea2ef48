import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database';
import { isUuid } from '../../database/identify';
import { type Page, page, type PageRequest } from '../../database/page';
import type { Scope } from '../../database/scope';
import { Events } from '../../events/events.service';
import { Lessons } from '../../memory/lessons/lessons.service';
import { notFound, Problem, unacceptable } from '../../problems/problem';
import { StoryLookup } from '../story-lookup.service';
import type { Story } from '../story.entity';
import { gateLesson } from './gate-lesson';
import { QualityGate } from './gate.entity';

export interface NewGate extends Pick<QualityGate, 'gate' | 'statusReason'> {
  reviewer: string | null;
  topIssues: QualityGate['topIssues'];
  evidence: QualityGate['evidence'];
  nfrValidation: QualityGate['nfrValidation'];
  qualityScore: number | null;
  waiver?: { reason: string; approvedBy: string; expiresAt: Date };
  /** The revision that was looked at; the verdict is refused when the story has moved on since. */
  revision?: number;
}

/** A gate with the story that it judged, as that is now. */
export interface JudgedStory {
  gate: QualityGate;
  story: Story;
}

/** The verdicts on a story. Each holds for the story as it was at that moment. */
@Injectable()
export class GatesService {
  constructor(
    private readonly db: Database,
    private readonly lookup: StoryLookup,
    private readonly events: Events,
    private readonly lessons: Lessons,
  ) {}

  /** @throws Problem 409 when the story is over or has moved on, 422 when the waiver does not fit the verdict */
  async create(scope: Scope, storyId: string, { waiver, revision, ...gate }: NewGate): Promise<JudgedStory> {
    refuseWaiver(gate.gate, waiver);
    return this.db.transaction(async () => {
      const story = await this.lookup.open(scope, storyId);
      if (revision !== undefined && revision !== story.revision) throw movedOn(story, revision);
      const [id] = await this.db.insert(QualityGate, {
        ...gate,
        projectId: scope.projectId,
        storyUuid: story.id,
        revision: story.revision,
        waiverReason: waiver?.reason ?? null,
        waivedBy: waiver?.approvedBy ?? null,
        waiverExpiresAt: waiver?.expiresAt ?? null,
        actor: scope.by,
      });
      const data = { story_id: story.storyId, gate_id: id, gate: gate.gate, revision: story.revision };
      await this.events.add(scope, 'story.judged', { type: 'story', id: story.id }, data);
      const given = await this.db.of(QualityGate).findOneByOrFail({ id });
      const lesson = gateLesson(given, story);
      if (lesson) await this.lessons.learn(scope, [lesson]);
      return { gate: given, story };
    });
  }

  /** The verdicts on a story, oldest first. */
  async list(scope: Scope, storyId: string, request: PageRequest): Promise<Page<JudgedStory>> {
    const story = await this.lookup.find(scope, storyId);
    const query = this.db.of(QualityGate).createQueryBuilder('gate').where({ storyUuid: story.id });
    const { items, next } = await page(query, request);
    return { items: items.map((gate) => ({ gate, story })), next };
  }

  /** @throws Problem 404 when the story has no such gate */
  async get(scope: Scope, storyId: string, id: string): Promise<JudgedStory> {
    const story = await this.lookup.find(scope, storyId);
    const gate = isUuid(id) ? await this.db.of(QualityGate).findOneBy({ id, storyUuid: story.id }) : null;
    if (!gate) throw notFound('gate', id);
    return { gate, story };
  }
}

function refuseWaiver(verdict: QualityGate['gate'], waiver: NewGate['waiver']): void {
  if (verdict !== 'WAIVED') {
    if (waiver) throw unacceptable('waiver', `A waiver belongs to a gate that is WAIVED, not ${verdict}.`);
    return;
  }
  if (!waiver) throw unacceptable('waiver', 'A gate that is WAIVED says why, by whom and until when.');
  if (!(waiver.expiresAt > new Date())) {
    throw unacceptable('waiver.expires_at', 'A waiver expires in the future, at a time such as 2031-12-31T00:00:00Z.');
  }
}

const movedOn = ({ storyId, revision }: Story, judged: number) =>
  new Problem('story-moved-on', 409, 'The story has changed since it was looked at', {
    detail: `The story '${storyId}' is at revision ${revision}, not ${judged}; look at it again before you judge it.`,
    retryable: false,
  });
