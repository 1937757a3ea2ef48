import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client as Postgres } from 'pg';
import { startEmbeddedPostgres } from '../src/database/embedded/embedded-postgres';
import type { NextView } from '../src/workflows/next/next.dto';
import { artifactName } from '../src/workflows/plan/requirements';
import type { RunView } from '../src/workflows/run.view';
import type { StageView } from '../src/workflows/stages/stage.dto';
import { Client } from './support/client';
import { drive, type Driven, type Move, seeded } from './support/driver';
import { type Scratch, scratchFolder, ServerProcess } from './support/process';

/** `CRASHES=100 SEED=7 npx jest test/crash` takes longer, and another way. */
const CRASHES = Number(process.env.CRASHES ?? 3);
const SEED = Number(process.env.SEED ?? 1);

/** Within so many milliseconds after a request is sent its server is killed: before, during or after its transaction. */
const SOON = 60;

jest.setTimeout(120_000 + CRASHES * 60_000);

let scratch: Scratch;
beforeAll(() => {
  scratch = scratchFolder();
});
afterAll(async () => {
  await ServerProcess.endAll();
  scratch.remove();
});

/** How often something happened for certain, and how often it may have happened. */
type Count = Map<string, { told: number; untold: number }>;

/** A team whose server is killed again and again. It knows nothing but what `next` says. */
class Team implements Driven {
  crashes = 0;
  /** The moves by what they are called in the history of the run. */
  readonly moves: Count = new Map();
  private notes = 0;

  private constructor(
    private readonly dataDir: string,
    private readonly random: () => number,
    private server: ServerProcess,
    readonly runs: string[] = [],
  ) {}

  static async begin(dataDir: string, random: () => number): Promise<Team> {
    return new Team(dataDir, random, await ServerProcess.listening({ DATA_DIR: dataDir }));
  }

  get client(): Client {
    return new Client(this.server.api);
  }

  private get key(): string {
    return this.runs.at(-1)!;
  }

  async start(workflow_id: string): Promise<void> {
    const start = { workflow_id, user_id: 'ada', session_id: 's-1', creates_task: this.runs.length % 2 === 0 };
    this.runs.push((await this.client.post<RunView>('/workflows/start', start)).key);
  }

  async next(): Promise<NextView> {
    if (this.isUnlucky(0.1)) await this.crash(0);
    return this.client.get<NextView>(`/workflows/${this.key}/next`);
  }

  async make(move: Move): Promise<boolean> {
    const body = { ...move.body, ...(move.path.endsWith('/complete') && { notes: this.lesson() }) };
    const name = nameOf(this.key, move);
    const before = await this.reworks();
    const crash = this.isUnlucky(0.4) ? this.crash(Math.floor(this.random() * SOON)) : undefined;
    const answer = await this.client.send(`/workflows/${this.key}${move.path}`, body).catch(() => undefined);
    await crash;
    const count = this.moves.get(name) ?? { told: 0, untold: 0 };
    if (answer?.ok) count.told++;
    if (!answer) count.untold++;
    this.moves.set(name, count);
    if (answer) return answer.ok;
    return move.rework ? (await this.reworks()) > before : move.refused !== true;
  }

  stop(): Promise<unknown> {
    return this.server.stop();
  }

  private isUnlucky(chance: number): boolean {
    return this.crashes < CRASHES && this.random() < chance;
  }

  private async crash(after: number): Promise<void> {
    this.crashes++;
    await sleep(after);
    await this.server.stop('SIGKILL');
    this.server = await ServerProcess.listening({ DATA_DIR: this.dataDir });
  }

  private lesson(): string {
    return `Lesson number ${++this.notes}: what was agreed in this stage has to be told to everybody.`;
  }

  private async reworks(): Promise<number> {
    const { items } = await this.client.get<{ items: { type: string }[] }>(`/workflows/${this.key}/activity?limit=200`);
    return items.filter(({ type }) => type === 'workflow.reworked').length;
  }
}

const EVENTS: Record<string, string> = {
  start: 'stage.started',
  complete: 'stage.completed',
  skip: 'stage.skipped',
  fail: 'stage.failed',
  pause: 'workflow.paused',
  resume: 'workflow.active',
  rework: 'workflow.reworked',
  decisions: 'workflow.decided',
  artifacts: 'artifact.added',
};

/** What a move is called in the history: `run stage.started pm-prd-md`, `run workflow.decided needs_ui`. */
function nameOf(key: string, { path, body }: Move): string {
  const [, noun, id, move] = path.split('/');
  const { name } = body as { name?: string };
  if (noun === 'stages') return `${key} ${EVENTS[move] ?? 'stage.ready again'} ${id}`;
  return `${key} ${EVENTS[noun]} ${name ?? ''}`.trim();
}

const HISTORY = `
  select key || ' ' || e.type || coalesce(' ' || case e.type
      when 'artifact.added' then case when e.data ? 'stage_id' then null else e.data #>> '{names,0}' end
      when 'workflow.decided' then e.data ->> 'name' when 'workflow.reworked' then null else e.data ->> 'stage_id' end, '') as name, count(*)::int
  from bmad.events e join bmad.workflows r on r.id = e.subject_id
  where not (e.type = 'artifact.added' and e.data ? 'stage_id') group by 1`;
const ACTIVITIES = `
  select details ->> 'workflow' || ' stage.' || lower(substr(activity_type, 7)) || ' ' || (details ->> 'stage_id') as name,
    count(*)::int from bmad.agent_activities where success and activity_type like 'STAGE_%' group by 1`;
const ARTIFACTS = `
  select r.key || ' ' || s.stage_id || ' ' || a.attempt || ' ' || a.round || ' ' || a.name as name, count(*)::int
  from bmad.artifacts a join bmad.workflows r on r.id = a.run_uuid join bmad.workflow_stages s on s.id = a.stage_uuid
  group by 1`;
const MEMORIES = `
  select substring(content from 'Lesson number \\d+') as name, count(*)::int from bmad.memories
  where content ~ 'Lesson number' group by 1`;
const TASKS = `
  select t.task_id || ' ' || t.status as name, 1 as count from bmad.workflow_stages s join bmad.tasks t on t.id = s.task_uuid
  where s.status::text <> t.status::text and not (s.status = 'SKIPPED' and t.status = 'CANCELLED')`;

/** Asks the database of a data folder. */
async function counts(dataDir: string, statements: string[]): Promise<Map<string, number>[]> {
  const postgres = await startEmbeddedPostgres({ dataDir: join(dataDir, 'postgres'), path: process.env.PATH });
  const client = new Postgres(postgres.url('postgres'));
  await client.connect();
  try {
    const found: Map<string, number>[] = [];
    for (const statement of statements) {
      const { rows } = await client.query<{ name: string; count: number }>(statement);
      found.push(new Map(rows.map(({ name, count }) => [name, count])));
    }
    return found;
  } finally {
    await client.end();
    await postgres.stop();
  }
}

/** What a stage that ran was neither given nor told to be there. */
async function unmet(client: Client, key: string): Promise<string[]> {
  const { stages } = await client.get<RunView>(`/workflows/${key}`);
  const { items } = await client.get<{ items: { name: string; counts: boolean }[] }>(
    `/workflows/${key}/artifacts?limit=200`,
  );
  const documents = new Set(items.filter((item) => item.counts).map(({ name }) => artifactName(name)));
  const lacking = ({ requires, acknowledged }: StageView) =>
    requires.filter((name) => !documents.has(artifactName(name)) && !acknowledged.includes(name));
  return stages.filter(({ status }) => status === 'COMPLETED').flatMap(lacking);
}

const twice = (found: Map<string, number>) => [...found].filter(([, count]) => count > 1);

test(`runs go on from \`next\` alone after ${CRASHES} times kill -9, and each move happens once`, async () => {
  const dataDir = join(scratch.path, 'data');
  const random = seeded(SEED);
  const team = await Team.begin(dataDir, random);
  while (!team.runs.length || team.crashes < CRASHES) {
    await team.start(['greenfield-fullstack', 'brownfield-service'][team.runs.length % 2]);
    const { seen } = await drive(team, random);
    expect(seen.at(-1)!.run).toMatchObject({ status: 'COMPLETED', progress_percentage: 100 });
    expect(await unmet(team.client, team.runs.at(-1)!)).toEqual([]);
  }
  await team.stop();

  const [history, activities, artifacts, memories, tasks] = await counts(dataDir, [
    ...[HISTORY, ACTIVITIES, ARTIFACTS, MEMORIES, TASKS],
  ]);
  const strange: unknown[] = [];
  for (const [name, { told, untold }] of team.moves) {
    // What was only refused, or has no name of its own in the history, may happen by itself.
    if (name.includes(' stage.ready again ') || told + untold === 0) continue;
    const happened = history.get(name) ?? 0;
    if (happened < told || happened > told + untold) strange.push({ name, happened, told, untold });
    // A stage for nobody leaves no log of an agent.
    const logged = / stage\.(started|completed|skipped|failed) /.test(name) ? activities.get(name) : undefined;
    if (logged !== undefined && logged !== happened) strange.push({ name, happened, logged });
  }
  expect(strange).toEqual([]);
  expect(memories.size).toBeGreaterThan(0);
  expect([twice(artifacts), twice(memories), [...tasks]]).toEqual([[], [], []]);
});
