import { IsOptional, IsString, IsUUID, Length, Matches, MaxLength } from 'class-validator';
import { Limit } from '../database/limit';
import type { Scope } from '../database/scope';
import { EventView } from '../events/event.dto';
import type { PlacedEvent } from '../events/feed/event-log.service';
import type { EventFilter } from '../events/event-filter';

/** Which events are asked for, and from where on. */
export class EventsQuery {
  /**
   * Only these types, separated by commas; `task.` stands for all types of the noun.
   * @example "task.,story.done"
   */
  @IsOptional()
  @MaxLength(2000)
  @Matches(/^[a-z_]{1,40}\.([a-z_]{1,60}|\*)?(,[a-z_]{1,40}\.([a-z_]{1,60}|\*)?)*$/, {
    message: '$property must be types such as task.completed, or task. for all of a noun, separated by commas',
  })
  type?: string;

  /**
   * Only what is about this noun.
   * @example "task"
   */
  @IsOptional()
  @Matches(/^[a-z_]{1,40}$/, { message: '$property must be a noun such as task, in small letters' })
  subject_type?: string;

  /** Only what is about the thing with this UUID. */
  @IsOptional()
  @IsUUID()
  subject_id?: string;

  /** Only what this actor caused. */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  actor?: string;

  /**
   * Only what stands behind this `position`. Without it a page begins at the oldest event that is kept, a stream with
   * what happens from now on.
   * @example "0"
   */
  @IsOptional()
  @Matches(/^\d{1,15}$/, { message: '$property must be the `position` of an event, or 0 for the beginning' })
  after?: string;

  /**
   * How many events at most. A stream has no limit.
   * @example 50
   */
  @Limit(200)
  limit?: number = 50;

  static toFilter({ projectId }: Scope, query: EventsQuery): EventFilter {
    const { type, subject_type: subjectType, subject_id: subjectId, actor } = query;
    const types = type?.split(',').map((one) => one.replace(/\*$/, ''));
    return { projectId, types, subjectType, subjectId: subjectId?.toLowerCase(), actor };
  }
}

/** One event and where it stands in the feed. */
export class FeedEventView extends EventView {
  /**
   * Its place among all events, in the order in which they became known; what `after` and `Last-Event-ID` take.
   * Each is larger than the one before, not always by one: other projects have events too.
   * @example "1042"
   */
  position: string;

  static override of(event: PlacedEvent): FeedEventView {
    return { ...EventView.of(event), position: event.position };
  }
}
