/** What a story's rows add up to. */
export interface TaskRow {
  status: string;
  story: string | null;
  /** Its own. */
  epic: string | null;
  estimated: number | null;
  /** Hours. */
  actual: number | null;
}

export interface StoryRow {
  id: string;
  epic: string | null;
  status: string;
  points: number | null;
  estimated: number | null;
  criteria: readonly { met: boolean }[];
}

/** A sum of what is known; null when nothing is. */
function sum(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length ? known.reduce((a, b) => a + b, 0) : null;
}

const count = <T extends { status: string }>(rows: readonly T[], ...statuses: string[]): number =>
  rows.filter(({ status }) => statuses.includes(status)).length;

/** Sums of hours differ in their last digits with the order of the summands. */
export const rounded = (hours: number | null): number | null => hours && Math.round(hours * 1e9) / 1e9;

const work = (tasks: readonly TaskRow[]) => ({
  tasks_total: tasks.length,
  tasks_completed: count(tasks, 'COMPLETED'),
  tasks_open: tasks.length - count(tasks, 'COMPLETED', 'CANCELLED'),
  hours_actual: rounded(sum(tasks.map(({ actual }) => actual))),
});

const estimates = (tasks: readonly TaskRow[]): (number | null)[] =>
  tasks.map(({ status, estimated }) => (status === 'CANCELLED' ? null : estimated));

export function storySums(story: StoryRow, all: readonly TaskRow[]) {
  const tasks = all.filter((task) => task.story === story.id);
  return {
    criteria_total: story.criteria.length,
    criteria_met: story.criteria.filter(({ met }) => met).length,
    ...work(tasks),
    hours_estimated: story.estimated ?? sum(estimates(tasks)),
  };
}

export function epicSums(id: string, allStories: readonly StoryRow[], all: readonly TaskRow[]) {
  const stories = allStories.filter(({ epic }) => epic === id);
  const own = all.filter(({ story, epic }) => story === null && epic === id);
  const live = stories.filter(({ status }) => status !== 'CANCELLED');
  const done = stories.filter(({ status }) => status === 'DONE');
  const points = (some: readonly StoryRow[]) => sum(some.map((story) => story.points)) ?? 0;
  const [all_points, done_points] = [points(live), points(done)];
  const share = all_points ? done_points / all_points : live.length ? done.length / live.length : 0;
  const ids = new Set(stories.map((story) => story.id));
  return {
    stories_total: stories.length,
    stories_done: done.length,
    stories_cancelled: stories.length - live.length,
    points_total: all_points,
    points_done: done_points,
    ...work([...own, ...all.filter(({ story }) => story !== null && ids.has(story))]),
    hours_estimated: sum([...live.map((story) => storySums(story, all).hours_estimated), ...estimates(own)]),
    progress_percentage: Math.floor(share * 100 + 1e-9),
  };
}
