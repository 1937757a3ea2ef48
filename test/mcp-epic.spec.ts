import { workThroughEpic } from './support/mcp-epic';
import { newClient, oldClient, oldStdioClient, stdioClient } from './support/mcp-kit';
import { scratchFolder, ServerProcess } from './support/process';
import { BMAD_CORE, testServer, type TestServer } from './support/server';

let server: TestServer;
beforeAll(async () => {
  server = await testServer();
});
afterAll(() => server.app.close());

test('two agents carry an epic to its end over HTTP, by the newest protocol and by an older one', async () => {
  const url = server.api.replace('/api/v1/bmad', '/mcp');
  const clients = [await newClient(url), await oldClient(url)];
  await workThroughEpic(clients[0], clients[1]);
  for (const client of clients) await client.close();
}, 60_000);

test('and over stdio, each with a process of its own on one data folder: a server inside, and a way to a server', async () => {
  const scratch = scratchFolder();
  try {
    const there = await ServerProcess.listening({ DATA_DIR: scratch.path, BMAD_CORE });
    const clients = [await oldStdioClient(['--data-dir', scratch.path]), await stdioClient(['--url', there.url])];
    await workThroughEpic(clients[0], clients[1]);
    for (const client of clients) await client.close();
    await there.stop();
  } finally {
    await ServerProcess.endAll();
    scratch.remove();
  }
}, 90_000);
