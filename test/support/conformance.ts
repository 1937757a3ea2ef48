import { strict as assert } from 'node:assert';

type Answer = { status: number; type: string; body: Record<string, any> };

/**
 * What clients rely on, asked of a server at its API's address from outside. The same for every way to run it.
 * @param api `http://…/api/v1/bmad`
 * @param headers sent with every request
 * @throws AssertionError for the first promise that is not kept
 */
export async function conform(api: string, headers: Record<string, string> = {}): Promise<void> {
  const ask = async (method: string, path: string, body?: object): Promise<Answer> => {
    const answer = await fetch(api + path, {
      method,
      headers: { ...headers, ...(body && { 'content-type': 'application/json' }) },
      body: body && JSON.stringify(body),
    });
    const text = await answer.text();
    const type = answer.headers.get('content-type') ?? '';
    return { status: answer.status, type, body: text ? (JSON.parse(text) as Answer['body']) : {} };
  };
  const done = async (method: string, path: string, body?: object) => {
    const answer = await ask(method, path, body);
    assert(answer.status < 300, `${method} ${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  const refused = async (status: number, method: string, path: string, body?: object) => {
    const answer = await ask(method, path, body);
    assert.equal(answer.status, status, `${method} ${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    assert.match(answer.type, /^application\/problem\+json/);
    assert.match(answer.body.type as string, /^urn:bmad:problem:[a-z-]+$/);
    assert.match(answer.body.request_id as string, /^\S+$/);
    return answer.body;
  };

  const first = await done('POST', '/tasks', { name: 'Write it', priority: 'high' });
  const second = await done('POST', '/tasks', { name: 'Read it', dependencies: [first.task_id] });
  assert.equal(first.priority, 'HIGH');
  assert.deepEqual(second.dependencies, [first.task_id]);

  const claim = { session_id: 'conformance', agent_id: 'dev' };
  const taken = await done('POST', '/tasks/claim', claim);
  assert.equal(taken.task.task_id, first.task_id);
  assert.equal((await done('POST', '/tasks/claim', claim)).task, null);
  await refused(409, 'POST', `/tasks/${first.task_id}/complete`, { lease_token: second.id });
  const over = await done('POST', `/tasks/${first.id}/complete`, { lease_token: taken.lease_token, quality_score: 90 });
  assert.equal(over.status, 'COMPLETED');
  assert.equal((await done('POST', '/tasks/claim', claim)).task.task_id, second.task_id);

  const wrong = await refused(400, 'POST', '/tasks', { name: 'x', colour: 'red' });
  assert.match(JSON.stringify(wrong.errors), /colour/);
  await refused(400, 'GET', '/tasks?limit=0');
  await refused(404, 'GET', '/tasks/T-999999');
  assert.deepEqual((await refused(409, 'POST', `/tasks/${first.id}/block`)).allowed, ['PENDING']);

  const page = await done('GET', '/tasks?limit=1');
  assert.equal(page.items.length, 1);
  assert.equal((await done('GET', `/tasks?limit=1&after=${page.next}`)).items[0].task_id, second.task_id);
}
