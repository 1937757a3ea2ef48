import type { ProblemKind, ProblemKinds } from './problem-kind';

/** 409: what is there stands against what is wanted. */
const conflict = (title: string, means: string, remedy: string): ProblemKind => ({
  title,
  statuses: [409],
  means,
  remedy,
});

/** What stands against a piece of work: agents, tasks, stories, epics, workflows, collaboration, memory. */
export const workKinds: ProblemKinds = {
  'project-exists': conflict(
    'The project exists already',
    'Another project has this key.',
    'Use that one, or choose another key.',
  ),
  'agent-ambiguous': conflict(
    'Several agents have this id',
    'Several packs have an agent of this id.',
    'Say which: `suggestions` holds the full names, as pack:agent_id.',
  ),
  'agent-paused': conflict(
    'The agent is paused',
    'Somebody has paused the agent, so it takes up nothing.',
    'Resume it, or choose another agent.',
  ),
  'agent-offline': conflict(
    'The agent is offline',
    'Somebody has taken the agent offline, so it takes up nothing.',
    'Resume it, or choose another agent.',
  ),
  'agent-retired': conflict(
    'The agent is retired',
    'The definitions have the agent no longer; it is kept as history.',
    'Choose another agent, or bring its definition back.',
  ),
  'session-ended': conflict(
    'The session has ended',
    'It was ended, or its time ran out without a heartbeat.',
    'Activate the agent again; the same `session_id` may be used.',
  ),
  'ambiguous-definition': conflict(
    'The name stands for several definitions',
    'Several packs have a definition of this id.',
    'Say which: `suggestions` holds the full names.',
  ),
  'task-taken': conflict(
    'The task is taken',
    'Somebody else holds the task under a lease.',
    'Take another one, or wait until the lease ends.',
  ),
  'task-for-another': conflict(
    'The task is for another agent',
    'The task names the agent that it is for.',
    'Let that agent take it, or change the task.',
  ),
  'task-waits': conflict('The task waits for others', 'Tasks that it depends on are open.', 'Finish these first.'),
  'task-over': conflict('The task is over', 'A task that has ended waits for nothing.', 'Reopen it first.'),
  'task-of-stage': conflict(
    'The task belongs to a stage',
    'The task goes along with a stage of a workflow, which decides over it.',
    'Move the stage; rework the workflow to do it again.',
  ),
  'lease-lost': conflict(
    'The lease is not held',
    'The lease has run out or was never held, so the write came too late; nothing was changed.',
    'Claim the task again, if it is free.',
  ),
  'dependency-cycle': conflict(
    'The dependency would close a cycle',
    'Each would wait for the next, for ever.',
    'Take another edge of the cycle away first; `detail` names them.',
  ),
  'story-exists': conflict(
    'The story exists already',
    'Another story has this id.',
    'Change that one, or choose another id.',
  ),
  'story-waits': conflict(
    'The story waits for others',
    'Stories that it depends on are not done.',
    'Finish these first.',
  ),
  'story-over': conflict('The story is over', 'Nothing of a story changes once it has ended.', 'Reopen it first.'),
  'story-not-done': conflict(
    'Something stands between the story and DONE',
    'A criterion, a task, a checklist or a gate is open.',
    'Settle what `errors` names.',
  ),
  'story-moved-on': conflict(
    'The story has changed since it was looked at',
    'A verdict is for one revision of a story, and this is not the newest one.',
    'Look at the story again, and judge that.',
  ),
  'epic-exists': conflict(
    'The epic exists already',
    'Another epic has this id.',
    'Change that one, or choose another id.',
  ),
  'epic-over': conflict('The epic is over', 'Nothing of an epic changes once it has ended.', 'Reopen it first.'),
  'epic-not-done': conflict(
    'Something stands between the epic and DONE',
    'A story or a key result is open.',
    'Settle what `errors` names.',
  ),
  'key-result-exists': conflict(
    'The key result exists already',
    'The objective has a key result of this name.',
    'Change that one, or choose another name.',
  ),
  'workflow-ended': conflict(
    'The workflow has ended',
    'A run that has ended stays as it is.',
    'Fork it from a stage, or start a new one.',
  ),
  'workflow-not-active': conflict(
    'The workflow is not active',
    'The stages and decisions of a run rest while it is paused or over.',
    'Resume it.',
  ),
  'stage-not-ready': conflict(
    'The stage is not ready',
    'Something comes before it, or it is under way or over.',
    'GET /workflows/{id}/next says what is ready.',
  ),
  'stage-not-reached': conflict(
    'The stage was not reached yet',
    'A run is forked at a stage that it has come to.',
    'Choose one of `allowed`.',
  ),
  'stage-not-optional': conflict(
    'The stage is not optional',
    'Only an optional stage, or one whose condition is false, is skipped.',
    'Do it, or answer its condition.',
  ),
  'requirements-missing': conflict(
    'Something that the stage requires is missing',
    'A document is not there, or a demand was not acknowledged.',
    'Bring what `errors` names, or acknowledge it.',
  ),
  'decision-not-open': conflict(
    'That question is not open',
    'The run does not ask this now.',
    'Answer one of `allowed`.',
  ),
  'collaboration-ended': conflict(
    'The collaboration has ended',
    'What was said of it when it ended stays.',
    'Begin a new one.',
  ),
  'collaboration-is-handoff': conflict(
    'The collaboration is a handoff',
    'A handoff ends by being rejected or completed.',
    'Use the routes of handoffs.',
  ),
  'secret-found': {
    title: 'A memory must not hold secrets',
    statuses: [422],
    means: 'The text holds what looks like a key, token or password.',
    remedy: 'Take it out; the setting MEMORY_SECRETS=mask has it masked instead.',
  },
};
