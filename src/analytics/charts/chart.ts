/** A point of a chart whose x is not a label. */
export interface Point {
  /** A time in ISO 8601, or a name. */
  x: string;
  /** A number, or a name. */
  y: number | string;
  /** What a cell of a matrix holds. */
  v?: number;
  /** What the point is about. */
  id?: string;
}

export interface Dataset {
  label: string;
  data: (number | null)[] | Point[];
  /** Datasets of one stack are drawn on top of each other. */
  stack?: string;
}

export const chartTypes = ['line', 'bar', 'scatter', 'matrix'] as const;

/** A chart as Chart.js takes it: `new Chart(canvas, chart)`. */
export interface Chart {
  type: (typeof chartTypes)[number];
  data: { labels: string[]; datasets: Dataset[] };
}

/** Names in UPPER_SNAKE as people read them. */
export const readable = (name: string): string => name.charAt(0) + name.slice(1).toLowerCase().replaceAll('_', ' ');
