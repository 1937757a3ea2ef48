import { ShowsEnum } from '../../access/enum.dto';
import { type StoryStatus, storyStatuses } from '../../stories/story.flow';
import { Defined } from '../figures/definition';
import { figures } from '../figures/figure';
import { AnalyticsFigureView } from '../figures/figure.dto';
import { AnalyticsView, RangeView } from '../window/window.dto';
import type { Range } from '../window/window';
import type { StoriesDone } from './stories-analytics.service';
import { storyDefinitions as its, storyMeasures } from './story-figures';
import type { StoryStanding } from './story-tallies.service';

/** How stories went. */
export class StoryFiguresView {
  @Defined(its.stories_created) stories_created: AnalyticsFigureView;
  @Defined(its.stories_done) stories_done: AnalyticsFigureView;
  @Defined(its.stories_cancelled) stories_cancelled: AnalyticsFigureView;
  @Defined(its.points_done) points_done: AnalyticsFigureView;
  @Defined(its.done_rate) done_rate: AnalyticsFigureView;
  @Defined(its.cycle_hours_p50) cycle_hours_p50: AnalyticsFigureView;
  @Defined(its.cycle_hours_p85) cycle_hours_p85: AnalyticsFigureView;
  @Defined(its.cycle_hours_p95) cycle_hours_p95: AnalyticsFigureView;
  @Defined(its.lead_hours_p50) lead_hours_p50: AnalyticsFigureView;
  @Defined(its.lead_hours_p85) lead_hours_p85: AnalyticsFigureView;
  @Defined(its.gates_judged) gates_judged: AnalyticsFigureView;
  @Defined(its.first_pass_rate) first_pass_rate: AnalyticsFigureView;
  @Defined(its.gate_quality) gate_quality: AnalyticsFigureView;
  @Defined(its.estimate_ratio) estimate_ratio: AnalyticsFigureView;
}

/** How many stories are in one state now. */
export class StoryStandingView {
  @ShowsEnum('StoryStatus', storyStatuses)
  status: StoryStatus;
  /** How many. */
  stories: number;
  /** Their points together. */
  points: number;
  /** Half of those that were started and have not ended were started longer ago than so many hours. */
  age_hours_p50: number | null;
  /** 5 % of them were started longer ago than so many hours. */
  age_hours_p95: number | null;

  static of({ status, stories, points, ageP50, ageP95 }: StoryStanding): StoryStandingView {
    return { status, stories, points, age_hours_p50: ageP50, age_hours_p95: ageP95 };
  }
}

/** What was done of one epic in the window. */
export class EpicVelocityView {
  /**
   * The readable id.
   * @example "epic-1"
   */
  epic_id: string;
  /** Its stories that were done. */
  stories_done: number;
  /** Their points together. */
  points_done: number;
}

/** What happened to stories in one bucket of the window. */
export class StoryBucketView extends RangeView {
  /** Stories that were written down. */
  created: number;
  /** Stories that were done. */
  done: number;
  /** The points of these together. */
  points: number;
  /** The hours from start to done within which half of these were done. */
  cycle_hours_p50: number | null;
}

/** How stories went. */
export class StoriesAnalyticsView extends AnalyticsView {
  /** All stories together. */
  figures: StoryFiguresView;
  /** How many stories are in each state now. */
  standing: StoryStandingView[];
  /** The epics of which stories were done, those with the most first: at most a hundred. */
  epics: EpicVelocityView[];
  /** What happened in each bucket of the window, in order. */
  series: StoryBucketView[];

  static stories({ ranges, created, ended, standing, epics }: StoriesDone, buckets: readonly Range[]) {
    const [now, before] = ranges.map(storyMeasures);
    return {
      figures: figures(now, before),
      standing: standing.map(StoryStandingView.of),
      epics: epics.map(({ epicId, done, points }) => ({ epic_id: epicId, stories_done: done, points_done: points })),
      series: buckets.map(({ from, to }, place) => {
        const { done, points, cycle } = ended[place];
        return { from, to, created: created[place], done, points, cycle_hours_p50: cycle?.[0] ?? null };
      }),
    };
  }
}
