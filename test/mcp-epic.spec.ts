import { workThroughEpic } from './support/mcp-epic';
import { cloneDatabase } from './support/database';
import { newClient, oldClient, oldStdioClient, stdioClient } from './support/mcp-kit';
import { scratchFolder } from './support/process';
import { testServer, type TestServer } from './support/server';

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

test('and over stdio, each agent with a process of its own: one with a server inside, one that passes on to a server', async () => {
  const url = await cloneDatabase();
  const there = await testServer({ url });
  const { origin } = new URL(there.api);
  const clients = [await oldStdioClient(['--database-url', url]), await stdioClient(['--url', origin])];
  await workThroughEpic(clients[0], clients[1]);
  for (const client of clients) await client.close();
  await there.app.close();
}, 90_000);

test('two servers over stdio share one data folder', async () => {
  const scratch = scratchFolder();
  try {
    const start = () => stdioClient(['--data-dir', scratch.path]);
    const clients = await Promise.all([start(), start()]);
    await workThroughEpic(clients[0], clients[1]);
    for (const client of clients) await client.close();
  } finally {
    scratch.remove();
  }
}, 120_000);
