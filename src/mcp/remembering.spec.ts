import { type McpClient, newClient, say, told } from '../../test/support/mcp-kit';
import { testServer, type TestServer } from '../../test/support/server';

let server: TestServer;
let client: McpClient;

beforeAll(async () => {
  server = await testServer();
  client = await newClient(server.api.replace('/api/v1/bmad', '/mcp'));
});
afterAll(async () => {
  await client.close();
  await server.app.close();
});

let sessions = 0;
/** The session of an agent that has just begun. */
const begin = async (agent_id: string): Promise<string> =>
  (await told(client, 'begin', { agent_id, session_id: `s-${++sessions}` })).session;

const refusal = async (name: string, args: Record<string, unknown>) => {
  const { refused, answer } = await say(client, name, args);
  expect(refused).toBe(true);
  return answer;
};

describe('memory', () => {
  test('is remembered, recalled, judged, and comes along with work', async () => {
    const session = await begin('dev');
    const content = 'Retries of the PaymentService must carry the same idempotency key';
    const { id } = await told(client, 'remember', {
      session,
      content,
      category: 'error_patterns',
      entities: ['PaymentService'],
      about: 'task:T-1',
    });
    const { memories } = await told(client, 'recall', { session, query: 'PaymentService retries idempotency key' });
    expect(memories[0]).toMatchObject({ id, content, from: 'dev', category: 'ERROR_PATTERNS' });
    expect(await told(client, 'report', { session, id, helped: true })).toEqual({ id, helped: true });
    const blocked = await told(client, 'raise', {
      session,
      title: 'PaymentService retries fail for want of an idempotency key',
    });
    expect(blocked).toMatchObject({ id: expect.stringMatching(/^task:/), priority: 'HIGH', memories: [{ id }] });
    const work = await told(client, 'claim', { session, id: blocked.id });
    expect(work).toMatchObject({ status: 'IN_PROGRESS', memories: [{ id }] });
    await told(client, 'finish', { session, id: blocked.id });
    expect(await told(client, 'status', { id })).toMatchObject({ about: ['task:T-1'], content });
  });

  test('of one agent is shown to that agent alone', async () => {
    const [dev, qa] = [await begin('dev'), await begin('qa')];
    const secret = {
      session: dev,
      content: 'I tend to forget the migrations',
      category: 'agent_context',
      scope: 'agent',
    };
    const { id } = await told(client, 'remember', secret);
    expect(await told(client, 'status', { session: dev, id })).toMatchObject({ id, scope: 'AGENT' });
    expect(await refusal('status', { session: qa, id })).toMatchObject({ refused: 'memory-not-found' });
  });

  test('takes no secrets', async () => {
    const session = await begin('dev');
    const secret = { session, content: 'The key is AKIAIOSFODNN7EXAMPLE', category: 'AGENT_CONTEXT' };
    expect(await refusal('remember', secret)).toMatchObject({ refused: 'secret-found' });
  });
});
