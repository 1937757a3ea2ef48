import { Injectable } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { Database } from '../../database/database';
import { MetricsRegistry } from './metrics-registry';
import { type Reading, Readings } from './readings.service';

/** Figures of the database, the same on every server: take their maximum over servers, not their sum. */
const gauges: Record<string, { help: string; of: Exclude<keyof Reading, 'readers'> }> = {
  bmad_agent_sessions_live: { help: 'Conversations with agents that live now.', of: 'liveSessions' },
  bmad_task_leases: { help: 'Tasks that somebody holds under a lease.', of: 'leases' },
  bmad_tasks_ready: { help: 'Tasks that wait to be claimed.', of: 'tasksReady' },
  bmad_tasks_ready_age_seconds: {
    help: 'How long the task that waits longest has not been touched.',
    of: 'tasksReadyAge',
  },
  bmad_stages_ready: { help: 'Stages of runs that wait to be started.', of: 'stagesReady' },
  bmad_stages_ready_age_seconds: { help: 'Since when the stage is ready that waits longest.', of: 'stagesReadyAge' },
  bmad_handoffs_offered: { help: 'Handoffs that wait for an answer.', of: 'handoffsOffered' },
  bmad_handoffs_offered_age_seconds: {
    help: 'Since when the handoff is offered that waits longest.',
    of: 'handoffsOfferedAge',
  },
  bmad_alerts_open: { help: 'Alerts that are not resolved.', of: 'alertsOpen' },
};

const lags = {
  bmad_feed_lag_events: { help: 'How many events a reader has not dealt with.', of: 'events' },
  bmad_feed_lag_seconds: {
    help: 'How long the oldest event has waited that a reader has not dealt with.',
    of: 'seconds',
  },
} as const;

/** What there is and what waits: read when somebody scrapes. */
@Injectable()
export class StateMetrics {
  constructor(registry: MetricsRegistry, db: Database, readings: Readings) {
    const registers = [registry];
    new Gauge({
      name: 'bmad_database_connections',
      help: 'Connections of this server: in use, idle, and requests that wait for one.',
      labelNames: ['state'],
      registers,
      collect() {
        const { total, idle, waiting } = db.connections;
        this.set({ state: 'used' }, total - idle);
        this.set({ state: 'idle' }, idle);
        this.set({ state: 'waiting' }, waiting);
      },
    });
    new Gauge({
      name: 'bmad_database_connections_max',
      help: 'How many connections this server may hold.',
      registers,
      collect() {
        this.set(db.connections.most);
      },
    });
    new Gauge({
      name: 'bmad_database_up',
      help: 'Whether the database answered this server in time.',
      registers,
      async collect() {
        this.set(Number((await readings.now()) !== undefined));
      },
    });
    for (const [name, { help, of }] of Object.entries(gauges)) {
      new Gauge({
        name,
        help,
        registers,
        async collect() {
          const reading = await readings.now();
          // No value is better than an old one.
          if (reading) this.set(reading[of]);
          else this.remove();
        },
      });
    }
    for (const [name, { help, of }] of Object.entries(lags)) {
      new Gauge({
        name,
        help,
        registers,
        labelNames: ['reader'],
        async collect() {
          this.reset();
          for (const reader of (await readings.now())?.readers ?? []) this.set({ reader: reader.name }, reader[of]);
        },
      });
    }
  }
}
