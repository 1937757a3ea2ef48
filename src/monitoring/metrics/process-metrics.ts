import { collectDefaultMetrics, type Metric, Registry } from 'prom-client';

/** The figures of the process: of its memory, its event loop, its garbage. What collects them cannot be stopped. */
export class ProcessMetrics {
  private static registry?: Registry;

  /** They are collected once, however many applications come and go in the process. */
  static all(): Metric[] {
    this.registry ??= this.collect();
    return this.registry.getMetricsAsArray() as unknown as Metric[];
  }

  private static collect(): Registry {
    const registry = new Registry();
    collectDefaultMetrics({ register: registry });
    return registry;
  }
}
