const HOURS = (from: string, to: string) => `extract(epoch from ${to} - ${from})::float8 / 3600`;
const percentile = (percent: number, of: string) => `percentile_cont(${percent / 100}) within group (order by ${of})`;
const is = (status: string) => `avg((status = '${status}')::int)`;
const worked = HOURS('started_at', 'ended_at');
const accepted = HOURS('started_at', 'accepted_at');
export const counts = 'count(*)';

/** How each figure is worked out from the rows that it names: what it is, and over how many. */
export const independent: Record<string, Record<string, [value: string, over?: string]>> = {
  '/analytics/agents': {
    activities: [counts],
    success_rate: ['avg(success::int)'],
    response_ms_mean: ['avg(response_time_ms)'],
    response_ms_p50: ['percentile_disc(0.5) within group (order by response_time_ms)'],
    response_ms_p95: ['percentile_disc(0.95) within group (order by response_time_ms)'],
    response_ms_p99: ['percentile_disc(0.99) within group (order by response_time_ms)'],
    tasks_completed: [counts],
    tasks_failed: [counts],
    completion_rate: [is('COMPLETED')],
    rework_rate: ['avg((attempt > 1)::int)'],
    task_hours_p50: [percentile(50, worked), 'count(started_at)'],
    task_hours_p95: [percentile(95, worked), 'count(started_at)'],
    quality: ['avg(quality_score)'],
  },
  '/analytics/workflows': {
    runs_started: [counts],
    runs_completed: [counts],
    runs_cancelled: [counts],
    runs_failed: [counts],
    completion_rate: [is('COMPLETED')],
    run_hours_p50: [percentile(50, worked)],
    run_hours_p85: [percentile(85, worked)],
    run_hours_p95: [percentile(95, worked)],
    rested_share: [`sum(paused_seconds) / 3600 / sum(${worked})`],
  },
  '/analytics/stories': {
    stories_created: [counts],
    stories_done: [counts],
    stories_cancelled: [counts],
    done_rate: [is('DONE')],
    points_done: ['sum(story_points)', 'count(story_points)'],
    cycle_hours_p50: [percentile(50, worked)],
    cycle_hours_p85: [percentile(85, worked)],
    cycle_hours_p95: [percentile(95, worked)],
    lead_hours_p50: [percentile(50, HOURS('created_at', 'ended_at'))],
    lead_hours_p85: [percentile(85, HOURS('created_at', 'ended_at'))],
    gates_judged: [counts],
    first_pass_rate: [
      `avg((gate = 'PASS')::int) filter (where id in (select min(id::text)::uuid from quality_gates group by story_uuid))`,
      `count(*) filter (where id in (select min(id::text)::uuid from quality_gates group by story_uuid))`,
    ],
    gate_quality: ['avg(quality_score)'],
  },
  '/analytics/collaboration': {
    handoffs_offered: [counts],
    handoffs_accepted: [counts],
    handoffs_rejected: [counts],
    handoffs_expired: [counts],
    acceptance_rate: ['avg((accepted_at is not null)::int)'],
    hours_to_accept_p50: [percentile(50, accepted)],
    hours_to_accept_p95: [percentile(95, accepted)],
    completeness: ['avg(completeness)'],
    quality: ['avg(quality)'],
  },
  '/analytics/memory': {
    memories_stored: [counts],
    used_rate: [
      `avg(exists(select from memory_integrations u where u.memory_uuid = row.id and u.operation <> 'STORE')::int)`,
    ],
    uses: [counts],
    judged_rate: ['avg((helped is not null)::int)'],
    helped_rate: ['avg(helped::int)'],
  },
};
