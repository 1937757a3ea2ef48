import { Convoy } from './convoy';

/** A convoy whose runs end when they are let go. */
function held() {
  const runs: { cargo: readonly number[]; end: () => void }[] = [];
  const convoy = new Convoy<number, string>({ atOnce: 2, together: 3 }, async (cargo) => {
    await new Promise<void>((end) => runs.push({ cargo, end }));
    if (cargo.includes(13)) throw new Error('thirteen');
    if (cargo.includes(14)) throw new Error('Connection terminated unexpectedly');
    return cargo.map((number) => `done ${number}`);
  });
  const next = () => new Promise((done) => setImmediate(done));
  return { convoy, runs, next };
}

test('nobody waits while there is room, and who waits is taken along, no more than fit', async () => {
  const { convoy, runs, next } = held();
  const all = [1, 2, 3, 4, 5, 6].map((number) => convoy.add(number));
  expect(runs.map(({ cargo }) => cargo)).toEqual([[1], [2]]);
  runs[0].end();
  await next();
  expect(runs.map(({ cargo }) => cargo)).toEqual([[1], [2], [3, 4, 5]]);
  runs[1].end();
  await next();
  runs[2].end();
  await next();
  runs[3].end();
  expect(runs[3].cargo).toEqual([6]);
  expect(await Promise.all(all)).toEqual([1, 2, 3, 4, 5, 6].map((number) => `done ${number}`));
});

test('who fails fails alone, and what comes later is carried', async () => {
  const { convoy, runs, next } = held();
  const all = [1, 2, 3, 13, 5].map((number) => convoy.add(number));
  const outcomes = Promise.allSettled(all);
  for (let turn = 0; turn < 6; turn++) {
    for (const { end } of runs) end();
    await next();
  }
  expect((await outcomes).map(({ status }) => status)).toEqual([
    ...['fulfilled', 'fulfilled', 'fulfilled', 'rejected', 'fulfilled'],
  ]);
  expect(runs.map(({ cargo }) => cargo)).toEqual([[1], [2], [3, 13, 5], [3], [13], [5]]);
  const later = convoy.add(7);
  runs.at(-1)!.end();
  expect(await later).toBe('done 7');
});

test('what was under way when the connection was cut is not tried again: it may have been done', async () => {
  const { convoy, runs, next } = held();
  const outcomes = Promise.allSettled([1, 2, 3, 14].map((number) => convoy.add(number)));
  for (let turn = 0; turn < 4; turn++) {
    for (const { end } of runs) end();
    await next();
  }
  expect((await outcomes).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'rejected']);
  expect(runs.map(({ cargo }) => cargo)).toEqual([[1], [2], [3, 14]]);
});

test('what has arrived is told at once, and not done again when another fails', async () => {
  const runs: (readonly number[])[] = [];
  const convoy = new Convoy<number, string>({ atOnce: 1, together: 3 }, async (cargo, arrive) => {
    runs.push(cargo);
    await new Promise((done) => setImmediate(done));
    if (cargo.length > 1) arrive(0, 'early');
    await new Promise((done) => setImmediate(done));
    if (cargo.includes(13)) throw new Error('thirteen');
    return cargo.map(() => 'late');
  });
  const outcomes = await Promise.allSettled([1, 2, 13, 3].map((number) => convoy.add(number)));
  expect(outcomes.map((one) => (one.status === 'fulfilled' ? one.value : 'failed'))).toEqual([
    'late',
    'early',
    'failed',
    'late',
  ]);
  expect(runs).toEqual([[1], [2, 13, 3], [13], [3]]);
});
