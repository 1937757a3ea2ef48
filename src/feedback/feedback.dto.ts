import { ApiProperty } from '@nestjs/swagger';
import { IsInt, IsOptional, IsString, Length, Max, Min } from 'class-validator';
import { ShowsEnum, TakesEnum } from '../access/enum.dto';
import { PageQuery } from '../access/page.dto';
import { type Feedback, type FeedbackSubject, feedbackSubjects } from './feedback.entity';
import type { FeedbackFilter, NewFeedback } from './feedback.service';

export class FeedbackPath {
  /** UUID of the feedback. */
  @IsString()
  @Length(1, 300)
  id: string;
}

export class FeedbackQuery extends PageQuery {
  /** Only what is about things of this kind. */
  @IsOptional()
  @TakesEnum('FeedbackSubject', feedbackSubjects)
  subject_type?: FeedbackSubject;

  /** Only what is about this thing, by its UUID or readable id. */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  subject_id?: string;

  static toFilter({ subject_type, subject_id }: FeedbackQuery): FeedbackFilter {
    return { subjectType: subject_type, subjectId: subject_id };
  }
}

export class JudgeWork {
  /**
   * What kind of thing it is about; PROJECT when left out.
   * @example "WORKFLOW"
   */
  @IsOptional()
  @TakesEnum('FeedbackSubject', feedbackSubjects)
  subject_type?: FeedbackSubject = 'PROJECT';

  /**
   * The thing, by its UUID or readable id; left out for the project itself.
   * @example "greenfield-fullstack-1"
   */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  subject_id?: string;

  /**
   * From 1, bad, to 5, good.
   * @example 4
   */
  @ApiProperty({ type: 'integer' })
  @IsInt()
  @Min(1)
  @Max(5)
  rating: number;

  /**
   * What there is to say.
   * @example "The stories were small enough this time"
   */
  @IsOptional()
  @IsString()
  @Length(1, 5000)
  comment?: string;

  /**
   * Who thinks so, when it is not whoever sends it.
   * @example "ada"
   */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  user_id?: string;

  static toNew({ subject_type, subject_id, rating, comment, user_id }: JudgeWork): NewFeedback {
    return { subjectType: subject_type ?? 'PROJECT', subjectId: subject_id, rating, comment, userId: user_id };
  }
}

/** What somebody thought of something. */
export class FeedbackView {
  /** UUIDv7. */
  id: string;
  /** What kind of thing it is about. */
  @ShowsEnum('FeedbackSubject', feedbackSubjects)
  subject_type: FeedbackSubject;
  /**
   * What people call that thing; null of the project itself.
   * @example "greenfield-fullstack-1"
   */
  subject_id: string | null;
  /**
   * From 1, bad, to 5, good.
   * @example 4
   */
  rating: number;
  /** What there was to say. */
  comment: string | null;
  /** Who thinks so, when it was not whoever sent it. */
  user_id: string | null;
  /** Who sent it. */
  actor: string;
  created_at: Date;

  static of({ id, subjectType, subjectId, rating, comment, userId, actor, createdAt }: Feedback): FeedbackView {
    return {
      id,
      subject_type: subjectType,
      subject_id: subjectId,
      rating,
      comment,
      user_id: userId,
      actor,
      created_at: createdAt,
    };
  }
}
