import { type Part, part } from '../database/database';
import type { Event } from '../events/event.entity';

/** Which events of a project somebody wants to know of. */
export interface EventFilter {
  projectId: string;
  /** Types, or with a dot at their end all types of a noun: `task.`; undefined for all. */
  types?: readonly string[];
  subjectType?: string;
  subjectId?: string;
  actor?: string;
}

const isOfType = (type: string, wanted: string) => (wanted.endsWith('.') ? type.startsWith(wanted) : type === wanted);

/** Whether an event is one of those. The same as `condition`, without asking the database. */
export function matches({ projectId, types, subjectType, subjectId, actor }: EventFilter, event: Event): boolean {
  return (
    event.projectId === projectId &&
    (subjectId === undefined || event.subjectId === subjectId) &&
    (subjectType === undefined || event.subjectType === subjectType) &&
    (actor === undefined || event.actor === actor) &&
    (types === undefined || types.some((wanted) => isOfType(event.type, wanted)))
  );
}

/** Whether the filter takes all of a project. */
export const takesAll = ({ types, subjectType, subjectId, actor }: EventFilter): boolean =>
  [types, subjectType, subjectId, actor].every((wanted) => wanted === undefined);

/** What a row `e` has to fulfil, beside being one of the project. */
export const condition = ({ types = null, subjectType = null, subjectId = null, actor = null }: Nullable): Part => part`
  (${subjectId}::uuid is null or e.subject_id = ${subjectId})
  and (${subjectType}::text is null or e.subject_type = ${subjectType})
  and (${actor}::text is null or e.actor = ${actor})
  and (${types}::text[] is null or exists (
    select from unnest(${types}::text[]) wanted
    where e.type = wanted or right(wanted, 1) = '.' and starts_with(e.type, wanted)))`;

type Nullable = { [Name in keyof EventFilter]: EventFilter[Name] | null };
