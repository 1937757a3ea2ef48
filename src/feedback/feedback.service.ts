import { Injectable } from '@nestjs/common';
import { Database } from '../database/database';
import { identify, isUuid } from '../database/identify';
import { page, type Page, type PageRequest } from '../database/page';
import type { Scope } from '../database/scope';
import { Events } from '../events/events.service';
import { nearest } from '../problems/nearest';
import { notFound, unacceptable } from '../problems/problem';
import { Feedback, type FeedbackSubject } from './feedback.entity';
import { subjects } from './subjects';

export interface NewFeedback {
  subjectType: FeedbackSubject;
  /** UUID or readable id; none of the project itself. */
  subjectId?: string;
  rating: number;
  comment?: string;
  userId?: string;
}

export interface FeedbackFilter {
  subjectType?: FeedbackSubject;
  subjectId?: string;
}

interface Subject {
  subjectUuid: string | null;
  subjectId: string | null;
}

/** How many readable ids are looked through for look-alikes. */
const LOOK_ALIKES = 1_000;

/** What people thought of the work. */
@Injectable()
export class FeedbackService {
  constructor(
    private readonly db: Database,
    private readonly events: Events,
  ) {}

  /** @throws Problem 404 with look-alikes when there is no such subject, 422 when it is named and should not be, or the reverse */
  async give(scope: Scope, { subjectType, subjectId, ...said }: NewFeedback): Promise<Feedback> {
    return this.db.transaction(async () => {
      const subject = await this.subject(scope, subjectType, subjectId);
      const [id] = await this.db.insert(Feedback, {
        projectId: scope.projectId,
        actor: scope.by,
        subjectType,
        ...subject,
        rating: said.rating,
        comment: said.comment ?? null,
        userId: said.userId ?? null,
      });
      const data = { subject_type: subjectType, subject_id: subject.subjectId, rating: said.rating };
      await this.events.add(scope, 'feedback.given', { type: 'feedback', id }, data);
      return this.find(scope, id);
    });
  }

  list({ projectId }: Scope, filter: FeedbackFilter, request: PageRequest): Promise<Page<Feedback>> {
    const { subjectType, subjectId } = filter;
    const said = this.db.of(Feedback).createQueryBuilder('feedback').where({ projectId });
    if (subjectType) said.andWhere('feedback.subjectType = :subjectType', { subjectType });
    if (subjectId)
      said.andWhere(`feedback.${isUuid(subjectId) ? 'subjectUuid' : 'subjectId'} = :subjectId`, { subjectId });
    return page(said, request);
  }

  /** @throws Problem 404 */
  async find({ projectId }: Scope, id: string): Promise<Feedback> {
    const said = isUuid(id) ? await this.db.of(Feedback).findOneBy({ projectId, id }) : null;
    if (!said) throw notFound('feedback', id);
    return said;
  }

  private async subject({ projectId }: Scope, type: FeedbackSubject, name?: string): Promise<Subject> {
    if (type === 'PROJECT') {
      if (name === undefined) return { subjectUuid: null, subjectId: null };
      throw unacceptable('subject_id', 'The project itself is not named; leave it out, or say the `subject_type`.');
    }
    if (name === undefined) throw unacceptable('subject_id', `Name the ${type.toLowerCase()} that it is about.`);
    const { entity, readable } = subjects[type];
    const rows = this.db.of(entity);
    const found = await rows.findOneBy({ projectId, ...identify(name, readable) });
    const called = (row: object) => (row as Record<string, string>)[readable];
    if (found) return { subjectUuid: found.id, subjectId: called(found) };
    const others = await rows.find({ where: { projectId }, order: { id: 'DESC' }, take: LOOK_ALIKES });
    throw notFound(type.toLowerCase(), name, nearest(name, others.map(called)));
  }
}
