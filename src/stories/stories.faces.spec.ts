import type { OpenAPIObject } from '@nestjs/swagger';
import { testServer, type TestServer } from '../../test/support/server';

let server: TestServer;

beforeAll(async () => {
  server = await testServer();
});
afterAll(() => server.app.close());

type Json = Record<string, any>;

async function ask(method: string, path: string, body?: object, headers = {}): Promise<{ status: number; json: Json }> {
  const response = await fetch(`${server.api}${path}`, {
    method,
    headers: { ...(body && { 'content-type': 'application/json' }), ...headers },
    body: body && JSON.stringify(body),
  });
  return { status: response.status, json: (await response.json()) as Json };
}
const post = (path: string, body: object = {}) => ask('POST', path, body);
const get = async (path: string) => (await ask('GET', path)).json;

test('the life of a story, from its epic to DONE and back', async () => {
  expect(await post('/epics', { epic_id: 'E1', name: 'Checkout' })).toMatchObject({ status: 201 });
  const created = await post('/stories', {
    story_id: 'E1.1',
    title: 'Pay by card',
    epic_id: 'E1',
    user_story: '**As a** customer,\n**I want** to pay by card,\n**so that** I need not leave.',
    acceptance_criteria: ['A refused card is told why', { text: 'The total is shown' }],
    definition_of_done: ['The tests pass'],
    story_points: 3,
    estimated_hours: 6.5,
    tags: ['checkout'],
    labels: ['visible'],
    assignee: 'dev',
    workflow_id: 'greenfield-fullstack-1',
    dev_notes: 'Prices come from the catalogue',
    raw_status: 'Draft ✅',
  });
  expect(created.status).toBe(201);
  expect(created.json).toEqual({
    id: expect.any(String),
    story_id: 'E1.1',
    epic_id: 'E1',
    title: 'Pay by card',
    status: 'DRAFT',
    raw_status: 'Draft ✅',
    user_story: { role: 'customer', want: 'pay by card', benefit: 'I need not leave' },
    acceptance_criteria: [
      expect.objectContaining({ criterion_id: 'AC-1', text: 'A refused card is told why', met: false }),
      expect.objectContaining({ criterion_id: 'AC-2', number: 2, kind: 'ACCEPTANCE', met_by: null }),
    ],
    definition_of_done: [expect.objectContaining({ criterion_id: 'DOD-1', kind: 'DEFINITION_OF_DONE' })],
    story_points: 3,
    estimated_hours: 6.5,
    dependencies: [],
    tags: ['checkout'],
    labels: ['visible'],
    assignee: 'dev',
    workflow_id: 'greenfield-fullstack-1',
    dev_notes: 'Prices come from the catalogue',
    file_list: [],
    change_log: [],
    revision: 1,
    gate_required: true,
    newest_gate: null,
    blocked_from: null,
    reason: null,
    criteria_total: 3,
    criteria_met: 0,
    tasks_total: 0,
    tasks_completed: 0,
    tasks_open: 0,
    hours_estimated: 6.5,
    hours_actual: null,
    started_at: null,
    ended_at: null,
    created_at: expect.any(String),
    updated_at: expect.any(String),
  });
  for (const move of ['approve', 'start', 'submit']) {
    expect(await post(`/stories/E1.1/${move}`)).toMatchObject({ status: 200 });
  }
  const refused = await post('/stories/E1.1/done');
  expect(refused).toMatchObject({
    status: 409,
    json: {
      type: 'urn:bmad:problem:story-not-done',
      errors: [
        { field: 'acceptance_criteria', message: 'AC-1 is not met: A refused card is told why' },
        { field: 'acceptance_criteria', message: 'AC-2 is not met: The total is shown' },
        { field: 'definition_of_done', message: 'DOD-1 is not met: The tests pass' },
        { field: 'gate', message: 'there is no quality gate' },
      ],
      allowed: ['IN_PROGRESS', 'BLOCKED', 'CANCELLED'],
    },
  });
  for (const ref of ['1', 'ac-2', 'DOD-1']) {
    expect(await ask('PATCH', `/stories/E1.1/criteria/${ref}`, { met: true, evidence: 'card.spec.ts' })).toMatchObject({
      status: 200,
    });
  }
  expect(await ask('PATCH', '/stories/E1.1/criteria/-1', { met: true })).toMatchObject({ status: 404 });
  const judged = await post('/stories/E1.1/gates', {
    gate: 'concerns',
    status_reason: 'One finding',
    reviewer: 'qa',
    top_issues: [{ id: 'SEC-001', severity: 'Low', finding: 'Slow', suggested_owner: 'dev' }],
    evidence: { tests_reviewed: 14 },
    nfr_validation: { security: { status: 'pass', notes: 'no new endpoint' } },
    quality_score: 90,
    revision: (await get('/stories/E1.1')).revision,
  });
  expect(judged.status).toBe(201);
  expect(judged.json).toEqual({
    id: expect.any(String),
    story_id: 'E1.1',
    revision: 5,
    gate: 'CONCERNS',
    stale: false,
    expired: false,
    status_reason: 'One finding',
    reviewer: 'qa',
    top_issues: [{ id: 'SEC-001', severity: 'LOW', finding: 'Slow', suggested_owner: 'dev' }],
    evidence: { tests_reviewed: 14 },
    nfr_validation: { security: { status: 'PASS', notes: 'no new endpoint' } },
    quality_score: 90,
    waiver: null,
    recorded_by: 'anonymous',
    created_at: expect.any(String),
  });
  expect(await post('/stories/E1.1/done')).toMatchObject({
    status: 200,
    json: { status: 'DONE', criteria_met: 3, newest_gate: { gate: 'CONCERNS', stale: false } },
  });
  expect(await get('/epics/E1')).toMatchObject({ stories_done: 1, points_done: 3, progress_percentage: 100 });
  expect(await post('/stories/E1.1/reopen', { reason: 'It broke' })).toMatchObject({
    status: 200,
    json: { status: 'IN_PROGRESS', reason: 'It broke', newest_gate: { stale: true } },
  });
  const { items } = await get('/stories/E1.1/activity');
  expect(items.map(({ type }: Json) => type)).toEqual([
    'story.created',
    'story.approved',
    'story.started',
    'story.submitted',
    'story.criterion_changed',
    'story.criterion_changed',
    'story.criterion_changed',
    'story.judged',
    'story.done',
    'story.reopened',
  ]);
  expect(items.at(-1)).toMatchObject({
    actor: 'anonymous',
    data: { from: 'DONE', to: 'IN_PROGRESS', reason: 'It broke' },
  });
});

test('what Swagger UI offers to send is accepted', async () => {
  const document = (await (await fetch(server.api.replace('/v1/bmad', '/openapi.json'))).json()) as OpenAPIObject;
  const schemas = document.components!.schemas as Record<string, Json>;
  /** What the page sends for a schema: its example, or one put together from its members. */
  const sample = (schema: Json): unknown => {
    if (schema.example !== undefined) return schema.example as unknown;
    const { $ref } = (schema.allOf?.[0] ?? schema) as Json;
    if ($ref) return sample(schemas[String($ref).split('/').at(-1)!]);
    if (schema.enum) return schema.enum[0] as unknown;
    if (schema.type === 'array') return [sample(schema.items as Json)];
    if (schema.default !== undefined) return schema.default as unknown;
    if (schema.type !== 'object') return 'string';
    const members = Object.entries((schema.properties ?? {}) as Json);
    return Object.fromEntries(members.map(([name, member]) => [name, sample(member as Json)]));
  };
  const press = async (method: string, path: string, values: Record<string, string> = {}) => {
    const item = document.paths[`/api/v1/bmad${path}`] as unknown as Record<string, Json>;
    const content = item[method.toLowerCase()].requestBody?.content['application/json'] as Json | undefined;
    const url = path.replace(
      /\{(\w+)\}/g,
      (_, name: string) =>
        values[name] ??
        { id: path.startsWith('/epics') ? 'epic-1' : '1.1', criterion_id: 'AC-1', depends_on: '1.2' }[name]!,
    );
    const examples = Object.values((content?.examples ?? {}) as Json);
    const bodies = examples.length
      ? examples.map(({ value }: Json) => value as object)
      : [content && sample(content.schema as Json)];
    for (const body of bodies) {
      const { status, json } = await ask(method, url, body as object);
      expect([method, url, status, status < 300 || json]).toEqual([
        method,
        url,
        method === 'POST' && status === 201 ? 201 : 200,
        true,
      ]);
    }
  };
  await press('POST', '/epics');
  await press('PATCH', '/epics/{id}');
  await press('POST', '/epics/{id}/objectives');
  await press('POST', '/epics/{id}/key-results');
  await press('POST', '/epics/{id}/risks');
  const epic = await get('/epics/epic-1');
  await press('PATCH', '/epics/{id}/key-results/{key_result_id}', {
    key_result_id: epic.objectives[0].key_results[0].id,
  });
  await press('PATCH', '/epics/{id}/risks/{risk_id}', { risk_id: epic.risks[0].id });
  await press('POST', '/epics/{id}/activate');
  await press('POST', '/epics/{id}/done');
  await press('POST', '/epics/{id}/reopen');
  await press('POST', '/epics/{id}/cancel');
  await press('POST', '/stories');
  await press('PATCH', '/stories/{id}');
  await press('POST', '/stories/{id}/criteria');
  await press('PATCH', '/stories/{id}/criteria/{criterion_id}');
  await press('DELETE', '/stories/{id}/criteria/{criterion_id}');
  await press('POST', '/stories/{id}/dependencies');
  await press('DELETE', '/stories/{id}/dependencies/{depends_on}');
  await press('POST', '/stories/{id}/gates');
  await press('POST', '/stories/{id}/approve');
  await press('POST', '/stories/{id}/block');
  await press('POST', '/stories/{id}/unblock');
  await press('POST', '/stories/{id}/cancel');
  await press('POST', '/stories/{id}/reopen');
  for (const path of [
    '/stories',
    '/stories/{id}',
    '/stories/{id}/gates',
    '/stories/{id}/dependencies',
    '/stories/{id}/activity',
    '/epics',
    '/epics/{id}',
    '/epics/{id}/stories',
    '/epics/{id}/activity',
  ]) {
    await press('GET', path);
  }
});
