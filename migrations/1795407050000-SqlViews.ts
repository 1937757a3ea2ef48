import type { MigrationInterface, QueryRunner } from 'typeorm';
import { useSchema } from './use-schema';

interface View {
  name: string;
  says: string;
  from: string;
  /** Each column with where it comes from and what it means. */
  columns: Record<string, [expression: string, meaning: string]>;
}

const project = ['projects.key', 'Key of the project'] as [string, string];
const id = (table: string): [string, string] => [`${table}.id`, 'UUIDv7; sorts by age'];
const inProject = (table: string) => `${table} join projects on projects.id = ${table}.project_id`;
const at = (table: string, ...names: string[]) =>
  Object.fromEntries(names.map((name) => [`${name}_at`, [`${table}.${name}_at`, moments[name]] as [string, string]]));
const moments: Record<string, string> = {
  created: 'When the row was made',
  updated: 'When it changed last',
  started: 'When work began; null before',
  ended: 'When it came to its end; null before',
};

const views: View[] = [
  {
    name: 'agents_v1',
    says: 'Agents of each project, with their status at the moment of reading',
    from: inProject('agent_states'),
    columns: {
      id: id('agent_states'),
      project,
      agent_id: ['agent_states.agent_id', 'Readable id, unique in its pack'],
      pack: ['agent_states.pack', 'The pack that defines it'],
      name: ['agent_states.name', 'What people call it'],
      title: ['agent_states.title', 'Its role'],
      agent_type: [
        'agent_states.agent_type::text',
        'ORCHESTRATOR, SPECIALIST, DEVELOPER, ANALYST, ARCHITECT, TESTER or CUSTOM',
      ],
      status: ['agent_states.status::text', 'IDLE, ACTIVE, BUSY, PAUSED or OFFLINE'],
      live_sessions: ['agent_states.live_sessions', 'How many sessions it has now'],
      ...at('agent_states', 'created', 'updated'),
    },
  },
  {
    name: 'epics_v1',
    says: 'Epics with what their stories and tasks add up to',
    from: `${inProject('epics')} join epic_rollups rollup on rollup.epic_uuid = epics.id`,
    columns: {
      id: id('epics'),
      project,
      epic_id: ['epics.epic_id', 'Readable id, unique in the project'],
      name: ['epics.name', 'What it is called'],
      status: ['epics.status::text', 'DRAFT, ACTIVE, DONE or CANCELLED'],
      stories_total: ['rollup.stories_total', 'Stories, cancelled ones too'],
      stories_done: ['rollup.stories_done', 'Stories that are DONE'],
      points_total: ['rollup.points_total', 'Story points, without those of cancelled stories'],
      points_done: ['rollup.points_done', 'Story points of stories that are DONE'],
      progress_percentage: [
        'rollup.progress_percentage',
        'Share of the points, or of the stories where none has points, that is done: 0 to 100',
      ],
      start_date: ['epics.start_date', 'When it shall begin'],
      target_date: ['epics.target_date', 'When it shall be done'],
      ...at('epics', 'created', 'updated', 'ended'),
    },
  },
  {
    name: 'stories_v1',
    says: 'Stories with what their criteria and tasks add up to',
    from: `${inProject('stories')} join story_rollups rollup on rollup.story_uuid = stories.id left join epics on epics.id = stories.epic_uuid`,
    columns: {
      id: id('stories'),
      project,
      story_id: ['stories.story_id', 'Readable id, unique in the project'],
      title: ['stories.title', 'What it is called'],
      status: ['stories.status::text', 'DRAFT, APPROVED, IN_PROGRESS, REVIEW, DONE, BLOCKED or CANCELLED'],
      epic_id: ['epics.epic_id', 'Its epic; null for none'],
      assignee: ['stories.assignee', 'Who works on it'],
      story_points: ['stories.story_points', 'Its size; null where nobody said'],
      criteria_total: ['rollup.criteria_total', 'Acceptance criteria and definition of done'],
      criteria_met: ['rollup.criteria_met', 'Those of them that are met'],
      tasks_total: ['rollup.tasks_total', 'Tasks, cancelled ones too'],
      tasks_open: ['rollup.tasks_open', 'Tasks that are neither completed nor cancelled'],
      estimated_hours: ['rollup.hours_estimated', 'Its estimate, else that of its tasks; null without any'],
      actual_hours: ['rollup.hours_actual', 'Hours of its tasks; null while none is known'],
      revision: ['stories.revision', 'Counts what changed in it; a quality gate holds for one'],
      ...at('stories', 'created', 'updated', 'started', 'ended'),
    },
  },
  {
    name: 'tasks_v1',
    says: 'Tasks, with who works on them',
    from: `${inProject('tasks')} left join stories on stories.id = tasks.story_uuid left join epics on epics.id = tasks.epic_uuid`,
    columns: {
      id: id('tasks'),
      project,
      task_id: ['tasks.task_id', 'Readable id, unique in the project'],
      name: ['tasks.name', 'What it is called'],
      task_type: ['tasks.task_type', 'What kind of work it is'],
      status: ['tasks.status::text', 'PENDING, IN_PROGRESS, REVIEW, BLOCKED, COMPLETED, FAILED or CANCELLED'],
      priority: ['tasks.priority::text', 'LOW, MEDIUM, HIGH or CRITICAL'],
      agent_id: ['tasks.agent_id', 'Whom it is meant for; null for anyone'],
      claimed_by: ['tasks.claimed_by', 'Who took it last; null when nobody has'],
      workflow_key: ['tasks.workflow_key', 'Key of its run; null for none'],
      story_id: ['stories.story_id', 'Its story; null for none'],
      epic_id: ['epics.epic_id', 'Its epic; null for none'],
      waits_for: ['tasks.waits_for', 'How many open tasks stand before it; 0 and PENDING means ready'],
      tags: ['tasks.tags', 'Free words'],
      estimated_hours: ['tasks.estimated_hours', 'Null where nobody said'],
      actual_hours: ['tasks.actual_hours', 'As told, else measured; null before the end'],
      quality_score: ['tasks.quality_score', '0 to 100; null where nobody judged'],
      due_at: ['tasks.due_at', 'When it shall be done'],
      ...at('tasks', 'created', 'updated', 'started', 'ended'),
    },
  },
  {
    name: 'runs_v1',
    says: 'Runs of workflows',
    from: inProject('workflows'),
    columns: {
      id: id('workflows'),
      project,
      key: ['workflows.key', 'Readable id, unique in the project'],
      workflow_id: ['workflows.workflow_id', 'The definition that it runs'],
      pack: ['workflows.pack', 'The pack of the definition'],
      workflow_type: ['workflows.workflow_type::text', 'GREENFIELD, BROWNFIELD or CUSTOM'],
      status: ['workflows.status::text', 'DRAFT, ACTIVE, PAUSED, COMPLETED, CANCELLED or FAILED'],
      user_id: ['workflows.user_id', 'Who began it'],
      epic_id: ['workflows.epic_id', 'The epic whose stories it takes; null for none'],
      paused_seconds: ['workflows.paused_seconds', 'How long it has rested, without a rest that lasts'],
      ...at('workflows', 'created', 'updated', 'started', 'ended'),
    },
  },
  {
    name: 'stages_v1',
    says: 'Stages of runs, in their current attempt',
    from: `workflow_stages join workflows on workflows.id = workflow_stages.run_uuid join projects on projects.id = workflow_stages.project_id`,
    columns: {
      id: id('workflow_stages'),
      project,
      run_key: ['workflows.key', 'Key of the run'],
      stage_id: ['workflow_stages.stage_id', 'Readable id, unique in the run'],
      name: ['workflow_stages.name', 'What it is called'],
      position: ['workflow_stages.position', 'Its place in the order of the run'],
      status: ['workflow_stages.status::text', 'PENDING, READY, ACTIVE, COMPLETED, SKIPPED or FAILED'],
      agent_id: ['workflow_stages.agent_id', 'Who has it; null before it is started'],
      attempt: ['workflow_stages.attempt', 'How often it was started'],
      quality_score: ['workflow_stages.quality_score', '0 to 100; null where nobody judged'],
      ready_at: ['workflow_stages.ready_at', 'When it could be started; null before'],
      ...at('workflow_stages', 'created', 'updated', 'started', 'ended'),
    },
  },
  {
    name: 'memories_v1',
    says: 'What was remembered, with who may see it',
    from: `${inProject('memories')} join agents on agents.id = memories.agent_uuid join memory_places place on place.number = memories.place_number`,
    columns: {
      id: id('memories'),
      project,
      agent_id: ['agents.agent_id', 'Who learned it'],
      scope: ['place.visibility::text', 'AGENT, TEAM or PROJECT: who may see it'],
      category: ['memories.category::text', 'What it is about, as in the API'],
      status: ['memories.status::text', 'ACTIVE is found; the others are history'],
      content: ['memories.content', 'What was learned'],
      tags: ['memories.tags', 'Free words'],
      entities: ['memories.entities', 'What it speaks of, by name'],
      importance: ['memories.importance', '0 to 1'],
      confidence: ['memories.confidence', '0 to 1'],
      useful_count: ['memories.useful_count', 'How often somebody said that it helped'],
      harmful_count: ['memories.harmful_count', 'How often somebody said that it misled'],
      occurred_at: ['memories.occurred_at', 'When what it tells happened'],
      ...at('memories', 'created', 'updated'),
    },
  },
  {
    name: 'events_v1',
    says: 'Everything that happened, in the order that never changes: order by position, go on after the last one seen',
    from: `${inProject('events')} where events.position is not null`,
    columns: {
      position: ['events.position', 'Counts without a gap; the id of GET /events'],
      project,
      type: ['events.type', 'What happened, as in task.completed'],
      subject_type: ['events.subject_type', 'What it happened to'],
      subject_id: ['events.subject_id', 'UUID of that'],
      actor: ['events.actor', 'Who did it'],
      data: ['events.data', 'Small facts; members may be added'],
      at: ['events.at', 'When it happened'],
    },
  },
];

/** What readers with SQL may rely on: each view keeps its columns; what must change comes as a view with the next number. */
export class SqlViews1795407050000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await useSchema(runner);
    for (const { name, says, from, columns } of views) {
      const list = Object.entries(columns).map(([column, [expression]]) => `${expression} as ${column}`);
      await runner.query(`create view ${name} as select ${list.join(', ')} from ${from}`);
      await runner.query(`comment on view ${name} is '${says}'`);
      for (const [column, [, meaning]] of Object.entries(columns))
        await runner.query(`comment on column ${name}.${column} is '${meaning}'`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    await useSchema(runner);
    for (const { name } of [...views].reverse()) await runner.query(`drop view ${name}`);
  }
}
