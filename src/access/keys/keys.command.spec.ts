import { testServer, type TestServer } from '../../../test/support/server';
import { ProjectsService } from '../projects.service';
import { KEYS_USAGE, KeysCommand } from './keys.command';
import { KeysService } from './keys.service';

let server: TestServer;
let command: KeysCommand;

beforeAll(async () => {
  server = await testServer();
  command = new KeysCommand(server.app.get(KeysService), server.app.get(ProjectsService));
});
afterAll(() => server.app.close());

const status = async (key: string) =>
  (await fetch(`${server.api}/agents`, { headers: { authorization: `Bearer ${key}` } })).status;

test('makes, lists, draws anew and ends keys', async () => {
  expect((await command.run(['list'])).out).toMatch(/no key.*open/);
  const { out, note } = await command.run(['create', '--scope', 'read,write', '--project', 'default', '--user', 'ada']);
  expect(out).toMatch(/^bmad_[0-9a-f]{12}_[\w-]{43}$/);
  expect(note).toMatch(/shown this once/);
  const prefix = out.slice(0, 17);
  expect((await command.run(['list'])).out).toBe(`${prefix}  ACTIVE  READ,WRITE  default  ada  ada`);
  const { out: next } = await command.run(['rotate', prefix, '--grace', '60']);
  expect([await status(out), await status(next)]).toEqual([200, 200]);
  expect((await command.run(['revoke', next.slice(0, 17)])).out).toMatch(/REVOKED/);
  expect([await status(out), await status(next)]).toEqual([401, 401]);
});

test.each([[[]], [['help']], [['create', 'x']], [['revoke']], [['revoke', 'a', 'b']]])('%j shows how', async (args) => {
  expect(await command.run(args)).toEqual({ out: KEYS_USAGE });
});

test.each([
  [['create'], /--scope read, --scope write or --scope admin/],
  [['create', '--scope', 'root'], /--scope read, --scope write or --scope admin/],
  [['create', '--scope', 'admin', '--project', 'nowhere'], /no project 'nowhere'/],
  [['create', '--scope', 'read', '--agent', 'nobody'], /no agent 'nobody'/],
  [['create', '--scope', 'read', '--expires', 'soon'], /--expires as a time/],
  [['rotate', 'x', '--grace', 'long'], /--grace as whole seconds/],
  [['revoke', 'bmad_000000000000'], /no key 'bmad_000000000000'/],
  [['create', '--scop', 'admin'], /^Unknown option '--scop'\.$/],
])('%j is refused in one sentence', async (args, sentence) => {
  await expect(command.run(args)).rejects.toThrow(sentence);
});
