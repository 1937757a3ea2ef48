import type { Send } from '../send';
import { epicSums, rounded, storySums } from './rollups';
import { byId, claimable, isOver, type Model, storyOf, waitsFor } from './state';

type Json = Record<string, any>;

/** All that a project shows, as far as the model knows of it. */
export interface Picture {
  tasks: Json[];
  /** The ids of what may be claimed, the first to be claimed first. */
  ready: string[];
  stories: Json[];
  epics: Json[];
  sessions: Json[];
}

/** What the server shows, with what it does not have to foresee: the hours worked and the revisions. */
export interface Shown {
  picture: Picture;
  hours: (number | null)[];
  revisions: number[];
}

async function list(send: Send, path: string): Promise<Json[]> {
  const { status, body } = await send('GET', `${path}?limit=200`);
  if (status !== 200 || body.next !== null) throw new Error(`GET ${path}: ${JSON.stringify(body)}`);
  return body.items;
}

/** What the lists of a project show now. */
export async function show(send: Send): Promise<Shown> {
  const [tasks, ready, stories, epics, sessions] = await Promise.all(
    ['/tasks', '/tasks/ready', '/stories', '/epics', '/agents/active'].map((path) => list(send, path)),
  );
  return {
    picture: {
      tasks: tasks.map(pictureOfTask),
      ready: ready.map(({ task_id }) => task_id),
      stories: stories.map(pictureOfStory),
      epics: epics.map((epic) => ({ epic_id: epic.epic_id, status: epic.status, ...sumsOf(epic, EPIC_SUMS) })),
      sessions: sessions.map(({ agent_id, session_id, open_work, agent }) => ({
        agent_id,
        session_id,
        open_work,
        agent_status: agent.status,
      })),
    },
    hours: tasks.map(({ actual_hours }) => actual_hours),
    revisions: stories.map(({ revision }) => revision),
  };
}

const TASK = ['task_id', 'status', 'priority', 'agent_id', 'story_id', 'epic_id', 'dependencies', 'waits_for', 'ready'];
const STORY = ['story_id', 'epic_id', 'status', 'dependencies', 'gate_required', 'story_points', 'estimated_hours'];
const WORK_SUMS = ['tasks_total', 'tasks_completed', 'tasks_open', 'hours_actual', 'hours_estimated'];
const STORY_SUMS = ['criteria_total', 'criteria_met', ...WORK_SUMS];
const COUNTS = ['stories_total', 'stories_done', 'stories_cancelled', 'points_total', 'points_done'];
const EPIC_SUMS = [...COUNTS, ...WORK_SUMS, 'progress_percentage'];

const pick = (row: Json, names: string[]): Json => Object.fromEntries(names.map((name) => [name, row[name]]));
const sumsOf = (row: Json, names: string[]): Json => ({ ...pick(row, names), hours_actual: rounded(row.hours_actual) });

const pictureOfTask = (task: Json): Json => ({
  ...pick(task, [...TASK, 'estimated_hours', 'attempt', 'claimed_session']),
  leased: task.lease_expires_at !== null,
  ended: task.ended_at !== null,
});

function pictureOfStory(story: Json): Json {
  const { newest_gate: gate } = story;
  return {
    ...pick(story, STORY),
    gate: gate && pick(gate, ['gate', 'stale', 'expired']),
    ended: story.ended_at !== null,
    ...sumsOf(story, STORY_SUMS),
  };
}

/** What the server should show. Every sum is worked out from the rows. @param hours worked on each task, as shown */
export function expected(model: Model, hours: readonly (number | null)[]): Picture {
  const tasks = model.tasks.map((task, place) => ({ ...task, actual: hours[place] }));
  return {
    tasks: model.tasks.map((task) => {
      const waits_for = waitsFor(model, task);
      return {
        task_id: task.id,
        status: task.status,
        priority: task.priority,
        agent_id: task.agent,
        story_id: task.story,
        epic_id: (storyOf(model, task) ?? task).epic,
        dependencies: model.tasks.map(({ id }) => id).filter((id) => task.dependencies.includes(id)),
        waits_for,
        ready: task.status === 'PENDING' && waits_for === 0,
        estimated_hours: task.estimated,
        attempt: task.attempt,
        claimed_session: task.claimedSession,
        leased: task.lease !== null,
        ended: isOver('task', task) || task.status === 'FAILED',
      };
    }),
    ready: claimable(model).map(({ id }) => id),
    stories: model.stories.map((story) => ({
      story_id: story.id,
      epic_id: story.epic,
      status: story.status,
      gate_required: story.gateRequired,
      dependencies: model.stories.map(({ id }) => id).filter((id) => story.dependencies.includes(id)),
      story_points: story.points,
      estimated_hours: story.estimated,
      ended: isOver('story', story),
      gate: story.gate && {
        gate: story.gate.verdict,
        stale: story.gate.changes !== story.changes,
        expired: story.gate.expired,
      },
      ...storySums(story, tasks),
    })),
    epics: model.epics.map(({ id, status }) => ({ epic_id: id, status, ...epicSums(id, model.stories, tasks) })),
    sessions: model.sessions.flatMap((session, place) => {
      const workOf = (one: number) => model.tasks.filter(({ lease }) => lease?.session === one).length;
      const busy = model.sessions.some(({ live, agent }, one) => live && agent === session.agent && workOf(one));
      const agent_status = busy ? 'BUSY' : 'ACTIVE';
      const { agent: agent_id, id: session_id } = session;
      return session.live ? { agent_id, session_id, open_work: workOf(place), agent_status } : [];
    }),
  };
}

/** Takes over what cannot be foreseen. @returns what is wrong with it */
export function learn(model: Model, before: Model, { revisions }: Shown): string | undefined {
  for (const [place, story] of model.stories.entries()) {
    const old = before.stories.length > place ? byId(before.stories, story.id) : undefined;
    story.revision = revisions[place];
    if (old && (story.changes !== old.changes) !== story.revision > old.revision)
      return `the revision of ${story.id} went from ${old.revision} to ${story.revision}`;
  }
  return undefined;
}
