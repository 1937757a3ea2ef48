import { ShowsEnum } from '../../access/enum.dto';
import { Defined } from '../figures/definition';
import { figures } from '../figures/figure';
import { AnalyticsFigureView } from '../figures/figure.dto';
import { AnalyticsView, RangeView } from '../window/window.dto';
import type { Range } from '../window/window';
import type { CollaborationDone } from './collaboration-analytics.service';
import {
  handoffDefinitions as its,
  handoffMeasures,
  meetingDefinitions,
  meetingMeasures,
} from './collaboration-figures';
import type { HandoffTally } from './handoff-tallies.service';
import { type MeetingType, meetingTypes, type PairTallies } from './pairs.service';

/** How handoffs went. */
export class HandoffFiguresView {
  @Defined(its.handoffs_offered) handoffs_offered: AnalyticsFigureView;
  @Defined(its.handoffs_accepted) handoffs_accepted: AnalyticsFigureView;
  @Defined(its.handoffs_rejected) handoffs_rejected: AnalyticsFigureView;
  @Defined(its.handoffs_expired) handoffs_expired: AnalyticsFigureView;
  @Defined(its.acceptance_rate) acceptance_rate: AnalyticsFigureView;
  @Defined(its.hours_to_accept_p50) hours_to_accept_p50: AnalyticsFigureView;
  @Defined(its.hours_to_accept_p95) hours_to_accept_p95: AnalyticsFigureView;
  @Defined(its.completeness) completeness: AnalyticsFigureView;
  @Defined(its.quality) quality: AnalyticsFigureView;

  static of([now, before]: readonly HandoffTally[]): HandoffFiguresView {
    return figures(handoffMeasures(now), handoffMeasures(before));
  }
}

/** How the handoffs from one agent to another went. */
export class PairFiguresView {
  /**
   * Who gave.
   * @example "architect"
   */
  from_agent_id: string;
  /**
   * Who was to take.
   * @example "dev"
   */
  to_agent_id: string;
  /** How these handoffs went. */
  figures: HandoffFiguresView;

  static of({ fromAgentId, toAgentId, tallies }: PairTallies): PairFiguresView {
    return { from_agent_id: fromAgentId, to_agent_id: toAgentId, figures: HandoffFiguresView.of(tallies) };
  }
}

/** How collaborations of one type went. */
export class MeetingFiguresView {
  @Defined(meetingDefinitions.started) started: AnalyticsFigureView;
  @Defined(meetingDefinitions.ended) ended: AnalyticsFigureView;
  @Defined(meetingDefinitions.rating) rating: AnalyticsFigureView;
}

/** What is no handoff, by type. */
export class MeetingsView {
  /** What kind of collaboration. */
  @ShowsEnum('MeetingType', meetingTypes)
  type: MeetingType;
  /** How they went. */
  figures: MeetingFiguresView;
}

/** What happened in one bucket of the window. */
export class HandoffBucketView extends RangeView {
  /** Handoffs that were offered. */
  offered: number;
  /** Those of them that were accepted. */
  accepted: number;
  /** How complete they were, in the mean. */
  completeness: number | null;
  /** How receivers rated them, in the mean. */
  quality: number | null;
}

/** How agents worked together. */
export class CollaborationAnalyticsView extends AnalyticsView {
  /** All handoffs together. */
  figures: HandoffFiguresView;
  /** The handoffs from each agent to each other one, the most frequent first: at most 200 pairs. */
  pairs: PairFiguresView[];
  /** Reviews, consultations and work side by side. */
  meetings: MeetingsView[];
  /** All handoffs in each bucket of the window, in order. */
  series: HandoffBucketView[];

  static collaboration({ handoffs, pairs, meetings }: CollaborationDone, buckets: readonly Range[]) {
    return {
      figures: HandoffFiguresView.of(handoffs),
      pairs: pairs.slice(0, PAIRS).map(PairFiguresView.of),
      meetings: meetingTypes.map((type) => {
        const [now, before] = meetings[type].map(meetingMeasures);
        return { type, figures: figures(now, before) };
      }),
      series: buckets.map(({ from, to }, place) => {
        const { offered, accepted, completeness, quality } = handoffs[place + 2];
        return { from, to, offered, accepted, completeness, quality };
      }),
    };
  }
}

/** How many pairs are shown. */
const PAIRS = 200;
