import { testServer, type TestServer } from '../../test/support/server';
import { KeysService } from '../access/keys/keys.service';
import { ProjectsService } from '../access/projects.service';
import { graceSeconds, moment, steps } from './arguments';
import { Keys, scopesIn } from './keys';

let server: TestServer;
let keys: Keys;

beforeAll(async () => {
  server = await testServer();
  keys = new Keys(server.app.get(KeysService), server.app.get(ProjectsService));
});
afterAll(() => server.app.close());

const status = async (key: string) =>
  (await fetch(`${server.api}/agents`, { headers: { authorization: `Bearer ${key}` } })).status;

test('makes, lists, draws anew and ends keys', async () => {
  expect((await keys.list()).lines[0]).toMatch(/no key.*open/);
  const made = await keys.create({ scope: scopesIn('read,Write'), project: 'default', user: 'ada' });
  const [key] = made.lines;
  expect(key).toMatch(/^bmad_[0-9a-f]{12}_[\w-]{43}$/);
  expect(made).toMatchObject({ note: expect.stringMatching(/shown this once/), json: { key, user_id: 'ada' } });
  const prefix = key.slice(0, 17);
  const listed = await keys.list();
  expect(listed.lines).toEqual([`${prefix}  ACTIVE  READ,WRITE  default  ada  ada`]);
  expect(listed.json).toMatchObject({ keys: [{ prefix, status: 'ACTIVE', scopes: ['READ', 'WRITE'] }] });
  expect(JSON.stringify(listed)).not.toContain(key);
  const [next] = (await keys.rotate(prefix, { grace: 60 })).lines;
  expect([await status(key), await status(next)]).toEqual([200, 200]);
  expect((await keys.revoke(next.slice(0, 17))).lines[0]).toMatch(/REVOKED/);
  expect([await status(key), await status(next)]).toEqual([401, 401]);
});

test.each([
  [() => keys.create({ scope: ['ADMIN'], project: 'nowhere' }), /no project 'nowhere'/],
  [() => keys.create({ scope: ['READ'], agent: 'nobody' }), /no agent 'nobody'/],
  [() => keys.revoke('bmad_000000000000'), /no key 'bmad_000000000000'/],
])('%s is refused in one sentence', async (work, sentence) => {
  await expect(work()).rejects.toThrow(sentence);
});

test.each([
  [() => scopesIn('root'), /--scope read, --scope write or --scope admin/],
  [() => moment('soon'), /like 2031-12-31/],
  [() => moment('2001-01-01'), /that is to come/],
  [() => graceSeconds('long'), /whole number of seconds/],
  [() => graceSeconds('2592001'), /thirty days/],
  [() => steps('0'), /whole number from 1/],
])('%s says what it takes', (read, sentence) => {
  expect(read).toThrow(sentence);
});
