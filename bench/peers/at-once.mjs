import { performance } from 'node:perf_hooks';
/**
 * Does something again and again, several at once.
 * @param prepare what each of them has: answers what it does again and again
 * @returns how often per second, and how long it took in the middle and in the worst of a hundred cases, in milliseconds
 */
export async function atOnce(clients, seconds, prepare) {
  const lanes = await Promise.all(Array.from({ length: clients }, (_, n) => prepare(n)));
  const times = [];
  const begun = performance.now();
  const end = begun + seconds * 1000;
  let turn = 0;
  await Promise.all(
    lanes.map(async (work) => {
      while (performance.now() < end) {
        const before = performance.now();
        await work(turn++);
        times.push(performance.now() - before);
      }
    }),
  );
  const elapsed = (performance.now() - begun) / 1000;
  times.sort((a, b) => a - b);
  const at = (share) => times[Math.min(times.length - 1, Math.floor(times.length * share))];
  return { perSecond: times.length / elapsed, p50: at(0.5), p99: at(0.99) };
}
