import type { Client } from '../../../test/support/client';
import { DemoRun, demoServer, type DemoServer } from '../../../test/support/demo';
import type { NextView } from '../next/next.dto';
import type { RunView } from '../run.view';

let server: DemoServer;
let client: Client;
let run: DemoRun;
let projects = 0;

beforeAll(async () => (server = await demoServer()));
afterAll(() => server.close());
beforeEach(async () => {
  client = await server.client.inNewProject(`rework-${++projects}`);
  run = await DemoRun.start(client);
});

const next = (of = run) => client.get<NextView>(`${of.path}/next`);
const rework = (stage_id: string, reason = 'the customer changed his mind') =>
  client.post<RunView>(`${run.path}/rework`, { stage_id, reason });
const items = async <T>(path: string) => (await client.get<{ items: T[] }>(path)).items;

/** Up to the question which way the work goes, which is answered. */
async function workUpToAudit(): Promise<void> {
  await run.workUpToReview();
  await run.decide('agent:review', 'architect');
  await run.work('review');
  await run.decide('route:routing', 'big');
}

describe('a rework', () => {
  test('begins a stage and all behind it anew, and keeps what was done', async () => {
    await workUpToAudit();
    await run.move('audit', 'skip', { reason: 'no time' });
    await run.move('build', 'start', { session_id: 's-1' });
    const after = await rework('pm-prd-md');
    expect(after.stages.map(({ stage_id, status, attempt }) => [stage_id, status, attempt])).toEqual([
      ['analyst-brief-md', 'COMPLETED', 1],
      ['pm-prd-md', 'READY', 1],
      ['ux-expert-ui-md', 'PENDING', 0],
      ['review', 'PENDING', 1],
      ['routing', 'PENDING', 1],
      ['audit', 'PENDING', 0],
      ['build', 'PENDING', 1],
      ['workflow-end', 'PENDING', 0],
    ]);
    expect(after).toMatchObject({ status: 'ACTIVE', progress_percentage: 12 });
    expect(await client.get(run.path)).toEqual(after);
    expect(after.stages[3]).toMatchObject({ agent_ids: ['pm', 'architect'], agent_id: null, acknowledged: [] });
    const attempts = await items(`${run.path}/stages/build/attempts`);
    expect(attempts).toMatchObject([
      { attempt: 1, status: 'ACTIVE', session_id: 's-1', aside_reason: 'the customer changed his mind' },
    ]);
    expect(await items(`${run.path}/stages/audit/attempts`)).toEqual([]);
    const { data } = (await items<{ type: string; data: object }>(`${run.path}/activity?limit=200`)).findLast(
      ({ type }) => type === 'workflow.reworked',
    )!;
    expect(data).toMatchObject({ stage_id: 'pm-prd-md', reason: 'the customer changed his mind' });
  });

  test('takes back documents, confirmations and decisions from there on, and no others', async () => {
    await workUpToAudit();
    await rework('pm-prd-md');
    expect((await next()).ready).toMatchObject([
      {
        stage_id: 'pm-prd-md',
        requirements: [
          { name: 'brief.md', satisfied: true },
          { name: 'the customer has agreed', satisfied: false },
        ],
      },
    ]);
    expect(await client.refused(`${run.path}/stages/pm-prd-md/start`, {})).toMatchObject({
      errors: [{ field: 'the customer has agreed' }],
    });
    await run.work('pm-prd-md', [], ['the customer has agreed']);
    expect((await next()).decisions).toMatchObject([{ name: 'needs_ui' }]);
    await run.decide('needs_ui', true);
    await run.work('ux-expert-ui-md');
    expect((await next()).decisions).toMatchObject([{ name: 'agent:review', options: ['pm', 'architect'] }]);
    await run.decide('agent:review', 'pm');
    await run.work('review');
    await run.decide('route:routing', 'big');
    await run.move('audit', 'skip', { reason: 'no time' });
    expect(await client.refused(`${run.path}/stages/build/start`, {})).toMatchObject({ errors: [{ field: 'prd.md' }] });
    expect(await items(`${run.path}/artifacts`)).toMatchObject([
      { name: 'brief.md', counts: true, attempt: 1, stage_id: 'analyst-brief-md' },
      { name: 'prd.md', counts: false, attempt: 1, stage_id: 'pm-prd-md' },
    ]);
    expect(
      (await items<{ name: string; value: unknown; counts: boolean }>(`${run.path}/decisions`)).map(
        ({ name, value, counts }) => [name, value, counts],
      ),
    ).toEqual([
      ['needs_ui', false, false],
      ['agent:review', 'architect', false],
      ['route:routing', 'big', false],
      ['needs_ui', true, true],
      ['agent:review', 'pm', true],
      ['route:routing', 'big', true],
    ]);
    await client.post(`${run.path}/artifacts`, { name: 'prd.md' });
    await run.work('build');
    expect(await run.view()).toMatchObject({ status: 'COMPLETED', progress_percentage: 100 });
  });

  test('does not take a document from outside, or of another run, that was there before', async () => {
    await run.work('analyst-brief-md');
    await client.post(`${run.path}/artifacts`, { name: 'brief.md' });
    const other = await DemoRun.start(client);
    await client.post(`${other.path}/artifacts`, { name: 'brief.md' });
    await rework('analyst-brief-md');
    await run.work('analyst-brief-md');
    expect((await next()).ready[0].requirements[0]).toMatchObject({ name: 'brief.md', satisfied: false });
    await client.post(`${run.path}/artifacts`, { name: 'brief.md' });
    expect((await next()).ready[0].requirements[0]).toMatchObject({ name: 'brief.md', satisfied: true });
  });

  test('goes back to what is behind, in an active run only', async () => {
    expect(await client.refused(`${run.path}/rework`, { stage_id: 'build', reason: 'no' })).toMatchObject({
      status: 409,
      allowed: [],
    });
    expect(await client.refused(`${run.path}/rework`, { stage_id: 'bild', reason: 'no' })).toMatchObject({
      status: 404,
      suggestions: ['build'],
    });
    await run.work('analyst-brief-md', ['brief.md']);
    const back = { stage_id: 'analyst-brief-md', reason: 'no' };
    expect(await client.refused(`${run.path}/rework`, { ...back, stage_id: 'pm-prd-md' })).toMatchObject({
      allowed: ['analyst-brief-md'],
    });
    await client.post(`${run.path}/pause`);
    expect(await client.refused(`${run.path}/rework`, back)).toMatchObject({ status: 409, allowed: expect.any(Array) });
    await client.post(`${run.path}/resume`);
    await client.post(`${run.path}/fail`, { reason: 'it cannot be done' });
    expect(await run.view()).toMatchObject({ status: 'FAILED', reason: 'it cannot be done' });
    expect(await client.refused(`${run.path}/rework`, back)).toMatchObject({
      type: 'urn:bmad:problem:workflow-ended',
      detail: expect.stringContaining('fork it'),
    });
  });
});

describe('a fork', () => {
  test('carries over what lies before, begins the rest anew, and is seen from both sides', async () => {
    await workUpToAudit();
    const fork = await client.post<RunView>(`${run.path}/fork`, { stage_id: 'review', reason: 'what if' });
    expect(fork).toMatchObject({ key: 'demo-2', forked_from: { key: run.key, stage_id: 'review' }, forks: [] });
    expect(fork.stages.map(({ stage_id, status }) => `${stage_id} ${status}`)).toEqual([
      'analyst-brief-md COMPLETED',
      'pm-prd-md COMPLETED',
      'ux-expert-ui-md SKIPPED',
      'review PENDING',
      'routing PENDING',
      'audit PENDING',
      'build PENDING',
      'workflow-end PENDING',
    ]);
    expect(fork.stages[1]).toMatchObject({ acknowledged: ['the customer has agreed'], attempt: 1 });
    expect((await run.view()).forks).toEqual(['demo-2']);
    const path = `/workflows/${fork.key}`;
    expect(await items(`${path}/artifacts`)).toMatchObject([
      { name: 'brief.md', stage_id: 'analyst-brief-md', counts: true },
      { name: 'prd.md', stage_id: 'pm-prd-md', counts: true },
    ]);
    expect(await items(`${path}/decisions`)).toMatchObject([{ name: 'needs_ui', value: false, counts: true }]);
    expect((await client.get<NextView>(`${path}/next`)).decisions).toMatchObject([{ name: 'agent:review' }]);
    await client.post(`${path}/decisions`, { name: 'agent:review', value: 'pm' });
    await client.post(`${path}/stages/review/start`);
    expect((await run.view()).stages[3]).toMatchObject({ status: 'COMPLETED', agent_ids: ['architect'] });
  });

  test('needs its own documents from its stage on, whatever the old run made', async () => {
    await workUpToAudit();
    const { key } = await client.post<RunView>(`${run.path}/fork`, { stage_id: 'pm-prd-md' });
    const path = `/workflows/${key}`;
    await client.post(`${path}/stages/pm-prd-md/start`, { acknowledge: ['the customer has agreed'] });
    await client.post(`${path}/stages/pm-prd-md/complete`);
    for (const [name, value] of [
      ['needs_ui', false],
      ['agent:review', 'pm'],
    ]) {
      await client.post(`${path}/decisions`, { name, value });
    }
    for (const move of ['start', 'complete']) await client.post(`${path}/stages/review/${move}`);
    await client.post(`${path}/decisions`, { name: 'route:routing', value: 'big' });
    await client.post(`${path}/stages/audit/skip`, { reason: 'no time' });
    expect(await client.refused(`${path}/stages/build/start`, {})).toMatchObject({ errors: [{ field: 'prd.md' }] });
  });

  test('is possible from a run that has ended, and where the old one has come to', async () => {
    await run.work('analyst-brief-md', ['brief.md']);
    await client.post(`${run.path}/cancel`);
    expect(await client.refused(`${run.path}/fork`, { stage_id: 'build' })).toMatchObject({
      status: 409,
      allowed: ['analyst-brief-md', 'pm-prd-md'],
    });
    const fork = await client.post<RunView>(`${run.path}/fork`, { stage_id: 'pm-prd-md', user_id: 'bob' });
    expect(fork).toMatchObject({ status: 'ACTIVE', user_id: 'bob', session_id: 's-1', current_stage: 'pm-prd-md' });
    expect(await run.view()).toMatchObject({ status: 'CANCELLED', forks: [fork.key] });
  });
});
