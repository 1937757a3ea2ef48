import { Client } from '../../test/support/client';
import { testServer, type TestServer } from '../../test/support/server';
import { Database } from '../database/database';
import { Event } from '../events/event.entity';
import type { FeedbackView } from './feedback.dto';

let server: TestServer;
let root: Client;

beforeAll(async () => {
  server = await testServer();
  root = new Client(server.api);
});
afterAll(() => server.app.close());

const list = async (client: Client, query = '') =>
  (await client.get<{ items: FeedbackView[] }>(`/feedback${query}`)).items;

test('what is said about a thing is kept with what people call it, and told', async () => {
  const client = await root.inNewProject('things');
  const { id } = await client.post('/tasks', { name: 'x' });
  const said = await client.post<FeedbackView>('/feedback', {
    subject_type: 'task',
    subject_id: id,
    rating: 4,
    comment: 'quick',
    user_id: 'ada',
  });
  expect(said).toMatchObject({
    subject_type: 'TASK',
    subject_id: 'T-1',
    rating: 4,
    comment: 'quick',
    user_id: 'ada',
    actor: 'anonymous',
  });
  expect(await client.get(`/feedback/${said.id}`)).toEqual(said);
  const told = await server.app.get(Database).of(Event).findOneByOrFail({ subjectId: said.id });
  expect(told).toMatchObject({ type: 'feedback.given', data: { subject_id: 'T-1', rating: 4 } });
});

test('without a subject it is about the project', async () => {
  const client = await root.inNewProject('whole');
  expect(await client.post('/feedback', { rating: 1 })).toMatchObject({ subject_type: 'PROJECT', subject_id: null });
});

test('it is found by what it is about, in its project only', async () => {
  const client = await root.inNewProject('lists');
  await client.post('/feedback', { rating: 5 });
  await client.post('/feedback', { rating: 2, subject_type: 'AGENT', subject_id: 'dev' });
  expect(await list(client)).toHaveLength(2);
  expect(await list(client, '?subject_type=agent')).toMatchObject([{ rating: 2 }]);
  expect(await list(client, '?subject_id=dev')).toMatchObject([{ rating: 2 }]);
  expect(await list(client, '?subject_id=qa')).toEqual([]);
  const [{ id }] = await list(client);
  expect(await root.refused(`/feedback/${id}`)).toMatchObject({ status: 404 });
});

test.each([
  [{ rating: 0 }, 400],
  [{ rating: 6 }, 400],
  [{ rating: 4.5 }, 400],
  [{}, 400],
  [{ rating: 3, subject_type: 'TASK' }, 422],
  [{ rating: 3, subject_id: 'T-1' }, 422],
  [{ rating: 3, subject_type: 'TASK', subject_id: 'T-99' }, 404],
])('%j is refused', async (body, status) => {
  const problem = await root.refused('/feedback', body);
  expect(problem.status).toBe(status);
});

test('a name that is not quite right is answered with those that are like it', async () => {
  const problem = await root.refused('/feedback', { rating: 3, subject_type: 'AGENT', subject_id: 'architct' });
  expect(problem).toMatchObject({ status: 404, suggestions: ['architect'] });
});
