import type { ActionOf, RuleOf } from './actions';
import { byId, claimable, isOver, type Model, type ModelTask, storyOf, waitsFor } from './state';

/** The tasks whose lease has run out are free again. */
function sweep({ tasks }: Model): void {
  for (const task of tasks) if (task.lease?.overdue) free(task);
}

function free(task: ModelTask): void {
  task.status = 'PENDING';
  task.lease = null;
}

/** The place of the live session of an agent. */
const liveSession = ({ sessions }: Model, agent: string, id: string): number =>
  sessions.findIndex((session) => session.live && session.agent === agent && session.id === id);

function take(model: Model, task: ModelTask, { agent, session }: { agent: string; session: string }, token: string) {
  const place = liveSession(model, agent, session);
  task.status = 'IN_PROGRESS';
  task.attempt++;
  task.claimedSession = session;
  task.lease = { token, session: place < 0 ? null : place, overdue: false };
  model.tokens.push(token);
}

const isFor = ({ agent }: ModelTask, worker: string): boolean => agent === null || agent === worker;

function wanted(model: Model, { agent, priority, story, epic }: Omit<ActionOf<'task.claim'>, 'do'>): string[] {
  const fits = (task: ModelTask) =>
    isFor(task, agent) &&
    (priority === undefined || task.priority === priority) &&
    (story === undefined || task.story === story) &&
    (epic === undefined || (storyOf(model, task) ?? task).epic === epic);
  return claimable(model)
    .filter(fits)
    .map(({ id }) => id);
}

/** The best task that is ready. Others at work may hide one for a moment. */
const claim: RuleOf<'task.claim'> = {
  before: sweep,
  against: () => [],
  fits(model, action, { task }, alone) {
    const ids = wanted(model, action);
    return task === null ? !alone || !ids.length : alone ? ids[0] === task.task_id : ids.includes(task.task_id);
  },
  happen(model, action, { task, lease_token }) {
    if (task) take(model, byId(model.tasks, task.task_id), action, lease_token);
  },
};

const start: RuleOf<'task.start'> = {
  before: sweep,
  against(model, { task: id, agent }) {
    const task = byId(model.tasks, id);
    const story = storyOf(model, task);
    return [
      ...(isFor(task, agent) ? [] : ['task-for-another']),
      ...(['PENDING', 'REVIEW'].includes(task.status) ? [] : [task.lease ? 'task-taken' : 'illegal-move']),
      ...(waitsFor(model, task) ? ['task-waits'] : []),
      ...(story && isOver('story', story) ? ['story-over'] : []),
    ];
  },
  happen: (model, action, { lease_token }) => take(model, byId(model.tasks, action.task), action, lease_token),
};

/** Only the token of the lease in force opens a task. */
const lost = (model: Model, { task: id, token }: { task: string; token: string }): string[] => {
  const { lease } = byId(model.tasks, id);
  return lease && !lease.overdue && lease.token === token ? [] : ['lease-lost'];
};

const resume: RuleOf<'task.resume'> = { against: lost, happen: () => undefined };
const heartbeat: RuleOf<'task.heartbeat'> = { against: lost, happen: () => undefined };

const lapse: RuleOf<'lease.lapse'> = {
  against: () => [],
  happen(model, { task: id, noticed }) {
    const task = byId(model.tasks, id);
    if (task.lease) task.lease.overdue = true;
    if (noticed) sweep(model);
  },
};

const sweeping: RuleOf<'lease.sweep'> = { against: () => [], happen: sweep };

const open: RuleOf<'session.open'> = {
  against: () => [],
  happen(model, { agent, session }) {
    if (liveSession(model, agent, session) < 0) model.sessions.push({ agent, id: session, live: true });
  },
};

/** What a session holds is free when it ends. */
function end(model: Model, { agent, session }: { agent: string; session: string }): void {
  const place = liveSession(model, agent, session);
  if (place < 0) return;
  model.sessions[place].live = false;
  for (const task of model.tasks) if (task.lease?.session === place) free(task);
}

const ending: RuleOf<'session.end'> = {
  against(model, { agent, session }) {
    if (liveSession(model, agent, session) >= 0) return [];
    const was = model.sessions.some((one) => one.agent === agent && one.id === session);
    return [was ? 'session-ended' : 'session-not-found'];
  },
  happen: end,
};

const sessionLapse: RuleOf<'session.lapse'> = { against: () => [], happen: end };

export const leaseRules = {
  'task.claim': claim,
  'task.start': start,
  'task.resume': resume,
  'task.heartbeat': heartbeat,
  'lease.lapse': lapse,
  'lease.sweep': sweeping,
  'session.open': open,
  'session.end': ending,
  'session.lapse': sessionLapse,
};
