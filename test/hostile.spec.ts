import type { OpenAPIObject } from '@nestjs/swagger';
import { isUUID } from 'class-validator';
import * as fc from 'fast-check';
import { type Operation, operationsOf } from './support/api-document';
import { type Attempt, attemptsOn, plainShot, put } from './support/attempts';
import { anyAttempt } from './support/generated';
import { dearBodies, strangeAddresses, strangeBytes } from './support/strange';
import type { Answer } from './support/wire';
import { OTHER, SECRET, World } from './support/world';

let world: World;
let operations: Operation[];
let other: string;

beforeAll(async () => {
  world = await World.begin();
  const document = await fetch(world.server.api.replace('/v1/bmad', '/openapi.json'));
  operations = operationsOf((await document.json()) as OpenAPIObject);
  other = await world.tables.stateOf(OTHER);
});
beforeEach(() => world.tables.goTo('working'));
afterAll(() => world.end());

/** What an answer must never show: our code, our SQL, the other project. */
const LEAK = new RegExp(`\\.js:\\d|node_modules|QueryFailed|select |insert into|relation "|${SECRET}`, 'i');

/** What is wrong with an answer. `statuses` are the documented ones. */
function faultsOf({ shot, refuse, naming }: Attempt, answer: Answer, statuses?: number[]): string[] {
  const { status, text } = answer;
  const accepted = status < 300;
  return [
    ...(status >= 500 ? [`is ${status}`] : []),
    ...(statuses && !statuses.includes(status) ? [`${status} is not documented`] : []),
    ...(accepted && refuse ? ['was accepted'] : []),
    ...(refuse === false && [400, 413, 415].includes(status) ? ['was refused'] : []),
    ...(naming !== undefined && !(status === 400 && text.includes(naming))
      ? [`${status} does not name ${naming}`]
      : []),
    ...(text.includes(SECRET) ? ['shows the other project'] : []),
    ...(accepted ? [] : problemFaults(shot.path, answer)),
  ];
}

function problemFaults(path: string, { status, type, text, json = {} }: Answer): string[] {
  return [
    ...(type.startsWith('application/problem+json') ? [] : [`is ${type}`]),
    ...(/^urn:bmad:problem:[a-z-]+$/.test(String(json.type)) && json.title ? [] : ['has no type or title']),
    ...(json.status === status ? [] : [`says ${String(json.status)} in a ${status}`]),
    ...(json.instance === path.split('?')[0] ? [] : [`is about ${String(json.instance)}`]),
    ...(isUUID(json.request_id) ? [] : ['has no request_id']),
    ...(LEAK.test(text) ? ['shows what it must not'] : []),
  ];
}

/** Sends one request, to rows that exist. @returns every fault, with the answer that it was found in */
async function attempt(
  one: Attempt,
  names: Record<string, string[]> = {},
  statuses?: number[],
): Promise<{ faults: string[]; accepted: boolean }> {
  const path = one.shot.path.replaceAll(/\{(\w+)\}/g, (whole, name: string) => names[name]?.[0] ?? whole);
  const shot = { ...one.shot, path };
  const { answer, failure } = await world.wire.shoot(shot).then(
    (answer) => ({ answer, failure: undefined }),
    (error: Error) => ({ answer: undefined, failure: `failed: ${error.message}` }),
  );
  const accepted = answer !== undefined && answer.status < 300;
  const faults = [
    ...(answer ? faultsOf({ ...one, shot }, answer, statuses) : [failure]),
    ...(shot.method === 'GET' ? [] : await aftermath(accepted)),
  ];
  const where = `${shot.method} ${path.slice(0, 120)} ${one.what}`;
  return { faults: faults.map((fault) => `${where}: ${fault} ${answer?.text.slice(0, 300)}`), accepted };
}

/** What is wrong with what a request has left behind, which is then cleared away. */
async function aftermath(accepted: boolean): Promise<string[]> {
  const written = await world.tables.written();
  if (!written.length) return [];
  const spared = !accepted || (await world.tables.stateOf(OTHER)) === other;
  await world.tables.restore(written);
  return [
    ...(accepted ? [] : [`has left something behind in ${written.join(', ')}`]),
    ...(spared ? [] : ['has changed the other project']),
  ];
}

/** Sends requests to one route. @returns the faults */
async function attack(operation: Operation, attempts: Attempt[], statuses = operation.statuses): Promise<string[]> {
  const names = await world.namesFor(operation);
  const faults: string[] = [];
  for (const one of attempts) faults.push(...(await attempt(one, names, statuses)).faults);
  return [...faults, ...(await aftermath(false)).map((fault) => `${operation.name} ${fault}`)];
}

/** Takes the world to the first moment at which a route accepts its example. @returns whether there is one */
async function seek(operation: Operation): Promise<boolean> {
  for (const moment of world.moments) {
    await world.tables.goTo(moment);
    const example = { what: 'as documented', shot: plainShot(operation) };
    if ((await attempt(example, await world.namesFor(operation))).accepted) return true;
  }
  return false;
}

test('every route refuses what its document does not allow, and nothing breaks', async () => {
  const faults: string[] = [];
  const closed: string[] = [];
  for (const operation of operations) {
    if (!(await seek(operation))) closed.push(operation.name);
    faults.push(...(await attack(operation, attemptsOn(operation))));
  }
  expect(faults).toEqual([]);
  // Input that a state refuses before it is used has proved little; the moments of the world should open nearly all.
  expect(closed.length).toBeLessThan(operations.length / 20);
}, 120_000);

test('generated requests find nothing', async () => {
  const names = new Map<string, Record<string, string[]>>();
  for (const operation of operations) names.set(operation.name, await world.namesFor(operation));
  const property = fc.asyncProperty(anyAttempt(operations), async (one) => {
    const { faults } = await attempt(one, names.get(one.what), one.statuses);
    if (faults.length) throw new Error(faults.join('\n'));
  });
  await fc.assert(property, { seed: 20260101, numRuns: 400 });
}, 60_000);

test('the rows of another project are not there', async () => {
  const faults: string[] = [];
  let tried = 0;
  for (const operation of operations) {
    const names = await world.namesFor(operation);
    const others = await world.namesFor(operation, OTHER);
    const attempts = Object.keys(names).flatMap((name) =>
      others[name]
        .filter((id) => isUUID(id) && !names[name].includes(id))
        .map((id) => ({ what: `${name} of the other project`, shot: plainShot(operation, name, id), refuse: true })),
    );
    tried += attempts.length;
    faults.push(...(await attack(operation, attempts, [404])));
  }
  expect(faults).toEqual([]);
  expect(tried).toBeGreaterThan(25);
}, 60_000);

test('no member of a body reaches into another project', async () => {
  const faults: string[] = [];
  const ids = await world.tables.idsOf(OTHER);
  for (const operation of operations) {
    const { body } = operation;
    if (!body) continue;
    const attempts = Object.entries(body.properties ?? {}).flatMap(([name, { type }]) =>
      (type === 'string' ? ids : []).map((id) => {
        const shot = plainShot(operation);
        const text = put(JSON.parse(shot.body as string) as object, name, JSON.stringify(id));
        return { what: `${name} ${id} of the other project`, shot: { ...shot, body: text } };
      }),
    );
    faults.push(...(await attack(operation, attempts)));
  }
  expect(ids.length).toBeGreaterThan(5);
  expect(faults).toEqual([]);
}, 60_000);

test.each(Object.entries(dearBodies))('a body of %s is refused at once', async (what, body) => {
  const shot = { method: 'POST', path: new URL(`${world.server.api}/agents/activate`).pathname, body };
  const typed = { ...shot, headers: { 'content-type': 'application/json' } };
  expect((await attempt({ what, shot: typed, refuse: true }, {}, [400, 413])).faults).toEqual([]);
});

test('what is not in the document is not there', async () => {
  const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'TRACE', 'OPTIONS', 'PROPFIND', 'QUERY', 'M-SEARCH'];
  const documented = new Set(operations.map(({ name }) => name));
  const shots = [
    ...operations.flatMap(({ path }) =>
      methods.filter((method) => !documented.has(`${method} ${path}`)).map((method) => ({ method, path })),
    ),
    ...strangeAddresses.map((path) => ({ method: 'GET', path })),
  ];
  const faults: string[] = [];
  for (const shot of shots) {
    const what = 'is not documented';
    faults.push(...(await attempt({ what, shot, refuse: true }, {}, [400, 403, 404])).faults);
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
