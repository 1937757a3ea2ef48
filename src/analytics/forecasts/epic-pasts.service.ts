import { Injectable } from '@nestjs/common';
import { Database, part } from '../../database/database';
import type { Epic } from '../../epics/epic.entity';
import { Story } from '../../stories/story.entity';
import { DAY_MS } from '../window/window';
import type { Basis, Past } from './past';
import { believeInEpic, type WeekDone } from './trials';

const WEEK_DAYS = 7;
/** How many whole weeks are looked back at most, and at least. */
const WEEKS = { most: 26, least: 4 };
/** So many stories have to have been done in them. */
const LEAST_DONE = 5;

/** The done stories of one day, counted back from now. */
interface DayDone {
  daysAgo: number;
  done: number;
}

interface Counted {
  left: number;
  leftElsewhere: number;
  /** Whole weeks since the first story was started, of the epic and of its project. */
  epicWeeks: number;
  projectWeeks: number;
}

/** How fast the stories of an epic were done. */
@Injectable()
export class EpicPasts {
  constructor(private readonly db: Database) {}

  /** What speaks for the epic's end: its own past or, where that is short, its share of the project's. */
  async of(epic: Epic, now: Date): Promise<Past> {
    const { left, leftElsewhere, epicWeeks, projectWeeks } = await this.counted(epic, now);
    const own = await this.basis(epic, now, 'EPIC', epicWeeks);
    const isOwn = own.weeks.length >= WEEKS.least && own.basis.observed >= LEAST_DONE;
    const { basis, weeks } = isOwn ? own : await this.basis(epic, now, 'PROJECT', projectWeeks);
    const enough = weeks.length >= WEEKS.least && basis.observed >= LEAST_DONE;
    const share = isOwn ? 1 : left / Math.max(1, left + leftElsewhere);
    return {
      remaining: left,
      basis: { ...basis, share },
      unitMs: DAY_MS,
      missing: enough ? null : `${basis.observed} stories were done in ${weeks.length} whole weeks; it takes ${LEAST_DONE} in ${WEEKS.least}.`, // prettier-ignore
      believe: believeInEpic({ left, weeks, share }),
    };
  }

  private async counted({ id, projectId }: Epic, now: Date): Promise<Counted> {
    const [counted] = await this.db.sql<Counted>`
      select count(*) filter (where s.ended_at is null and s.epic_uuid = ${id})::int as left,
        count(*) filter (where s.ended_at is null and s.epic_uuid is distinct from ${id})::int as "leftElsewhere",
        floor(extract(epoch from ${now} - min(s.started_at) filter (where s.epic_uuid = ${id})) / 604800)::int as "epicWeeks",
        floor(extract(epoch from ${now} - min(s.started_at)) / 604800)::int as "projectWeeks"
      from ${Story} s where s.project_id = ${projectId}`;
    return counted;
  }

  private async basis(epic: Epic, now: Date, source: 'EPIC' | 'PROJECT', known: number) {
    const count = Math.min(WEEKS.most, known);
    const from = new Date(now.getTime() - count * WEEK_DAYS * DAY_MS);
    const whose = source === 'EPIC' ? part`s.epic_uuid = ${epic.id}` : part`s.project_id = ${epic.projectId}`;
    const days = await this.db.sql<DayDone>`
      select floor(extract(epoch from ${now} - s.ended_at) / 86400)::int as "daysAgo", count(*)::int as done
      from ${Story} s where ${whose} and s.status = 'DONE' and s.ended_at > ${from} and s.ended_at <= ${now} group by 1`;
    const basis: Basis = { source, from, to: now, observed: days.reduce((sum, { done }) => sum + done, 0), share: 1 };
    return { basis, weeks: weeksOf(days, count) };
  }
}

/** Days that are counted backwards, as whole weeks in their order. */
function weeksOf(days: readonly DayDone[], count: number): WeekDone[] {
  const weeks = Array.from({ length: count }, () => Array<number>(WEEK_DAYS).fill(0));
  for (const { daysAgo, done } of days) {
    const week = weeks[Math.floor(daysAgo / WEEK_DAYS)];
    if (week) week[WEEK_DAYS - 1 - (daysAgo % WEEK_DAYS)] += done;
  }
  return weeks;
}
