import { ApiProperty } from '@nestjs/swagger';
import { Defined } from '../figures/definition';
import { figures } from '../figures/figure';
import { AnalyticsFigureView } from '../figures/figure.dto';
import { KindCountView } from '../figures/kind-count.dto';
import { AnalyticsView, RangeView } from '../window/window.dto';
import type { Range } from '../window/window';
import type { MemoryDone } from './memory-analytics.service';
import { memoryDefinitions as its, memoryMeasures } from './memory-figures';

/** How memory was used. */
export class MemoryFiguresView {
  @Defined(its.memories_stored) memories_stored: AnalyticsFigureView;
  @Defined(its.used_rate) used_rate: AnalyticsFigureView;
  @Defined(its.uses) uses: AnalyticsFigureView;
  @Defined(its.judged_rate) judged_rate: AnalyticsFigureView;
  @Defined(its.helped_rate) helped_rate: AnalyticsFigureView;
}

/** What happened in one bucket of the window. */
export class MemoryBucketView extends RangeView {
  /** Memories that were stored. */
  stored: number;
  /** How many times one was given to somebody. */
  uses: number;
  /** Uses that were said to have helped. */
  helped: number;
}

/** How memory was used. */
export class MemoryAnalyticsView extends AnalyticsView {
  /** All memories together. */
  figures: MemoryFiguresView;
  /** Stored memories by category. */
  stored_by_category: KindCountView[];
  /** Uses by what they were for. */
  uses_by_operation: KindCountView[];
  /** How many memories can be found now, by category. */
  @ApiProperty({ type: 'object', additionalProperties: { type: 'integer' } })
  active_by_category: Record<string, number>;
  /** What happened in each bucket of the window, in order. */
  series: MemoryBucketView[];

  static memory({ stored, uses, active }: MemoryDone, buckets: readonly Range[]) {
    return {
      figures: figures(memoryMeasures(stored[0], uses[0]), memoryMeasures(stored[1], uses[1])),
      stored_by_category: KindCountView.of(stored.slice(0, 2).map(({ byCategory }) => byCategory)),
      uses_by_operation: KindCountView.of(uses.slice(0, 2).map(({ byOperation }) => byOperation)),
      active_by_category: active,
      series: buckets.map(({ from, to }, place) => ({
        from,
        to,
        stored: stored[place + 2].stored,
        uses: uses[place + 2].uses,
        helped: uses[place + 2].helped,
      })),
    };
  }
}
