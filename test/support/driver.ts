import type { NextView } from '../../src/workflows/next/next.dto';
import type { Client } from './client';

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** One request that `next` gives reason for. */
export interface Move {
  path: string;
  body: object;
  /** Whether it has to be refused. */
  refused?: boolean;
  /** Whether it goes back to a stage that may not be behind: it is refused then. */
  rework?: boolean;
}

/** What was seen on the way: each answer of `next`, and the move that followed it. */
export interface Drive {
  seen: NextView[];
  moves: Move[];
  /** The places in `moves` at which the run went back. */
  reworks: number[];
}

/** How often a run goes back at most: it has to end. */
const REWORKS = 2;
/** And how many passes of a cycle it asks for at most. */
const PASSES = 4;

/** Far more than the longest workflow takes. */
const TURNS = 400;

/** A run as its driver knows it. */
export interface Driven {
  next(): Promise<NextView> | NextView;
  /** Makes a move. @returns whether it was not refused */
  make(move: Move): Promise<boolean> | boolean;
}

/** A run of a server. */
export const overHttp = (client: Client, key: string): Driven => ({
  next: () => client.get<NextView>(`/workflows/${key}/next`),
  make: async ({ path, body }) => (await client.send(`/workflows/${key}${path}`, body)).ok,
});

/**
 * Carries a run to its end as an agent would that knows nothing but the last answer of `next`, not even its own last move.
 * @throws Error when there is nothing to do although the run is not done, or a move is not taken as it has to be
 */
export async function drive(run: Driven, random: () => number): Promise<Drive> {
  const drive: Drive = { seen: [], moves: [], reworks: [] };
  const known = new Set<string>();
  for (let turn = 0; turn < TURNS; turn++) {
    const next = await run.next();
    drive.seen.push(next);
    if (next.done) return drive;
    const back = drive.reworks.length < REWORKS ? [...known] : [];
    for (const { stage_id } of [...next.ready, ...next.active]) known.add(stage_id);
    const move = choose(next, back, random);
    if (!move) throw new Error(`The run is stuck: ${JSON.stringify(next)} after ${JSON.stringify(drive.moves)}`);
    drive.moves.push(move);
    const made = await run.make(move);
    if (move.rework) {
      if (made) drive.reworks.push(turn);
    } else if (made === (move.refused === true)) {
      throw new Error(`${JSON.stringify(move)} was ${made ? 'taken' : 'refused'}: ${JSON.stringify(next)}`);
    }
  }
  throw new Error(`The run does not end: ${JSON.stringify(drive.moves)}`);
}

/** One of the moves that make sense now, and now and then one back, or one that must be refused. */
function choose(next: NextView, back: readonly string[], random: () => number): Move | undefined {
  const happens = (chance: number) => random() < chance;
  const oneOf = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)];
  const { decisions, active, ready, waiting } = next;

  if (next.run.status === 'PAUSED') return { path: '/resume', body: {} };
  if (happens(0.05)) return { path: '/pause', body: { reason: 'lunch' } };
  if (back.length && happens(0.03)) {
    return { path: '/rework', body: { stage_id: oneOf(back), reason: 'a second thought' }, rework: true };
  }
  if (waiting.length && happens(0.05)) return { ...startOf(oneOf(waiting).stage_id), refused: true };
  if (decisions.length) {
    const { name, kind, options } = oneOf(decisions);
    if (kind === 'repeat') {
      const pass = Number(name.split('.')[1] ?? 1);
      return { path: '/decisions', body: { name, value: pass < PASSES && happens(0.5) } };
    }
    return {
      path: '/decisions',
      body: {
        name,
        value: oneOf<boolean | string>(kind === 'condition' ? [true, false] : options),
      },
    };
  }
  if (active.length) {
    const { stage_id, creates } = oneOf(active);
    if (happens(0.1)) return { path: `/stages/${stage_id}/fail`, body: { reason: 'the power went out' } };
    const made = happens(0.1) ? [] : creates;
    return { path: `/stages/${stage_id}/complete`, body: { artifacts: made.map((name) => ({ name })) } };
  }
  if (ready.length) {
    const stage = oneOf(ready);
    if (stage.optional && happens(0.3)) return { path: `/stages/${stage.stage_id}/skip`, body: { reason: 'no time' } };
    const missing = stage.requirements.filter(({ satisfied }) => !satisfied);
    if (missing.length && happens(0.3)) return { ...startOf(stage.stage_id), refused: true };
    const document = missing.find(({ kind }) => kind === 'artifact');
    if (document) return { path: '/artifacts', body: { name: document.name } };
    return startOf(
      stage.stage_id,
      missing.map(({ name }) => name),
    );
  }
  const failed = waiting.find(({ why }) => why.startsWith('has failed'));
  return failed && { path: `/stages/${failed.stage_id}/retry`, body: {} };
}

const startOf = (stageId: string, acknowledge: string[] = []): Move => ({
  path: `/stages/${stageId}/start`,
  body: { acknowledge },
});
