import type { OpenAPIObject } from '@nestjs/swagger';
import { Fuzzer } from './support/fuzz/fuzzer';
import { broken } from './support/fuzz/invariants';
import { Shapes } from './support/fuzz/shapes';
import { World } from './support/world/world';

/** By hand only, for it takes minutes: `REQUESTS=20000 SEED=7 npx jest test/fuzz`. */
const REQUESTS = Number(process.env.REQUESTS ?? 0);
const byHand = REQUESTS ? test : test.skip;
const SEED = Number(process.env.SEED ?? 1);
/** What takes longer hangs, in milliseconds. */
const HANGS = 30_000;

byHand(
  'whatever is sent, the answer is as documented, and what must hold in the database does',
  async () => {
    const world = await World.begin(HANGS);
    const { api, url } = world.server;
    const document = (await (await fetch(api.replace('/v1/bmad', '/openapi.json'))).json()) as OpenAPIObject;
    const fuzzer = new Fuzzer(world.wire, world.operations, new Shapes(document), SEED);
    await fuzzer.run(REQUESTS);
    console.log(fuzzer.told());
    expect(fuzzer.faults).toEqual([]);
    expect(await broken(url)).toEqual([]);
    // Requests that are all refused would prove little.
    const accepted = [...fuzzer.answered].filter(([, counts]) => [...counts.keys()].some((status) => status < 300));
    expect(accepted.length).toBeGreaterThan(world.operations.length / 2);
    await world.end();
  },
  3_600_000,
);
