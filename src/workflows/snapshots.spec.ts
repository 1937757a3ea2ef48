import { DemoRun, demoServer, type DemoServer } from '../../test/support/demo';
import { Locks } from '../../test/support/locks';
import type { NextView } from './next/next.dto';
import type { RunSummary, RunView } from './run.view';

let server: DemoServer;
let locks: Locks;

const CHOICE = 'workflow: { id: choice, sequence: [{ agent: any, step: build }] }';

beforeAll(async () => {
  server = await demoServer();
  server.put('demo/workflows/choice.yaml', CHOICE);
  await server.client.post('/definitions/reload');
  locks = await Locks.open(server.url);
});
afterAll(async () => {
  await locks.close();
  await server.close();
});

/** What is read while a change is committed that one of its statements waits for. */
const meanwhile = <T>(table: string, change: string, path: string): Promise<T> =>
  locks.whileWaiting(`lock table bmad.${table} in access exclusive mode; ${change}`, () => server.client.get<T>(path));

/** A run that ends as `status` in the database. */
const ends = ({ key }: DemoRun, status: string) => `
  update bmad.workflow_stages set status = 'SKIPPED' where run_uuid = (select id from bmad.workflows where key = '${key}');
  update bmad.workflows set status = '${status}', ended_at = now() where key = '${key}'`;

test('a run is told as of one moment', async () => {
  const run = await DemoRun.start(server.client);
  const fork = `
    insert into bmad.workflows select (jsonb_populate_record(r,
      jsonb_build_object('id', uuidv7(), 'key', 'fork-1', 'forked_from_uuid', r.id, 'forked_stage', 'analyst-brief-md'))).*
    from bmad.workflows r where key = '${run.key}'`;
  const read = await meanwhile<RunView>('artifacts', `${fork}; ${ends(run, 'CANCELLED')}`, run.path);
  const told = ({ status, stages, forks }: RunView) => [status, stages[0].status, forks];
  expect(told(read)).toEqual(['ACTIVE', 'READY', []]);
  expect(told(await run.view())).toEqual(['CANCELLED', 'SKIPPED', ['fork-1']]);
});

test('what to do now is told as of one moment', async () => {
  const run = await DemoRun.start(server.client, { workflow_id: 'choice' });
  const newcomer = `
    insert into bmad.agents select (jsonb_populate_record(a, jsonb_build_object('id', uuidv7(), 'agent_id', 'newcomer'))).*
    from bmad.agents a where agent_id = 'dev'`;
  const next = await meanwhile<NextView>('agents', `${newcomer}; ${ends(run, 'CANCELLED')}`, `${run.path}/next`);
  expect(next).toMatchObject({ done: false, decisions: [{ name: 'agent:build' }] });
  expect(next.decisions[0].options).not.toContain('newcomer');
});

test('a list of runs is told as of one moment', async () => {
  const { key } = await DemoRun.start(server.client, { user_id: 'eve' });
  const list = () => server.client.get<{ items: RunSummary[] }>('/workflows?user_id=eve');
  const change = ends({ key } as DemoRun, 'CANCELLED');
  const read = await meanwhile<{ items: RunSummary[] }>('workflow_stages', change, '/workflows?user_id=eve');
  expect(read).toMatchObject({ items: [{ key, status: 'ACTIVE', current_stage: 'analyst-brief-md' }] });
  expect(await list()).toMatchObject({ items: [{ key, status: 'CANCELLED', current_stage: null }] });
});
