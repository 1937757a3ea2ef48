import { DemoRun, demoServer, type DemoServer } from '../../../test/support/demo';
import type { NextView } from '../next/next.dto';

let server: DemoServer;
let run: DemoRun;
let project = 0;

beforeAll(async () => (server = await demoServer()));
afterAll(() => server.close());
beforeEach(async () => (run = await DemoRun.start(await server.client.inNewProject(`stages-${++project}`))));

const refused = (stage: string, move: string, body: object = {}) =>
  run.client.refused(`${run.path}/stages/${stage}/${move}`, body);
const next = () => run.client.get<NextView>(`${run.path}/next`);

describe('start', () => {
  test('is refused before the turn of a stage, with the reason', async () => {
    expect(await refused('pm-prd-md', 'start')).toMatchObject({
      type: 'urn:bmad:problem:stage-not-ready',
      status: 409,
      detail: expect.stringContaining('comes after analyst-brief-md'),
      allowed: [],
    });
    expect(await refused('audit', 'start')).toMatchObject({ status: 409, allowed: ['SKIPPED'] });
  });

  test('is refused while a decision is awaited, which it names', async () => {
    await run.work('analyst-brief-md', ['brief.md']);
    await run.work('pm-prd-md', [], ['the customer has agreed']);
    expect(await refused('ux-expert-ui-md', 'start')).toMatchObject({
      type: 'urn:bmad:problem:stage-not-ready',
      detail: expect.stringContaining('waits for the decision needs_ui'),
    });
  });

  test('names each requirement that is missing, and how to meet it', async () => {
    await run.work('analyst-brief-md');
    expect(await refused('pm-prd-md', 'start')).toMatchObject({
      type: 'urn:bmad:problem:requirements-missing',
      status: 409,
      detail: expect.stringContaining('brief.md, the customer has agreed'),
      errors: [
        { field: 'brief.md', message: expect.stringContaining('hand the document in') },
        { field: 'the customer has agreed', message: expect.stringContaining('acknowledge') },
      ],
    });
    expect((await next()).ready).toMatchObject([
      {
        stage_id: 'pm-prd-md',
        handoff_prompt: 'The brief is ready.',
        requirements: [
          { name: 'brief.md', kind: 'artifact', satisfied: false },
          { name: 'the customer has agreed', kind: 'acknowledgement', satisfied: false },
        ],
      },
    ]);
    const both = { acknowledge: ['brief.md', 'the customer has agreed'] };
    expect((await refused('pm-prd-md', 'start', both)).errors).toMatchObject([{ field: 'brief.md' }]);
    await run.client.post(`${run.path}/artifacts`, { name: 'docs/Brief.md' });
    expect(await run.move('pm-prd-md', 'start', both)).toMatchObject({
      status: 'ACTIVE',
      acknowledged: both.acknowledge,
    });
  });

  test('accepts no acknowledgement of what is not required', async () => {
    expect(await refused('analyst-brief-md', 'start', { acknowledge: ['the moon'] })).toMatchObject({
      status: 422,
      errors: [{ field: 'acknowledge' }],
      allowed: [],
    });
  });

  test('is refused to another agent, with those that may', async () => {
    expect(await refused('analyst-brief-md', 'start', { agent_id: 'dev' })).toMatchObject({
      type: 'urn:bmad:problem:unacceptable',
      status: 422,
      errors: [{ field: 'agent_id' }],
      allowed: ['analyst'],
    });
    expect((await run.view()).stages[0]).toMatchObject({ status: 'READY', attempt: 0, agent_id: null });
  });

  test('happens once, also when the second one is somebody else', async () => {
    expect(await run.move('analyst-brief-md', 'start')).toMatchObject({ agent_id: 'analyst', attempt: 1 });
    for (const body of [{}, { agent_id: 'dev' }]) {
      expect(await refused('analyst-brief-md', 'start', body)).toMatchObject({
        type: 'urn:bmad:problem:illegal-move',
        status: 409,
        allowed: ['COMPLETED', 'FAILED'],
      });
    }
    await run.move('analyst-brief-md', 'complete');
    expect(await refused('analyst-brief-md', 'start')).toMatchObject({ status: 409, allowed: [] });
  });
});

describe('the other moves', () => {
  test('complete and fail need a stage in progress', async () => {
    for (const [move, body] of [
      ['complete', {}],
      ['fail', { reason: 'none' }],
    ] as const) {
      expect(await refused('analyst-brief-md', move, body)).toMatchObject({
        type: 'urn:bmad:problem:illegal-move',
        status: 409,
        allowed: ['ACTIVE', 'SKIPPED'],
      });
    }
    expect((await run.view()).stages[0].status).toBe('READY');
  });

  test('complete keeps what was made and said', async () => {
    await run.move('analyst-brief-md', 'start');
    const made = { artifacts: [{ name: 'brief.md', path: 'docs/brief.md' }], outputs: { pages: 2 }, quality_score: 90 };
    await run.move('analyst-brief-md', 'complete', { ...made, notes: 'Short.' });
    expect((await run.view()).stages[0]).toMatchObject({
      status: 'COMPLETED',
      outputs: { pages: 2 },
      quality_score: 90,
      completion_notes: 'Short.',
    });
  });

  test('skip is for optional stages, also before their turn', async () => {
    const reason = { reason: 'no time' };
    expect(await refused('analyst-brief-md', 'skip', reason)).toMatchObject({
      type: 'urn:bmad:problem:stage-not-optional',
      status: 409,
    });
    expect((await refused('ux-expert-ui-md', 'skip', reason)).detail).toContain('by the decision needs_ui');
    expect(await run.move('audit', 'skip', reason)).toMatchObject({ status: 'SKIPPED', reason: 'no time' });
    expect(await refused('audit', 'skip', reason)).toMatchObject({ status: 409, allowed: [] });
  });

  test('retry is for failed stages, and gives them another attempt', async () => {
    expect(await refused('analyst-brief-md', 'retry')).toMatchObject({ status: 409, allowed: ['ACTIVE', 'SKIPPED'] });
    expect(await refused('pm-prd-md', 'retry')).toMatchObject({ status: 409, allowed: ['SKIPPED'] });
    await run.move('analyst-brief-md', 'start');
    expect(await refused('analyst-brief-md', 'retry')).toMatchObject({ status: 409, allowed: ['COMPLETED', 'FAILED'] });
    await run.move('analyst-brief-md', 'fail', { reason: 'the power went out' });
    expect(await refused('analyst-brief-md', 'start')).toMatchObject({ status: 409, allowed: ['READY', 'SKIPPED'] });
    expect(await next()).toMatchObject({
      ready: [],
      active: [],
      waiting: [{ stage_id: 'analyst-brief-md', why: expect.stringContaining('failed') }, ...Array(7).fill({})],
    });
    expect(await run.move('analyst-brief-md', 'retry')).toMatchObject({ status: 'READY', agent_id: null });
    expect(await run.move('analyst-brief-md', 'start')).toMatchObject({ status: 'ACTIVE', attempt: 2, reason: null });
  });

  test('a stage that does not exist is not found; look-alikes are named', async () => {
    expect(await refused('analyst-brief', 'start')).toMatchObject({
      type: 'urn:bmad:problem:stage-not-found',
      status: 404,
      suggestions: ['analyst-brief-md'],
    });
  });

  test('a stage may be named by its UUID, but only in its own run', async () => {
    const other = await DemoRun.start(run.client);
    const [{ id }] = (await other.view()).stages;
    expect(await refused(id, 'start')).toMatchObject({ status: 404 });
    expect(await other.move(id, 'start')).toMatchObject({ stage_id: 'analyst-brief-md', status: 'ACTIVE' });
  });
});
