import { Client } from '../../test/support/client';
import { drive, overHttp, seeded } from '../../test/support/driver';
import { BMAD_METHOD, testServer, type TestServer } from '../../test/support/server';
import { DefinitionsService } from '../definitions/definitions.service';
import type { RunView } from './run.view';
import type { ArtifactSummary } from './artifacts/artifact.dto';
import { NEXT_BYTES } from './next/shorten';
import { artifactName } from './plan/requirements';
import type { StageView } from './stages/stage.dto';

/** Every seed drives every variant of every workflow once. `SEEDS=1000 npx jest every-workflow` looks further. */
const SEEDS = Number(process.env.SEEDS ?? 1);
/** `FIRST=500` begins at another seed. */
const FIRST = Number(process.env.FIRST ?? 0);

interface Way {
  workflow_id: string;
  variant: string;
}

let server: TestServer;
let client: Client;
let ways: Way[];

beforeAll(async () => {
  server = await testServer({ bmadCore: [BMAD_METHOD] });
  client = new Client(server.api);
  const workflows = await server.app.get(DefinitionsService).current('WORKFLOW');
  ways = workflows.flatMap(({ pack, definitionId, body }) =>
    body.variants.map(({ name }) => ({ workflow_id: `${pack}:${definitionId}`, variant: name })),
  );
});
afterAll(() => server.app.close());

/** In a project of its own, so that no document of another run helps. */
async function driveOnce(way: Way, seed: number, name: string): Promise<void> {
  const alone = await client.inNewProject(name);
  const { key } = await alone.post<RunView>('/workflows/start', { ...way, user_id: 'ada', session_id: 's-1' });
  const { seen, moves, reworks } = await drive(overHttp(alone, key), seeded(seed));
  const told = JSON.stringify({ ...way, seed, moves });

  const progress = seen.map(({ run }) => run.progress_percentage);
  const fell = progress.findIndex((now, turn) => now < progress[turn - 1] && !reworks.includes(turn - 1));
  if (fell >= 0) throw new Error(`progress fell at ${fell}: ${told}`);
  const long = seen.find((next) => Buffer.byteLength(JSON.stringify(next)) > NEXT_BYTES);
  if (long) throw new Error(`an answer is too long: ${JSON.stringify(long)}`);
  const last = seen[seen.length - 1].run;
  expect({ ...last, told }).toEqual({ key, status: 'COMPLETED', progress_percentage: 100, told });
  for (const { run } of seen.slice(0, -1)) {
    if (run.status !== 'ACTIVE' && run.status !== 'PAUSED') throw new Error(`${run.status} before the end: ${told}`);
  }
  const { stages } = await alone.get<RunView>(`/workflows/${key}`);
  const { items } = await alone.get<{ items: ArtifactSummary[] }>(`/workflows/${key}/artifacts?limit=200`);
  const documents = new Set(items.filter(({ counts }) => counts).map(({ name }) => artifactName(name)));
  expect({ unmet: stages.flatMap((stage) => unmet(stage, documents)), told }).toEqual({ unmet: [], told });
  expect(stages.filter(({ status }) => status !== 'COMPLETED' && status !== 'SKIPPED')).toEqual([]);
}

/** What a stage that ran was neither given nor told to be there. */
const unmet = ({ status, requires, acknowledged }: StageView, documents: Set<string>): string[] =>
  status === 'COMPLETED'
    ? requires.filter((name) => !documents.has(artifactName(name)) && !acknowledged.includes(name))
    : [];

test('there are the 19 workflows of the method and its packs, with all their variants', () => {
  expect(new Set(ways.map(({ workflow_id }) => workflow_id)).size).toBe(19);
  expect(ways).toHaveLength(24);
});

test(`each variant of each comes to its end, whatever is decided on the way (${SEEDS} seeds)`, async () => {
  const drives = Array.from({ length: SEEDS }, (_, turn) =>
    ways.map((way, n) => ({ way, seed: FIRST + turn, name: `p-${turn}-${n}` })),
  );
  const queue = drives.flat();
  const lane = async () => {
    for (let drive = queue.shift(); drive; drive = queue.shift()) await driveOnce(drive.way, drive.seed, drive.name);
  };
  await Promise.all(Array.from({ length: 8 }, lane));
}, 3_600_000);
