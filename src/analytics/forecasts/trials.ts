import { type Random, type Urn, urnOf } from './dice';

/** How often the rest of the work is played through. */
export const TRIALS = 10_000;
/** So many trials share what they believe about the past. */
const TRIALS_OF_A_BELIEF = 50;
/** What takes longer than so many weeks is not told. */
export const HORIZON_WEEKS = 104;

/** The stories that were done on each of the seven days of a week. */
export type WeekDone = readonly number[];

/** The work that is left of an epic, and how fast such work went. */
export interface EpicWork {
  /** The stories that are left. */
  left: number;
  /** Whole weeks of the past, each beginning on the weekday on which the future begins. */
  weeks: readonly WeekDone[];
  /** Which share of what is done is done for the epic. */
  share: number;
}

/** The stages that are left of a run, each with the hours that it took in runs of the past. */
export type RunWork = readonly (readonly number[])[];

/** The rest of some work played through once, from what is believed about the past. @returns how long it took */
type Play = (random: Random) => number;

/** Days until an epic is done; infinite beyond the horizon. Whole weeks are drawn, so that weekends stay weekends. */
export const epicPlay =
  ({ left, weeks, share }: EpicWork, urn: Urn): Play =>
  (random) => {
    let open = left;
    for (let week = 0; week < HORIZON_WEEKS; week++) {
      const done = weeks[urn(random)];
      for (let day = 0; day < done.length; day++) {
        open -= share === 1 ? done[day] : some(done[day], share, random);
        if (open <= 0) return week * done.length + day + 1;
      }
    }
    return Infinity;
  };

/**
 * Hours until a run has ended.
 * @param waited how long its next stage has been due already
 */
export const runPlay =
  (stages: RunWork, waited: number, urns: readonly Urn[]): Play =>
  (random) =>
    stages.reduce((hours, seen, place) => {
      const drawn = seen[urns[place](random)];
      return hours + (place === 0 ? leftOf(drawn, waited, seen, random) : drawn);
    }, 0);

/** The trials of an epic or a run, the quickest first. */
export async function play(believe: (random: Random) => Play, random: Random): Promise<Float64Array> {
  const taken = new Float64Array(TRIALS);
  for (let trial = 0; trial < TRIALS; trial += TRIALS_OF_A_BELIEF) {
    const one = believe(random);
    for (let other = 0; other < TRIALS_OF_A_BELIEF; other++) taken[trial + other] = one(random);
    // Others are served between.
    if (trial % 1000 === 0) await new Promise(setImmediate);
  }
  return taken.sort();
}

export const believeInEpic = (work: EpicWork) => (random: Random) => epicPlay(work, urnOf(work.weeks.length, random));

export const believeInRun = (stages: RunWork, waited: number) => (random: Random) =>
  runPlay(
    stages,
    waited,
    stages.map(({ length }) => urnOf(length, random)),
  );

/** What so many percent of sorted trials did not exceed; null beyond the horizon. */
export function percentile(sorted: Float64Array, percent: number): number | null {
  const value = sorted[Math.ceil((sorted.length * percent) / 100) - 1];
  return Number.isFinite(value) ? value : null;
}

/** How many of some things, each by the same chance. */
function some(things: number, chance: number, random: Random): number {
  let drawn = 0;
  for (let thing = 0; thing < things; thing++) if (random() < chance) drawn++;
  return drawn;
}

/** What is left of a stage that is due for a while: one that took longer before, or as long again where none did. */
function leftOf(drawn: number, waited: number, seen: readonly number[], random: Random): number {
  if (drawn > waited) return drawn - waited;
  const longer = seen.filter((hours) => hours > waited);
  return longer.length ? longer[Math.floor(random() * longer.length)] - waited : drawn;
}
