import type { Latency } from '../../monitoring/latencies/request-latencies.service';
import { activityDefinitions } from '../agents/agent-figures';
import type { Definitions } from '../figures/definition';
import { type Measured, measured, number, share } from '../figures/figure';

const answers = { table: 'request_latencies', at: 'at', server: true };
const within = 'of all servers on this database, to all projects. It is read from a histogram, and at most 2 % wrong.';

/** What the answers of the server tell. */
export const answerDefinitions = {
  answers: {
    text: 'How many requests all servers on this database have answered, to all projects.',
    unit: 'COUNT',
    ...answers,
  },
  failed_rate: { text: 'The share of these answers that were 5xx.', unit: 'SHARE', ...answers },
  refused_rate: { text: 'The share of these answers that were 4xx.', unit: 'SHARE', ...answers },
  answer_ms_mean: { text: 'The mean time that an answer took.', unit: 'MILLISECONDS', ...answers },
  answer_ms_p50: {
    text: `The time within which half of the answers were given, ${within}`,
    unit: 'MILLISECONDS',
    ...answers,
  },
  answer_ms_p95: {
    text: `The time within which 95 % of the answers were given, ${within}`,
    unit: 'MILLISECONDS',
    ...answers,
  },
  answer_ms_p99: {
    text: `The time within which 99 % of the answers were given, ${within}`,
    unit: 'MILLISECONDS',
    ...answers,
  },
} as const satisfies Definitions;

export const systemDefinitions = { ...activityDefinitions, ...answerDefinitions };

export const answerMeasures = (latency: Latency): Record<keyof typeof answerDefinitions, Measured> => ({
  answers: number(latency.requests),
  failed_rate: share(latency.failed, latency.requests),
  refused_rate: share(latency.refused, latency.requests),
  answer_ms_mean: measured(latency.mean, latency.requests),
  answer_ms_p50: measured(latency.p50, latency.requests),
  answer_ms_p95: measured(latency.p95, latency.requests),
  answer_ms_p99: measured(latency.p99, latency.requests),
});
