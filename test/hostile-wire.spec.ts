import { dearBodies, strangeAddresses, strangeBytes } from './support/strange';
import { Siege } from './support/siege';
import { World, WORLD_PATIENCE } from './support/world/world';

let world: World;
let siege: Siege;

beforeAll(async () => {
  world = await World.begin();
  siege = new Siege(world);
}, WORLD_PATIENCE);
afterAll(() => world.end());

test.each(Object.entries(dearBodies))('a body of %s is refused at once', async (what, body) => {
  const shot = { method: 'POST', path: new URL(`${world.server.api}/agents/activate`).pathname, body };
  const typed = { ...shot, headers: { 'content-type': 'application/json' } };
  expect((await siege.fire([{ what, shot: typed, refuse: true }], {}, [400, 413])).faults).toEqual([]);
});

test('what is not in the document is not there', async () => {
  const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'TRACE', 'OPTIONS', 'PROPFIND', 'QUERY', 'M-SEARCH'];
  const documented = new Set(world.operations.map(({ name }) => name));
  const paths = new Set(world.operations.map(({ path }) => path));
  const shots = [
    ...[...paths].flatMap((path) => methods.map((method) => ({ method, path }))),
    ...strangeAddresses.map((path) => ({ method: 'GET', path })),
  ].filter(({ method, path }) => !documented.has(`${method} ${path}`));
  const faults: string[] = [];
  for (const shot of shots) {
    faults.push(...(await siege.fire([{ what: 'is not documented', shot, refuse: true }], {}, [400, 403, 404])).faults);
  }
  expect(faults).toEqual([]);
}, 60_000);

test.each(Object.entries(strangeBytes))('%s is answered by a problem, and the connection closed', async (_, bytes) => {
  const answer = await world.wire.raw(bytes);
  expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /);
  const [head, body] = answer.split('\r\n\r\n');
  expect(head).toMatch(/content-type: application\/problem\+json/);
  expect(JSON.parse(body)).toMatchObject({ status: Number(answer.slice(9, 12)), request_id: expect.any(String) });
});

test('a request has to arrive in time', () => {
  expect(world.server.app.getHttpServer().requestTimeout).toBe(30_000);
});
