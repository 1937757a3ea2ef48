import * as fc from 'fast-check';
import { demoServer } from '../../../test/support/demo';
import { type Act, Play, READ, Town } from '../../../test/support/evidence-play';

/** `SEEDS=200 npx jest evidence` tries more, `SEED=7` others. */
const SEEDS = Number(process.env.SEEDS ?? 5);
const SEED = Number(process.env.SEED ?? 1);
/** How many acts a run that is over is tried with. */
const AFTERWARDS = 4;

const FLOW = `
workflow:
  id: flow
  sequence:
    - { agent: pm, step: plan, creates: plan.md }
    - { agent: dev, step: part, creates: part.md, requires: [plan.md, ${READ}], repeats: for_each_part }
    - { agent: qa, step: check, requires: part.md, condition: risky, optional: true }
    - { step: repeat_development_cycle }
    - { agent: po, step: review, routes: { approved: { continue: true }, rejected: { agent: dev } } }
    - { agent: pm, step: close, requires: [part.md, plan.md], optional: true }
`;

let town: Town;
let projects = 0;

beforeAll(async () => {
  town = new Town(await demoServer());
  town.server.put('demo/workflows/flow.yaml', FLOW);
  await town.server.client.post('/definitions/reload');
});
afterAll(() => town.server.close());

const MOVES = [
  ...['start', 'start', 'start', 'complete', 'complete', 'complete', 'decide', 'decide', 'decide', 'skip', 'skip'],
  ...['fail', 'retry', 'retry', 'pause', 'resume', 'resume', 'attach', 'rework', 'claim', 'reject', 'accept'],
];

const anyAct: fc.Arbitrary<Act> = fc.record({
  kind: fc.oneof(
    { weight: 60, arbitrary: fc.constantFrom(...MOVES) },
    { weight: 8, arbitrary: fc.constantFrom('fork', 'die') },
    { weight: 1, arbitrary: fc.constantFrom('cancel') },
  ),
  apt: fc.nat(4).map((n) => n > 0),
  pick: fc.nat(),
  yes: fc.nat(3).map((n) => n > 0),
  crash: fc.oneof(
    { weight: 40, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: fc.constantFrom('midway' as const, 'afterwards' as const) },
  ),
});

const actsOf = (...acts: (string | Partial<Act>)[]): Act[] =>
  acts.map((act): Act => ({
    kind: '',
    apt: true,
    pick: 0,
    yes: true,
    crash: null,
    ...(typeof act === 'string' ? { kind: act } : act),
  }));

/** These are tried first: everything once; and what was given before a rework, of which nothing may count after it. */
const FIRST = [
  actsOf(
    ...['claim', 'die', 'start', 'fail', 'retry', 'start', 'complete', 'reject'],
    ...[
      { kind: 'start', yes: false },
      { kind: 'start', apt: false, pick: 2 },
      { kind: 'start', crash: 'afterwards' as const },
    ],
    ...[{ kind: 'complete', crash: 'midway' as const }, 'complete', 'pause', 'decide', 'resume', 'decide', 'accept'],
    ...['skip', 'attach', { kind: 'fork', yes: false }, { kind: 'rework', pick: 0 }],
    ...[{ kind: 'complete', apt: false, pick: 0 }, { kind: 'decide', apt: false }, 'cancel', 'start'],
  ),
  actsOf(
    ...['start', 'complete', 'attach', 'start', 'complete', 'decide', { kind: 'rework', pick: 0 }, 'start'],
    ...[{ kind: 'complete', yes: false }, 'start', 'attach', 'start', 'complete'],
  ),
];

/** What has to have been seen, or the acts are no test of it. */
const SEEN = [
  ...[...new Set(MOVES), 'fork', 'cancel'].map((kind) => `${kind} made`),
  ...['requirements-missing', 'stage-not-ready', 'workflow-not-active', 'decision-not-open', 'illegal-move'].map(
    (type) => `refused: ${type}`,
  ),
  ...['crash midway', 'crash afterwards of what was made'],
];

async function play(acts: readonly Act[]): Promise<void> {
  const start = { workflow_id: 'flow', creates_task: ++projects % 2 === 1 };
  const run = await Play.begin(town, `evidence-${projects}`, start);
  let left = AFTERWARDS;
  for (const act of acts) {
    expect({ act, faults: await run.act(act) }).toEqual({ act, faults: [] });
    if (run.over && left-- === 0) break;
  }
  expect(await run.check()).toEqual([]);
}

test('whatever clients do, no stage runs without what it requires, none moves in a run that rests, and nothing from before a rework counts', async () => {
  const acts = fc.noBias(fc.array(anyAct, { minLength: 30, maxLength: 60, size: 'max' }));
  await fc.assert(fc.asyncProperty(acts, play), {
    seed: SEED,
    numRuns: SEEDS,
    endOnFailure: true,
    examples: FIRST.map((acts): [Act[]] => [acts]),
  });
  expect(SEEN.filter((what) => !town.seen.has(what))).toEqual([]);
}, 3_600_000);
