import { DEFAULT_PROJECT, ProjectsService } from '../access/projects.service';
import { ActivityCounting } from '../analytics/activities/activity-counting.service';
import { Database } from '../database/database';
import { migrate } from '../database/migrate';
import { Notices } from '../database/notices';
import type { Env } from '../env';
import { Events } from '../events/events.service';
import { Calibrations, SAMPLES } from '../memory/uses/calibrations.service';
import { CalibrationView } from '../memory/uses/uses.dto';
import { onDatabase } from './database';
import type { Output, Result } from './output';

/** Fits the confidences of a project's memories, and says how well they fitted before and after. */
export function calibrateCommand(env: Env, output: Output): Promise<Result> {
  return onTables(env, output, async (db) => {
    const events = new Events(db);
    const projectId = await new ProjectsService(db, events, new Notices(db)).idOf(env.BMAD_PROJECT ?? DEFAULT_PROJECT);
    const view = CalibrationView.of(
      await new Calibrations(db, events).calibrate({ projectId, by: 'command line' }),
      SAMPLES,
    );
    return { json: view, lines: [calibrated(view)] };
  });
}

function calibrated({ fitted, samples, samples_needed, ece_before, ece_after, bias }: CalibrationView): string {
  const before = ece_before === null ? '' : `; their calibration error is ${ece_before.toFixed(4)}`;
  if (!fitted) return `nothing fitted: ${samples} of the ${samples_needed} judged uses that a fit needs${before}`;
  return `fitted to ${samples} judged uses: calibration error ${ece_before!.toFixed(4)} before, ${ece_after!.toFixed(4)} after, bias ${bias.toFixed(3)}`;
}

/** Has all activities counted anew, by the servers that run on the database or by the next one that does. */
export function rebuildCommand(env: Env, output: Output): Promise<Result> {
  return onTables(env, output, async (db) => {
    const counting = new ActivityCounting(db);
    await counting.rebuild();
    await counting.catchUp();
    const progress = await counting.progress();
    const state = progress.under_way ? 'counted so far; a running server goes on' : 'counted anew';
    return { json: progress, lines: [`${progress.counted} activities ${state}`] };
  });
}

function onTables(env: Env, output: Output, work: (db: Database) => Promise<Result>): Promise<Result> {
  return onDatabase(env, output, async (source) => {
    await migrate(source);
    return work(new Database(source));
  });
}
