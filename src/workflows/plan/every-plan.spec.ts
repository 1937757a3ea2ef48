import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { drive, seeded } from '../../../test/support/driver';
import { BMAD_METHOD } from '../../../test/support/server';
import { type Around, SimulatedRun } from '../../../test/support/simulated-run';
import type { WorkflowStep } from '../../definitions/parse/workflow';
import { parseWorkflow } from '../../definitions/parse/workflow-file';
import type { Backlog } from './planned';

/** The seeds take the variants in turn. `SEEDS=24000 npx jest every-plan` drives each variant by a thousand. */
const SEEDS = Number(process.env.SEEDS ?? 1000);

const folders = [
  'bmad-core',
  ...readdirSync(join(BMAD_METHOD, 'expansion-packs')).map((pack) => `expansion-packs/${pack}`),
];

/** Each variant of each workflow of the method and its packs. */
const variants = folders.flatMap((folder) => {
  const path = join(BMAD_METHOD, folder, 'workflows');
  return filesOf(path).flatMap((file) => {
    const { body } = parseWorkflow({ file, text: readFileSync(join(path, file), 'utf8') });
    return body!.variants.map(({ name, steps }): [string, WorkflowStep[]] => [`${folder}/${file} ${name}`, steps]);
  });
});

function filesOf(path: string): string[] {
  try {
    return readdirSync(path).filter((file) => file.endsWith('.yaml'));
  } catch {
    return [];
  }
}

/** Every other seed has an epic of up to five stories, some of which wait for earlier ones, are cancelled, or come late. */
function aroundOf(random: () => number): Around {
  const parallel = 1 + Math.floor(random() * 4);
  const team = ['pm', 'dev', 'qa'];
  if (random() < 0.5) return { team, parallel, backlog: () => null };
  const all = Array.from({ length: Math.floor(random() * 6) }, (_, n) => ({
    storyId: `1.${n + 1}`,
    after: n && random() < 0.4 ? [`1.${1 + Math.floor(random() * n)}`] : [],
    from: random() < 0.2 ? 20 : 0,
    until: random() < 0.2 ? Math.floor(random() * 150) : Infinity,
  }));
  let turn = 0;
  const backlog = (): Backlog => {
    turn++;
    const open = all.filter(({ from, until }) => turn >= from && turn <= until);
    return { epicId: 'e', open: open.map(({ storyId, after }) => ({ storyId, after })) };
  };
  return { team, parallel, backlog };
}

test('there are 24 variants', () => expect(variants).toHaveLength(24));

test.each(variants)(
  '%s comes to its end, whatever happens on the way',
  async (_, steps) => {
    const own = variants.findIndex((variant) => variant[1] === steps);
    for (let seed = own; seed < SEEDS; seed += variants.length) {
      const random = seeded(seed);
      const run = new SimulatedRun(steps, aroundOf(random));
      const { seen, reworks, moves } = await drive(run, random);
      const progress = seen.map((next) => next.run.progress_percentage);
      const fell = progress.some((now, turn) => now < progress[turn - 1] && !reworks.includes(turn - 1));
      const { status } = seen[seen.length - 1].run;
      const open = run.stages.filter((stage) => stage.status !== 'COMPLETED' && stage.status !== 'SKIPPED');
      if (fell || status !== 'COMPLETED' || progress.at(-1) !== 100 || open.length) {
        throw new Error(JSON.stringify({ seed, status, progress, open, moves }));
      }
    }
  },
  600_000,
);
