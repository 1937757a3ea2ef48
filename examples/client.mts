// Claims the best task that is ready, and completes it. Run it with a server at BMAD_URL: node client.mjs
import { createClient, type Schemas } from 'nest-bmad/client';

const { BMAD_URL = 'http://127.0.0.1:3000', BMAD_API_KEY, BMAD_PROJECT } = process.env;
const bmad = createClient({ url: BMAD_URL, key: BMAD_API_KEY, project: BMAD_PROJECT });

/** The answer, or the problem as an exception. */
function told<T>({ data, error }: { data?: T; error?: unknown }): T {
  if (data === undefined) throw new Error(JSON.stringify(error));
  return data;
}

const made: Schemas['TaskView'] = told(await bmad.POST('/api/v1/bmad/tasks', { body: { name: 'Say hello' } }));
console.log(`made ${made.task_id}`);

const claim = { agent_id: 'dev', session_id: 'example' };
const { task, lease_token } = told(await bmad.POST('/api/v1/bmad/tasks/claim', { body: claim }));
if (!task || !lease_token) throw new Error('Nothing is ready.');

const params = { path: { id: task.task_id } };
const body = { lease_token, quality_score: 90 };
const done = told(await bmad.POST('/api/v1/bmad/tasks/{id}/complete', { params, body }));
console.log(`${done.task_id} is ${done.status}`);

const refused = await bmad.GET('/api/v1/bmad/tasks/{id}', { params: { path: { id: 'T-999999' } } });
console.log(`T-999999: ${refused.error?.detail}`);
