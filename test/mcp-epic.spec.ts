import { workThroughEpic } from './support/mcp-epic';
import { newClient, oldClient } from './support/mcp-kit';
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
