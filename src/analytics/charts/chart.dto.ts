import { ApiExtraModels, ApiProperty, getSchemaPath } from '@nestjs/swagger';
import { ShowsEnum } from '../../access/enum.dto';
import { AnalyticsView } from '../window/window.dto';
import { type Chart, chartTypes, type Dataset, type Point } from './chart';

/** A point of a scatter chart, or a cell of a matrix. */
export class ChartPointView implements Point {
  /** A time in ISO 8601 or, in a matrix, the name of the column. */
  x: string;
  /** A number or, in a matrix, the name of the row. */
  @ApiProperty({ oneOf: [{ type: 'number' }, { type: 'string' }] })
  y: number | string;
  /** What the cell of a matrix holds. */
  v?: number;
  /** The readable id of what the point is about. */
  id?: string;
}

/** One line, one set of bars or one cloud of points. */
@ApiExtraModels(ChartPointView)
export class ChartDatasetView implements Dataset {
  /** Its name; `definitions` says what it means. */
  label: string;
  /** One number for each label, null where nothing is known; or points. */
  @ApiProperty({
    type: 'array',
    items: { oneOf: [{ type: 'number' }, { $ref: getSchemaPath(ChartPointView) }], nullable: true },
  })
  data: Dataset['data'];
  /** Datasets of one stack are drawn on top of each other. */
  stack?: string;
}

/** What is drawn. */
export class ChartDataView {
  /** The beginnings of the buckets in ISO 8601, or names; empty where points have their own x. */
  labels: string[];
  /** What is drawn over them. */
  datasets: ChartDatasetView[];
}

/** A chart as Chart.js takes it: `new Chart(canvas, answer.chart)`. A matrix takes its plugin `chartjs-chart-matrix`. */
export class ChartConfigView {
  /** What kind of chart it is; `matrix` takes a plugin. */
  @ShowsEnum('ChartType', chartTypes)
  type: Chart['type'];
  /** What is drawn. */
  data: ChartDataView;
}

/** A chart, and what it shows. */
export class ChartView extends AnalyticsView {
  /** In the form in which it is drawn. */
  chart: ChartConfigView;
}
