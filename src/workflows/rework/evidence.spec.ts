import * as fc from 'fast-check';
import type { Client } from '../../../test/support/client';
import { demoServer, type DemoServer } from '../../../test/support/demo';
import { AgentSession } from '../../agents/agent-session.entity';
import { Database } from '../../database/database';
import type { DecisionView } from '../decisions/decision.dto';
import type { NextView } from '../next/next.dto';
import type { RunView } from '../run.view';
import type { StageView } from '../stages/stage.dto';

const FLOW = `
workflow:
  id: flow
  sequence:
    - { agent: pm, step: plan, creates: plan.md }
    - { agent: dev, step: part, creates: part.md, requires: [plan.md, the plan is read], repeats: for_each_part }
    - { agent: qa, step: check, requires: part.md, condition: risky, optional: true }
    - { step: repeat_development_cycle }
    - { agent: pm, step: close, requires: [part.md, plan.md], optional: true }
`;
const STAGES = ['plan', 'part', 'check', 'part.2', 'check.2', 'close'];

let server: DemoServer;
let client: Client;
let projects = 0;

beforeAll(async () => {
  server = await demoServer();
  server.put('demo/workflows/flow.yaml', FLOW);
  await server.client.post('/definitions/reload');
});
afterAll(() => server.close());

/** What a client does; whether it is allowed is up to the server. */
interface Act {
  kind: string;
  stage: string;
  name: string;
  yes: boolean;
}
const anyAct: fc.Arbitrary<Act> = fc.record({
  kind: fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom('work', 'start', 'complete', 'decide') },
    {
      weight: 4,
      arbitrary: fc.constantFrom(...['skip', 'fail', 'retry', 'pause', 'resume', 'attach', 'rework', 'fork', 'crash']),
    },
    { weight: 1, arbitrary: fc.constantFrom('cancel') },
  ),
  stage: fc.constantFrom(...STAGES),
  name: fc.constantFrom('plan.md', 'part.md'),
  yes: fc.boolean(),
});

/** What a run is known to have been given, in the order in which it happened. */
class Log {
  private clock = 0;
  /** When each document was handed in, by the stage that did it, or `outside`. */
  private readonly given: { document: string; by: string; at: number }[] = [];
  /** When each stage began anew the last time. */
  private readonly anew = new Map<string, number>();

  give(document: string, by = 'outside'): void {
    this.given.push({ document, by, at: ++this.clock });
  }

  beginAnew(stages: readonly string[]): void {
    this.clock++;
    for (const stage of stages) this.anew.set(stage, this.clock);
  }

  /** Whether a document was handed in since the stages that make it began anew. */
  has(document: string, makers: readonly StageView[]): boolean {
    const since = Math.max(0, ...makers.map(({ stage_id }) => this.anew.get(stage_id) ?? 0));
    return this.given.some((entry) => entry.document === document && entry.at > since);
  }
}

const path = (key: string) => `/workflows/${key}`;
const view = (key: string) => client.get<RunView>(path(key));
const next = (key: string) => client.get<NextView>(`${path(key)}/next?detail=full`);

/** The stages that have to make a document before a stage, by the plan. */
const makersOf = (document: string, stage: StageView, { stages }: RunView) =>
  stages.filter(
    (maker) =>
      maker.creates.includes(document) &&
      maker.order < stage.order &&
      maker.status !== 'SKIPPED' &&
      (maker.cycle === null || maker.cycle !== stage.cycle || maker.pass === stage.pass),
  );

/** Sends a move, and holds its answer against what was known before. */
async function act(key: string, log: Log, { kind, stage, name, yes }: Act): Promise<void> {
  const before = await view(key);
  if (kind === 'work') {
    await act(key, log, { kind: 'start', stage, name, yes });
    return act(key, log, { kind: 'complete', stage, name, yes });
  }
  const body = await bodyOf(key, kind, { stage, name, yes });
  if (!body) return;
  const { ok, json } = await client.send(path(key) + body.path, body.body);
  const target = before.stages.find(({ stage_id }) => stage_id === stage);
  const isStageMove = body.path.startsWith('/stages');
  if (before.status !== 'ACTIVE' && isStageMove) {
    expect([ok, await view(key)]).toEqual([false, before]);
    return;
  }
  if (!ok) return;
  if (kind === 'attach') log.give(name);
  if (kind === 'complete' && yes) for (const document of target!.creates) log.give(document, stage);
  if (kind === 'rework') log.beginAnew(await reworked(key));
  if (kind === 'start') refuseUnmet(json as StageView, before, log);
  const opened = (await view(key)).stages.filter(({ id }) => !before.stages.some((old) => old.id === id));
  if (opened.length) log.beginAnew(opened.map(({ stage_id }) => stage_id));
}

async function bodyOf(key: string, kind: string, { stage, name, yes }: Omit<Act, 'kind'>) {
  const at = `/stages/${stage}/${kind}`;
  switch (kind) {
    case 'start':
      return {
        path: at,
        body: { session_id: 's-1', acknowledge: stage.startsWith('part') && yes ? ['the plan is read'] : [] },
      };
    case 'complete': {
      const creates = yes ? [stage === 'plan' ? 'plan.md' : 'part.md'].filter(() => !/check|close/.test(stage)) : [];
      return { path: at, body: { artifacts: creates.map((document) => ({ name: document })) } };
    }
    case 'skip':
    case 'fail':
      return { path: at, body: { reason: 'why not' } };
    case 'retry':
      return { path: at, body: {} };
    case 'attach':
      return { path: '/artifacts', body: { name } };
    case 'rework':
      return { path: '/rework', body: { stage_id: stage, reason: 'again' } };
    case 'decide': {
      const [open] = (await next(key)).decisions;
      return open && { path: '/decisions', body: { name: open.name, value: yes && !open.name.includes('.2') } };
    }
    case 'crash':
      await crash();
      return undefined;
    case 'fork':
      await fork(key, stage);
      return undefined;
    default:
      return { path: `/${kind}`, body: {} };
  }
}

/** Every session is gone, as when all machines of the team lose power. */
async function crash(): Promise<void> {
  await server.app
    .get(Database)
    .of(AgentSession)
    .update({ sessionId: 's-1' }, { expiresAt: new Date(Date.now() - 1000) });
  for (const agent_id of ['pm', 'dev', 'qa']) {
    await client.send('/agents/activate', { agent_id, session_id: 's-1', user_id: 'ada' });
  }
}

/** What lies before the stage is carried over as it is; nothing else is. */
async function fork(key: string, stage_id: string): Promise<void> {
  const { ok, json } = await client.send(`${path(key)}/fork`, { stage_id });
  if (!ok) return;
  const [old, made] = [await view(key), json as RunView];
  for (const stage of made.stages) {
    const origin = old.stages.find((other) => other.stage_id === stage.stage_id)!;
    if (stage.attempt > 0) expect(stage).toMatchObject({ status: origin.status, attempt: origin.attempt });
  }
  expect(made.stages.find((stage) => stage.stage_id === stage_id)).toMatchObject({ attempt: 0, acknowledged: [] });
  expect(old.forks).toContain(made.key);
  await client.post(`${path(made.key)}/cancel`);
}

async function reworked(key: string): Promise<string[]> {
  const { items } = await client.get<{ items: { type: string; data: { stages: string[] } }[] }>(
    `${path(key)}/activity?limit=200`,
  );
  const last = items.findLast(({ type }) => type === 'workflow.reworked');
  return last!.data.stages;
}

/** A stage that has started has all that it requires, and nothing of it is from before a rework. */
function refuseUnmet(stage: StageView, before: RunView, log: Log): void {
  for (const name of stage.requires) {
    if (stage.acknowledged.includes(name)) continue;
    const makers = makersOf(name, stage, before);
    expect({ name, given: log.has(name, makers) }).toEqual({ name, given: true });
  }
}

async function check(key: string): Promise<void> {
  const run = await view(key);
  const { items } = await client.get<{ items: DecisionView[] }>(`${path(key)}/decisions?limit=200`);
  const counting = items.filter(({ counts }) => counts).map(({ name }) => name);
  expect(new Set(counting).size).toBe(counting.length);
  for (const { name, status, condition, pass, reason } of run.stages) {
    const asked = pass === 1 ? condition : `${condition}.${pass}`;
    if (condition && (status === 'COMPLETED' || status === 'ACTIVE'))
      expect({ name, counting }).toEqual({ name, counting: expect.arrayContaining([asked]) });
    if (status === 'PENDING') expect(reason).toBeNull();
  }
  const { done } = await next(key);
  expect(done).toBe(['COMPLETED', 'CANCELLED', 'FAILED'].includes(run.status));
  if (run.status === 'COMPLETED') expect(run.progress_percentage).toBe(100);
}

test('whatever clients do, no stage runs without what it requires, none moves in a run that rests, and nothing from before a rework counts', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyAct, { minLength: 15, maxLength: 45 }), async (acts) => {
      client = await server.client.inNewProject(`evidence-${++projects}`);
      await crash();
      const { key } = await client.post<RunView>('/workflows/start', {
        workflow_id: 'flow',
        user_id: 'ada',
        session_id: 's-1',
      });
      const log = new Log();
      for (const one of acts) await act(key, log, one);
      await check(key);
    }),
    { numRuns: Number(process.env.SEEDS ?? 6), endOnFailure: true },
  );
}, 3_600_000);
