import { DefinitionsService, type LoadReport } from '../definitions/definitions.service';
import type { Env } from '../env';
import { openApplication } from '../start';
import type { Output, Result } from './output';
import { lineOf } from './problem-line';
import { StderrLogger } from './stderr-logger';

/** Reads the folders of the settings into the database, for every server on it. */
export async function loadCommand(env: Env, output: Output): Promise<Result> {
  output.progress(`reading ${env.BMAD_CORE.join(', ')} …`);
  let report: LoadReport | undefined;
  const listen = (loaded: LoadReport) => {
    report = loaded;
    return Promise.resolve();
  };
  const server = await openApplication(env, {
    logger: new StderrLogger(),
    prepare: (app) => app.get(DefinitionsService).whenLoaded(listen),
  });
  await server.stop();
  const { packs, added, changed, removed, unchanged, problems } = report!;
  const lines = [
    ...problems.map(lineOf),
    ...added.map((name) => `+ ${name}`),
    ...changed.map((name) => `~ ${name}`),
    ...removed.map((name) => `- ${name}`),
    `${packs.length} packs: ${added.length} added, ${changed.length} changed, ${removed.length} removed, ${unchanged} unchanged`,
  ];
  const ok = problems.every(({ severity }) => severity !== 'error');
  return { json: { packs, added, changed, removed, unchanged, problems }, lines, ok };
}
