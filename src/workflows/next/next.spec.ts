import type { Client } from '../../../test/support/client';
import { DemoRun, demoServer, type DemoServer } from '../../../test/support/demo';
import { AgentSession } from '../../agents/agent-session.entity';
import { Database } from '../../database/database';
import type { StageView } from '../stages/stage.dto';
import type { NextView } from './next.dto';
import { NEXT_BYTES } from './shorten';

let server: DemoServer;
let client: Client;
let projects = 0;

const LONG = `
workflow:
  id: long
  sequence:
    - { agent: analyst, creates: brief.md, notes: ${'word '.repeat(3000)} }
${Array.from({ length: 60 }, (_, n) => `    - { agent: dev, step: part ${n} }`).join('\n')}
`;

beforeAll(async () => {
  server = await demoServer();
  server.put('demo/workflows/long.yaml', LONG);
  await server.client.post('/definitions/reload');
});
afterAll(() => server.close());
beforeEach(async () => (client = await server.client.inNewProject(`next-${++projects}`)));

const activate = (session_id: string) =>
  client.post('/agents/activate', { agent_id: 'analyst', session_id, user_id: 'ada' });
const next = (run: DemoRun, query = '') => client.get<NextView>(`${run.path}/next${query}`);

test('is at most 4 KB and counts what it leaves out; full detail leaves nothing out', async () => {
  const run = await DemoRun.start(client, { workflow_id: 'long' });
  const brief = await next(run);
  expect(Buffer.byteLength(JSON.stringify(brief))).toBeLessThanOrEqual(NEXT_BYTES);
  expect(brief.truncated).toMatchObject({ ready: 0, texts: 1, waiting: 60 - brief.waiting.length });
  const full = await next(run, '?detail=full');
  expect([full.truncated, full.waiting.length]).toEqual([null, 60]);
  expect(full.ready[0].notes!.length).toBeGreaterThan(14_000);
  expect(await client.refused(`${run.path}/next?detail=all`)).toMatchObject({ status: 400 });
});

test('says who has a stage in progress, and whether the session still lives', async () => {
  await activate('s-1');
  const run = await DemoRun.start(client);
  const body = { agent_id: 'analyst', session_id: 's-1' };
  await run.move('analyst-brief-md', 'start', body);
  const who = { stage_id: 'analyst-brief-md', agent_id: 'analyst', session_id: 's-1' };
  expect((await next(run)).active).toMatchObject([{ ...who, session_alive: true, creates: ['brief.md'] }]);
  await client.post(`${run.path}/pause`);
  await client.post(`${run.path}/resume`);
  expect((await next(run)).active).toMatchObject([{ ...who, session_alive: true }]);
  expect(await client.refused(`${run.path}/stages/analyst-brief-md/start`, body)).toMatchObject({ status: 409 });
  await client.post('/agents/analyst/deactivate', { session_id: 's-1' });
  expect((await next(run)).active).toMatchObject([{ ...who, session_alive: false }]);
});

test('a stage whose session has ended is taken over, and its first attempt is kept', async () => {
  await activate('s-1');
  const run = await DemoRun.start(client);
  await run.move('analyst-brief-md', 'start', { session_id: 's-1' });
  await server.app
    .get(Database)
    .of(AgentSession)
    .update({ sessionId: 's-1' }, { expiresAt: new Date(Date.now() - 1000) });
  await activate('s-2');
  const taken = await run.move('analyst-brief-md', 'start', { session_id: 's-2' });
  expect(taken).toMatchObject({ status: 'ACTIVE', attempt: 2, session_id: 's-2' } satisfies Partial<StageView>);
  expect((await client.get(`/agents/analyst`)).status).toBe('BUSY');
  expect((await client.get<{ items: object[] }>(`${run.path}/stages/analyst-brief-md/attempts`)).items).toMatchObject([
    { attempt: 1, status: 'ACTIVE', session_id: 's-1' },
  ]);
  await run.move('analyst-brief-md', 'complete');
  expect((await client.get(`/agents/analyst`)).status).toBe('ACTIVE');
});

test('a stage whose session has ended may still be completed by whoever did it', async () => {
  await activate('s-1');
  const run = await DemoRun.start(client);
  await run.move('analyst-brief-md', 'start', { session_id: 's-1' });
  await client.post('/agents/analyst/deactivate', { session_id: 's-1' });
  expect(await run.move('analyst-brief-md', 'complete')).toMatchObject({ status: 'COMPLETED' });
});

test('a drawing shows the state of each stage', async () => {
  const run = await DemoRun.start(client);
  const { mermaid } = await client.get<{ mermaid: string }>(`${run.path}/diagram`);
  expect(mermaid).toContain('s1_1["analyst: brief.md<br/>READY"]:::ready');
});
