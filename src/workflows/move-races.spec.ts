import { DemoRun, demoServer, type DemoServer } from '../../test/support/demo';
import type { ProblemView } from '../problems/problem.dto';
import { taskFlow } from '../tasks/task.flow';
import { runFlow } from './run.flow';
import { releaseFlow, reworkFlow, stageFlow } from './stages/stage.flow';

const REPETITIONS = 4;
const CLIENTS = 3;

const PACK = {
  quick: `
workflow:
  id: quick
  sequence:
    - { agent: dev, step: try, creates: try.md, optional: true }
    - { agent: qa, step: last, requires: the customer has agreed }
`,
  asks: 'workflow: { id: asks, sequence: [{ agent: dev, step: maybe, condition: wanted, optional: true }] }',
};
const AGREED = { acknowledge: ['the customer has agreed'] };
const WHY = { reason: 'why not' };

let server: DemoServer;

beforeAll(async () => {
  server = await demoServer();
  for (const [id, text] of Object.entries(PACK)) server.put(`demo/workflows/${id}.yaml`, text);
  await server.client.post('/definitions/reload');
});
afterAll(() => server.close());

const flows = { run: runFlow, stage: stageFlow, release: releaseFlow, rework: reworkFlow };

/** All that the tables allow, as `run ACTIVE>PAUSED`. */
const edges = Object.entries(flows).flatMap(([name, table]) =>
  table.states.flatMap((from) => table.next(from as never).map((to) => `${name} ${from}>${to}`)),
);

interface Request {
  path: string;
  body: object;
}

/** How a move of a run is made, for races. */
interface Race {
  /** The moves of the tables that it is; those of stages are of the stage named by `of`, which is `try` unless told. */
  is: string[];
  of?: string;
  start?: object;
  /** Brings a run to where the move is possible. @returns what makes it, where `path` and `body` do not say */
  prepare?: (run: DemoRun) => Promise<unknown>;
  path?: string;
  body?: object;
  /** What it is called in the history of the run. */
  event: string;
  /** What the losers are told; by the table, unless told. */
  allowed?: readonly string[];
}

const to = {
  active: (run: DemoRun) => run.move('try', 'start'),
  failed: (run: DemoRun) => to.active(run).then(() => run.move('try', 'fail', WHY)),
  paused: (run: DemoRun) => run.client.post(`${run.path}/pause`),
  last: (run: DemoRun) => run.work('try', ['try.md']),
  lastActive: (run: DemoRun) => to.last(run).then(() => run.move('last', 'start', AGREED)),
};
const stage = (move: string, id = 'try') => `/stages/${id}/${move}`;
const back = { path: '/rework', body: { stage_id: 'try', ...WHY }, event: 'workflow.reworked', allowed: [] };

/** Takes the task of the first stage up. @returns the move that ends that */
const task = (move: string) => async (run: DemoRun) => {
  const [{ task_uuid }] = (await run.view()).stages;
  const taken = await run.client.post<{ lease_token: string }>(`/tasks/${task_uuid}/start`, {
    agent_id: 'dev',
    session_id: 's-1',
  });
  return { path: `/tasks/${task_uuid}/${move}`, body: { lease_token: taken.lease_token, ...(move === 'fail' && WHY) } };
};
const withTasks = { start: { creates_task: true } };

const races: Record<string, Race> = {
  start: { is: ['stage READY>ACTIVE'], path: stage('start'), event: 'stage.started' },
  'start with an acknowledgement': {
    is: ['stage READY>ACTIVE'],
    of: 'last',
    prepare: to.last,
    path: stage('start', 'last'),
    body: AGREED,
    event: 'stage.started',
  },
  complete: { is: ['stage ACTIVE>COMPLETED'], prepare: to.active, path: stage('complete'), event: 'stage.completed' },
  'complete the last stage': {
    is: ['stage ACTIVE>COMPLETED', 'run ACTIVE>COMPLETED'],
    of: 'last',
    prepare: to.lastActive,
    path: stage('complete', 'last'),
    event: 'workflow.completed',
  },
  fail: { is: ['stage ACTIVE>FAILED'], prepare: to.active, path: stage('fail'), body: WHY, event: 'stage.failed' },
  retry: {
    is: ['stage FAILED>READY'],
    prepare: to.failed,
    path: stage('retry'),
    event: 'stage.ready',
    allowed: stageFlow.next('READY'),
  },
  skip: { is: ['stage READY>SKIPPED'], path: stage('skip'), body: WHY, event: 'stage.skipped' },
  'skip what has failed': {
    is: ['stage FAILED>SKIPPED'],
    prepare: to.failed,
    path: stage('skip'),
    body: WHY,
    event: 'stage.skipped',
  },
  'skip what is not ready': {
    is: ['stage PENDING>SKIPPED'],
    of: 'maybe',
    start: { workflow_id: 'asks' },
    path: stage('skip', 'maybe'),
    body: WHY,
    event: 'stage.skipped',
  },
  decide: {
    is: ['stage PENDING>READY'],
    of: 'maybe',
    start: { workflow_id: 'asks' },
    path: '/decisions',
    body: { name: 'wanted', value: true },
    event: 'workflow.decided',
    allowed: [],
  },
  pause: { is: ['run ACTIVE>PAUSED'], path: '/pause', event: 'workflow.paused' },
  resume: { is: ['run PAUSED>ACTIVE'], prepare: to.paused, path: '/resume', event: 'workflow.active' },
  cancel: { is: ['run ACTIVE>CANCELLED'], path: '/cancel', event: 'workflow.cancelled' },
  'give up': { is: ['run ACTIVE>FAILED'], path: '/fail', event: 'workflow.failed' },
  'cancel what rests': {
    is: ['run PAUSED>CANCELLED'],
    prepare: to.paused,
    path: '/cancel',
    event: 'workflow.cancelled',
  },
  'give up what rests': { is: ['run PAUSED>FAILED'], prepare: to.paused, path: '/fail', event: 'workflow.failed' },
  rework: { ...back, is: ['rework COMPLETED>PENDING'], prepare: to.last },
  'rework what was skipped': {
    ...back,
    is: ['rework SKIPPED>PENDING'],
    prepare: (run) => run.move('try', 'skip', WHY),
  },
  'rework before what is ready': { ...back, is: ['rework READY>PENDING'], of: 'last', prepare: to.last },
  'rework before what is in progress': { ...back, is: ['rework ACTIVE>PENDING'], of: 'last', prepare: to.lastActive },
  'rework before what has failed': {
    ...back,
    is: ['rework FAILED>PENDING'],
    of: 'last',
    prepare: (run) => to.lastActive(run).then(() => run.move('last', 'fail', WHY)),
  },
  'release its task': {
    ...withTasks,
    is: ['release ACTIVE>READY'],
    prepare: task('release'),
    event: 'stage.ready',
    allowed: taskFlow.next('PENDING'),
  },
  'complete its task': {
    ...withTasks,
    is: ['stage ACTIVE>COMPLETED'],
    prepare: task('complete'),
    event: 'stage.completed',
    allowed: taskFlow.next('COMPLETED'),
  },
  'fail its task': {
    ...withTasks,
    is: ['stage ACTIVE>FAILED'],
    prepare: task('fail'),
    event: 'stage.failed',
    allowed: taskFlow.next('FAILED'),
  },
};

/** What the rows of a history are called. */
async function historyOf(run: Pick<DemoRun, 'client' | 'path'>): Promise<string[]> {
  const { items } = await run.client.get<{ items: { type: string }[] }>(`${run.path}/activity?limit=200`);
  return items.map(({ type }) => type);
}

/** Sends the same at once. One has to win. @returns what the others are told */
async function losersOf({ client }: Pick<DemoRun, 'client'>, { path, body }: Request): Promise<ProblemView[]> {
  const answers = await Promise.all(Array.from({ length: CLIENTS }, () => client.send(path, body)));
  const losers = answers.filter(({ ok }) => !ok).map(({ json }) => json as ProblemView);
  if (losers.length !== CLIENTS - 1)
    throw new Error(`${path} was refused ${losers.length} times: ${JSON.stringify(answers)}`);
  for (const { status } of losers) expect(status).toBe(409);
  return losers;
}

const statusOf = async (run: DemoRun, table: string, id: string): Promise<string> => {
  const { status, stages } = await run.view();
  return table === 'run' ? status : stages.find(({ stage_id }) => stage_id === id)!.status;
};

/** Looks whether a run stands at one end of the moves that a race is. */
async function standsAt(run: DemoRun, { is, of = 'try' }: Race, end: 0 | 1): Promise<void> {
  for (const edge of is) {
    const [table, ends] = edge.split(' ');
    const status = await statusOf(run, table, of);
    if (table === 'rework' && end === 1)
      expect([of, ['PENDING', 'READY']]).toEqual([of, expect.arrayContaining([status])]);
    else expect([edge, status]).toEqual([edge, ends.split('>')[end]]);
  }
}

/** What may be done after a move, by its table. */
function nextBy(edge: string): readonly string[] {
  const [table, ends] = edge.split(' ');
  return flows[table as keyof typeof flows].next(ends.split('>')[1] as never);
}

test.each(Object.entries(races))('of several clients that %s at once one wins', async (name, race) => {
  const client = await server.client.inNewProject(`race-${Object.keys(races).indexOf(name)}`);
  for (let repetition = 0; repetition < REPETITIONS; repetition++) {
    const run = await DemoRun.start(client, { workflow_id: 'quick', ...race.start });
    const prepared = (await race.prepare?.(run)) as Request | undefined;
    await standsAt(run, race, 0);
    const before = (await historyOf(run)).filter((type) => type === race.event).length;
    const own = race.path === undefined ? prepared! : { path: run.path + race.path, body: race.body ?? {} };
    const allowed = [...(race.allowed ?? nextBy(race.is.at(-1)!))];
    for (const loser of await losersOf(run, own)) expect(loser.allowed ?? []).toEqual(allowed);
    await standsAt(run, race, 1);
    expect((await historyOf(run)).filter((type) => type === race.event)).toHaveLength(before + 1);
  }
});

test('forks at once are runs of their own', async () => {
  const run = await DemoRun.start(await server.client.inNewProject('forks'), { workflow_id: 'quick' });
  await to.last(run);
  const forks = await Promise.all(
    Array.from({ length: CLIENTS }, () => run.client.post<{ key: string }>(`${run.path}/fork`, { stage_id: 'last' })),
  );
  expect(forks.map(({ key }) => key).sort()).toEqual(['quick-2', 'quick-3', 'quick-4']);
  expect((await run.view()).forks).toHaveLength(CLIENTS);
});

test('there is a race for every move of the tables', () => {
  // No run of this server is ever a draft.
  const never = edges.filter((edge) => edge.startsWith('run DRAFT>'));
  const raced = new Set([...Object.values(races).flatMap(({ is }) => is), ...never]);
  expect([...raced].sort()).toEqual([...edges].sort());
});
