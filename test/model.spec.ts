import { SchedulerRegistry } from '@nestjs/schedule';
import fc from 'fast-check';
import { ProjectsService } from '../src/access/projects.service';
import { Face } from './support/model/face';
import { Game, type Outcomes } from './support/model/game';
import { anyIntent, type Intent, resolve } from './support/model/intents';
import { kinds } from './support/model/rules';
import type { Model } from './support/model/state';
import { sender } from './support/send';
import { testServer, type TestServer } from './support/server';

/** So many are enough to see everything at least once. */
const ENOUGH = 3;
/** Every seed plays several games. `SEEDS=200 npx jest test/model` looks further. */
const SEEDS = Number(process.env.SEEDS ?? ENOUGH);

/** How long the games of one seed may take, and the search for a shorter one that fails too. */
const PATIENCE = { interruptAfterTimeLimit: 900_000, markInterruptAsFailure: true };

let server: TestServer;
let games = 0;

beforeAll(async () => {
  server = await testServer();
  // Time is in the hands of the test: nothing runs out unless it says so.
  const registry = server.app.get(SchedulerRegistry);
  for (const name of registry.getIntervals()) registry.deleteInterval(name);
});
afterAll(() => server.app.close());

/** A game in a project of its own. */
async function begin(outcomes: Outcomes): Promise<Game> {
  const project = `model-${++games}`;
  const { id } = await server.app.get(ProjectsService).create(project, 'Test');
  return new Game(new Face(server, sender(server, project), id), outcomes);
}

/** @returns what was done and what was said to it */
async function playOne(game: Game, intent: Intent): Promise<string> {
  const action = resolve(game.model, intent);
  return action ? game.play(action) : 'nothing';
}

class Step implements fc.AsyncCommand<Model, Game> {
  private told = '…';

  constructor(private readonly intent: Intent) {}

  check = () => true;

  async run(_: Model, game: Game): Promise<void> {
    this.told = await playOne(game, this.intent);
  }

  toString(): string {
    return this.told;
  }
}

/** Looks at a property with each seed, with several at a time: client and database are both busy then. */
async function holds(property: fc.IAsyncProperty<unknown>, numRuns: number): Promise<void> {
  const seeds = Array.from({ length: SEEDS }, (_, n) => n + 1);
  const lane = async () => {
    for (let seed = seeds.shift(); seed; seed = seeds.shift())
      await fc.assert(property, { seed, numRuns, ...PATIENCE });
  };
  await Promise.all(Array.from({ length: 3 }, lane));
}

/** What has to have been refused at least once, or the games are no test of it. */
const REFUSALS = [
  ...['criterion-not-found', 'dependency-cycle', 'dependency-not-found', 'illegal-move', 'lease-lost'],
  ...['precondition-failed', 'session-ended', 'session-not-found', 'unacceptable'],
  ...['story-exists', 'story-moved-on', 'story-over', 'story-waits', 'epic-exists', 'epic-over'],
  ...['task-for-another', 'task-over', 'task-taken', 'task-waits'],
  ...['acceptance_criteria', 'checklists', 'definition_of_done', 'gate', 'tasks'].map(
    (it) => `story-not-done for ${it}`,
  ),
  ...['stories', 'tasks'].map((it) => `epic-not-done for ${it}`),
];

test('whatever is asked of the server, it answers and looks as the model does', async () => {
  const outcomes: Outcomes = new Map();
  const steps = [anyIntent.map((intent) => new Step(intent))];
  const game = fc.noBias(fc.commands(steps, { maxCommands: 400, size: 'max' }));
  const played = fc.asyncProperty(game, async (commands) => {
    const real = await begin(outcomes);
    await fc.asyncModelRun(() => ({ model: real.model, real }), commands);
  });
  await holds(played, 2);
  if (SEEDS < ENOUGH) return;
  const seen = [...outcomes.keys()];
  expect(kinds.filter((kind) => !outcomes.has(`${kind} accepted`))).toEqual([]);
  expect(REFUSALS.filter((refusal) => !seen.some((what) => what.endsWith(` ${refusal}`)))).toEqual([]);
}, 3_600_000);

test('whatever several clients ask at once, some order of it explains what they are told and see', async () => {
  const outcomes: Outcomes = new Map();
  const round = fc.record({ intents: fc.array(anyIntent, { minLength: 2, maxLength: 4 }), focus: fc.noBias(fc.nat()) });
  const game = fc.record({
    opening: fc.noBias(fc.array(anyIntent, { maxLength: 40, size: 'max' })),
    rounds: fc.noBias(fc.array(round, { maxLength: 20, size: 'max' })),
  });
  const played = fc.asyncProperty(game, async ({ opening, rounds }) => {
    const one = await begin(outcomes);
    for (const intent of opening) await playOne(one, intent);
    await one.play({ do: 'lease.sweep' });
    for (const { intents, focus } of rounds) {
      const { tasks, stories, epics } = one.model;
      const ids = [...tasks, ...stories, ...epics].map(({ id }) => id);
      const actions = intents.map((intent) => resolve(one.model, intent, ids[focus % ids.length]));
      await one.playAtOnce(actions.filter((action) => action !== undefined));
    }
  });
  await holds(played, 8);
}, 3_600_000);
