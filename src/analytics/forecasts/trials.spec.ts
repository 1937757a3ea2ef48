import { randomOf } from './dice';
import { believeInEpic, believeInRun, percentile, play, TRIALS, type WeekDone } from './trials';

const sorted = (work: { left: number; weeks: WeekDone[]; share?: number }, seed = 1) =>
  play(believeInEpic({ share: 1, ...work }), randomOf(seed));

test('the same seed gives the same trials, another one others', async () => {
  const weeks = [[1, 0, 2, 0, 1, 0, 0], [0, 1, 0, 3, 0, 0, 0]]; // prettier-ignore
  const [one, again, other] = [await sorted({ left: 20, weeks }), await sorted({ left: 20, weeks }), await sorted({ left: 20, weeks }, 2)]; // prettier-ignore
  expect(one).toEqual(again);
  expect(one).toHaveLength(TRIALS);
  expect(one).not.toEqual(other);
});

test('a team that always does the same is forecast to the day, and its weekends stay free', async () => {
  const weeks = Array.from({ length: 8 }, () => [1, 1, 1, 1, 1, 0, 0]);
  const trials = await sorted({ left: 6, weeks });
  // Five on the first five days; the sixth on the eighth, after the weekend.
  expect([percentile(trials, 50), percentile(trials, 95)]).toEqual([8, 8]);
});

test('what is done for others too takes longer in proportion', async () => {
  const weeks = Array.from({ length: 8 }, () => [4, 4, 4, 4, 4, 4, 4]);
  const half = percentile(await sorted({ left: 200, weeks, share: 0.5 }), 50)!;
  expect(half).toBeGreaterThanOrEqual(98);
  expect(half).toBeLessThanOrEqual(102);
});

test('a team that did nothing never ends within the horizon', async () => {
  expect(percentile(await sorted({ left: 1, weeks: [[0, 0, 0, 0, 0, 0, 0]] }), 50)).toBeNull();
});

test('a run takes what its stages took; what the next one has waited already counts', async () => {
  const hours = async (waited: number) =>
    percentile(
      await play(
        believeInRun(
          [
            [10, 10, 10],
            [2, 2],
          ],
          waited,
        ),
        randomOf(1),
      ),
      50,
    );
  expect(await hours(0)).toBe(12);
  expect(await hours(4)).toBe(8);
  // Nobody knows how long a stage takes that is late already: as long again.
  expect(await hours(11)).toBe(12);
});

/** A team of which nothing is known but its past: its rate, its rest on weekends, its days that go better or worse. */
function history(random: () => number, weeks: number): number[][] {
  const rate = 0.3 + 2 * random();
  return Array.from({ length: weeks }, () => {
    const mood = -Math.log(1 - random()) * 0.5 + 0.5;
    return Array.from({ length: 7 }, (_, day) => (day > 4 ? 0 : poisson(rate * mood, random)));
  });
}

function poisson(mean: number, random: () => number): number {
  let [count, product] = [0, random()];
  for (const limit = Math.exp(-mean); product > limit; product *= random()) count++;
  return count;
}

test('on replayed histories 80 to 90 of 100 epics are done by their p85', async () => {
  const random = randomOf(7);
  let held = 0;
  const replays = 400;
  for (let replay = 0; replay < replays; replay++) {
    const all = history(random, 12 + 104);
    const [past, future] = [all.slice(0, 12), all.slice(12).flat()];
    const left = 10 + Math.floor(random() * 40);
    let open = left;
    const took = future.findIndex((done) => (open -= done) <= 0) + 1;
    held += took <= (percentile(await sorted({ left, weeks: past }, replay), 85) ?? Infinity) ? 1 : 0;
  }
  expect(held / replays).toBeGreaterThanOrEqual(0.8);
  expect(held / replays).toBeLessThanOrEqual(0.9);
}, 60_000);

test('on replayed histories 80 to 90 of 100 runs are over by their p85', async () => {
  const random = randomOf(11);
  let held = 0;
  const replays = 400;
  for (let replay = 0; replay < replays; replay++) {
    const runs = 5 + Math.floor(random() * 46);
    // Each stage has its own length, and takes as long as it happens to.
    const means = Array.from({ length: 1 + Math.floor(random() * 8) }, () => 0.5 + 20 * random());
    const took = (mean: number) => mean * (0.3 - 0.7 * Math.log(1 - random()));
    const past = means.map((mean) => Array.from({ length: runs }, () => took(mean)));
    const hours = means.reduce((sum, mean) => sum + took(mean), 0);
    held += hours <= percentile(await play(believeInRun(past, 0), randomOf(replay)), 85)! ? 1 : 0;
  }
  expect(held / replays).toBeGreaterThanOrEqual(0.8);
  expect(held / replays).toBeLessThanOrEqual(0.9);
}, 60_000);
