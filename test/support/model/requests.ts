import { randomUUID } from 'node:crypto';
import type { Action, ActionOf, Kind, NewTask, Operation, TaskChange } from './actions';
import { byId, type Model } from './state';

type Request = [method: string, path: string, body?: object];

const CHECKLIST = 'story-draft-checklist';
const REASON = { reason: 'so it is' };

const taskBody = (task: NewTask) => ({
  name: 'x',
  priority: task.priority,
  agent_id: task.agent,
  story_id: task.story,
  epic_id: task.epic,
  dependencies: task.dependencies,
  estimated_hours: task.estimated,
  due_at: task.due && `2030-01-${String(task.due).padStart(2, '0')}`,
});

const changeBody = ({ priority, agent, estimated }: TaskChange) => ({
  priority,
  agent_id: agent,
  estimated_hours: estimated,
});

function operationBody(operation: Operation): object {
  if (operation.do === 'task.create') return { op: 'create', ...taskBody(operation.task) };
  const target = { id: operation.task, if_status: operation.expected };
  if (operation.do === 'task.change') return { op: 'update', ...target, ...changeBody(operation.change) };
  const { move, token, hours } = operation;
  return { op: move, ...target, lease_token: token, actual_hours: hours };
}

/** How each action is asked for over HTTP. What time does is asked of nobody. */
const makers: { [K in Kind]?: (action: ActionOf<K>, model: Model) => Request } = {
  'task.create': ({ task }) => ['POST', '/tasks', taskBody(task)],
  'task.change': ({ task, change }) => ['PATCH', `/tasks/${task}`, changeBody(change)],
  'task.move': ({ task, move, token, hours }) => [
    'POST',
    `/tasks/${task}/${move}`,
    { lease_token: token, actual_hours: hours },
  ],
  'task.claim': ({ agent, session, priority, story, epic }) => [
    'POST',
    '/tasks/claim',
    { agent_id: agent, session_id: session, priority, story_id: story, epic_id: epic },
  ],
  'task.start': ({ task, agent, session }) => [
    'POST',
    `/tasks/${task}/start`,
    { agent_id: agent, session_id: session },
  ],
  'task.resume': ({ task, token }) => ['POST', `/tasks/${task}/start`, { lease_token: token }],
  'task.heartbeat': ({ task, token }) => ['POST', `/tasks/${task}/heartbeat`, { lease_token: token }],
  'task.depend': ({ task, on }) => ['POST', `/tasks/${task}/dependencies`, { depends_on: on }],
  'task.undepend': ({ task, on }) => ['DELETE', `/tasks/${task}/dependencies/${on}`],
  bulk: ({ operations }) => ['POST', '/tasks/bulk', { operations: operations.map(operationBody) }],
  'session.open': ({ agent, session }) => [
    'POST',
    '/agents/activate',
    { agent_id: agent, session_id: session, user_id: 'ada' },
  ],
  'session.end': ({ agent, session }) => ['POST', `/agents/${agent}/deactivate`, { session_id: session }],
  'story.create': ({ story }) => [
    'POST',
    '/stories',
    {
      story_id: story.id,
      title: 'x',
      epic_id: story.epic,
      story_points: story.points,
      estimated_hours: story.estimated,
      gate_required: story.gateRequired,
      dependencies: story.dependencies,
      acceptance_criteria: Array.from({ length: story.criteria }, (_, n) => `c${n}`),
    },
  ],
  'story.change': ({ story, change: { title, points, estimated, epic } }) => [
    'PATCH',
    `/stories/${story}`,
    { title, story_points: points, estimated_hours: estimated, epic_id: epic },
  ],
  'story.move': ({ story, move }) => [
    'POST',
    `/stories/${story}/${move}`,
    ['block', 'cancel', 'reopen'].includes(move) ? REASON : undefined,
  ],
  'story.depend': ({ story, on }) => ['POST', `/stories/${story}/dependencies`, { depends_on: on }],
  'story.undepend': ({ story, on }) => ['DELETE', `/stories/${story}/dependencies/${on}`],
  'criterion.add': ({ story, kind }) => [
    'POST',
    `/stories/${story}/criteria`,
    { kind: { AC: 'ACCEPTANCE', DOD: 'DEFINITION_OF_DONE' }[kind], text: 'more' },
  ],
  'criterion.change': ({ story, ref, met }) => [
    'PATCH',
    `/stories/${story}/criteria/${ref}`,
    met === undefined ? { text: `other words ${randomUUID()}` } : { met },
  ],
  'criterion.remove': ({ story, ref }) => ['DELETE', `/stories/${story}/criteria/${ref}`],
  'gate.judge': ({ story, verdict, waiver, seen }) => [
    'POST',
    `/stories/${story}/gates`,
    {
      gate: verdict,
      status_reason: 'because',
      revision: seen?.revision,
      waiver: waiver ? { reason: 'late', approved_by: 'po', expires_at: '2099-01-01T00:00:00Z' } : undefined,
    },
  ],
  'checklist.create': ({ story, required }) => [
    'POST',
    '/checklists',
    { checklist_id: CHECKLIST, story_id: story, required },
  ],
  'checklist.settle': ({ story, checklist, item, status }, model) => {
    const { uuid, items } = byId(model.stories, story).checklists[checklist];
    const evidence = status === 'NOT_APPLICABLE' ? 'it does not apply' : undefined;
    const all = items.map((_, place) => ({ position: place + 1, status, evidence }));
    return ['POST', `/checklists/${uuid}/items`, { items: item === undefined ? all : [all[item]] }];
  },
  'epic.create': ({ epic }) => ['POST', '/epics', { epic_id: epic, name: 'x' }],
  'epic.change': ({ epic }) => ['PATCH', `/epics/${epic}`, { description: 'other' }],
  'epic.move': ({ epic, move }) => [
    'POST',
    `/epics/${epic}/${move}`,
    ['cancel', 'reopen'].includes(move) ? {} : undefined,
  ],
};

/** How an action is asked for; undefined for what time does. */
export function requestOf(action: Action, model: Model): Request | undefined {
  const make = makers[action.do] as ((action: Action, model: Model) => Request) | undefined;
  return make?.(action, model);
}
