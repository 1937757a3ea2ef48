import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * How long the answers of one server to one route took in one minute, as a histogram. Older rows are folded into hours and
 * days. The server's own, of no project.
 */
@Entity('request_latencies')
@Check('cardinality(buckets) = cardinality(counts)')
export class RequestLatency {
  /** When it begins. */
  @PrimaryColumn('timestamptz')
  at: Date;

  /** How long it lasts: 60, 3600 or 86400. */
  @PrimaryColumn('int')
  seconds: number;

  /** The life of a server that wrote it; of a folded row, only what tells it from others. */
  @PrimaryColumn('uuid', { default: () => 'uuidv7()' })
  serverUuid: string;

  @PrimaryColumn('text')
  method: string;

  /** The pattern of the route. */
  @PrimaryColumn('text')
  route: string;

  /** The first digit of the status. */
  @PrimaryColumn('smallint')
  statusClass: number;

  @Column('int')
  requests: number;

  /** The sum of all durations. */
  @Column('double precision')
  totalMs: number;

  @Column('real')
  slowestMs: number;

  /** The buckets that are not empty, and how many fell into each. */
  @Column('smallint', { array: true })
  buckets: number[];

  @Column('int', { array: true })
  counts: number[];
}
