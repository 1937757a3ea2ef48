import { setTimeout as sleep } from 'node:timers/promises';
import { Client as Postgres } from 'pg';
import { Webhook as Reference } from 'standardwebhooks';
import { Client } from '../../../test/support/client';
import { Receiver, type Received } from '../../../test/support/receiver';
import { testServer, type TestServer } from '../../../test/support/server';
import { Database } from '../../database/database';
import { Event } from '../../events/event.entity';
import { bucketOf } from '../latencies/histogram';
import { RequestLatency } from '../latencies/request-latency.entity';
import { alertKinds } from './alert-rule.entity';
import type { AlertView } from './alert.dto';

/** What a rule is about, made to happen and cleared in a project of its own. */
interface Case {
  kind: (typeof alertKinds)[number];
  ruleId: string;
  parameters: Record<string, number>;
  /** Whether it is a rule of the server's own project. */
  ofServer?: boolean;
  happen(client: Client): Promise<unknown>;
  clear(client: Client): Promise<unknown>;
  subject: string;
}

let server: TestServer;
let other: TestServer;
let db: Database;
let postgres: Postgres;
let receiver: Receiver;

const work = { agent_id: 'dev', session_id: 's' };
const activate = (client: Client) => client.post('/agents/activate', { ...work, user_id: 'ada' });
const begin = async (client: Client, name: string) => {
  await client.post('/tasks', { name });
  return client.post<{ task: { task_id: string }; lease_token: string }>('/tasks/claim', work);
};
const end = async (client: Client, how: 'complete' | 'fail', body = {}) => {
  const { task, lease_token } = await begin(client, how);
  await client.post(`/tasks/${task.task_id}/${how}`, { lease_token, ...body });
};

/** Answers of another server. */
const answers = (requests: number, ms: number, statusClass: number) =>
  db.insert(RequestLatency, {
    at: new Date(),
    seconds: 60,
    method: 'GET',
    route: '/x',
    statusClass,
    requests,
    totalMs: ms * requests,
    slowestMs: ms,
    buckets: [bucketOf(ms)],
    counts: [requests],
  });

const cases: Case[] = [
  {
    kind: 'SILENT_AGENT',
    ruleId: 'silent-agent',
    parameters: { after_seconds: 1 },
    subject: 'dev/s',
    happen: async (client) => {
      await activate(client);
      await begin(client, 'x');
    },
    clear: (client) => client.post('/agents/dev/deactivate', { session_id: 's' }),
  },
  {
    kind: 'STUCK_STAGE',
    ruleId: 'stuck-stage',
    parameters: { after_seconds: 1 },
    subject: 'greenfield-fullstack-1/analyst-project-brief-md',
    happen: (client) =>
      client.post('/workflows/start', { workflow_id: 'greenfield-fullstack', user_id: 'ada', session_id: 's' }),
    clear: (client) => client.post('/workflows/greenfield-fullstack-1/pause'),
  },
  {
    kind: 'STUCK_TASK',
    ruleId: 'stuck-task',
    parameters: { after_seconds: 1 },
    subject: 'T-1',
    happen: (client) => begin(client, 'x'),
    clear: (client) => client.post('/tasks/T-1/cancel', { reason: 'x' }),
  },
  {
    kind: 'OVERDUE_GATE',
    ruleId: 'overdue-gate',
    parameters: { after_seconds: 1 },
    subject: '1.1',
    happen: async (client) => {
      await client.post('/stories', { story_id: '1.1', title: 'x' });
      for (const move of ['approve', 'start', 'submit']) await client.post(`/stories/1.1/${move}`);
    },
    clear: (client) => client.post('/stories/1.1/gates', { gate: 'PASS', status_reason: 'x' }),
  },
  {
    kind: 'FAILURE_RATE',
    ruleId: 'failure-rate',
    parameters: { min_count: 2, share: 0.4 },
    subject: 'failure-rate',
    happen: async (client) => {
      await activate(client);
      for (let n = 0; n < 2; n++) await end(client, 'fail', { reason: 'x' });
    },
    clear: async (client) => {
      for (let n = 0; n < 3; n++) await end(client, 'complete');
    },
  },
  {
    kind: 'SLOW_RESPONSES',
    ruleId: 'slow-responses',
    ofServer: true,
    subject: 'server',
    parameters: { longer_than_ms: 60_000, share: 0.3 },
    happen: () => answers(100_000, 70_000, 2),
    clear: () => answers(1_000_000, 1, 2),
  },
  {
    kind: 'FAILED_RESPONSES',
    ruleId: 'failed-responses',
    ofServer: true,
    subject: 'server',
    parameters: { share: 0.3 },
    happen: () => answers(2_000_000, 1, 5),
    clear: () => answers(8_000_000, 1, 2),
  },
  {
    kind: 'DATABASE',
    ruleId: 'database',
    ofServer: true,
    subject: 'transaction',
    parameters: { transaction_seconds: 1 },
    happen: () => postgres.query('begin; select 1'),
    clear: () => postgres.query('commit'),
  },
];

/** What was seen of a case. */
interface Seen {
  raisedAfterMs: number;
  acknowledged: AlertView;
  resolved: AlertView;
  alerts: AlertView[];
  told: { type: string; actor: string; data: object }[];
  /** What came to the webhook of its project. */
  delivered: Received[];
  secret: string;
}

const seen = new Map<string, Seen>();

async function until<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  for (const end = Date.now() + 20_000; Date.now() < end; await sleep(50)) {
    const found = await look();
    if (found !== undefined) return found;
  }
  throw new Error(`It was in vain to wait until ${what}.`);
}

async function live({ kind, ruleId, parameters, happen, clear, ofServer }: Case): Promise<void> {
  const client = ofServer ? new Client(server.api) : await new Client(server.api).inNewProject(ruleId);
  const list = async () => (await client.get<{ items: AlertView[] }>(`/alerts?rule_id=${ruleId}`)).items;
  await client.patch(`/alerts/rules/${ruleId}`, { parameters });
  const hook = { url: receiver.url(`/${ruleId}`), types: ['alert.'] };
  const { secret } = await client.post<{ secret: string }>('/webhooks', hook);
  await happen(client);
  const wrongFrom = Date.now() + 1000 * (parameters.after_seconds ?? parameters.transaction_seconds ?? 0);
  const [{ id, raised_at }] = await until(`${kind} is raised`, async () =>
    (await list()).length ? list() : undefined,
  );
  const acknowledged = await client.post<AlertView>(`/alerts/${id}/acknowledge`, { note: 'on it' });
  await clear(client);
  const resolved = await until(`${kind} is resolved`, async () => {
    const alert = await client.get<AlertView>(`/alerts/${id}`);
    return alert.status === 'RESOLVED' ? alert : undefined;
  });
  const delivered = await until(`${kind} is delivered`, () => {
    const came = receiver.received.filter(({ path, json }) => path === `/${ruleId}` && json.data.subject_id === id);
    return Promise.resolve(came.length >= 3 ? came : undefined);
  });
  const told = await db.of(Event).find({ where: { subjectId: id }, order: { id: 'ASC' } });
  const raisedAfterMs = Date.parse(String(raised_at)) - wrongFrom;
  seen.set(kind, { raisedAfterMs, acknowledged, resolved, alerts: await list(), told, delivered, secret });
}

beforeAll(async () => {
  const monitoring = { raisesAlerts: true };
  const webhooks = { delivers: true, allowedNetworks: ['127.0.0.1/32'] };
  receiver = await Receiver.begin();
  server = await testServer({ monitoring, webhooks });
  other = await testServer({ monitoring, webhooks, url: server.url });
  db = server.app.get(Database);
  postgres = new Postgres(server.url);
  await postgres.connect();
  // Both look at the answers of the server, so they take turns.
  const [slow, failed] = ['SLOW_RESPONSES', 'FAILED_RESPONSES'].map((kind) => cases.find((one) => one.kind === kind)!);
  const others = cases.filter((one) => one !== slow && one !== failed);
  await Promise.all([...others.map(live), live(slow).then(() => live(failed))]);
}, 60_000);
afterAll(async () => {
  await postgres.end();
  await server.app.close();
  await other.app.close();
  receiver.end();
});

test('there is a case of every kind', () => {
  expect(cases.map(({ kind }) => kind)).toEqual(alertKinds);
});

test.each(cases)('$kind is raised within 5 s, once, acknowledged, over by itself, told and delivered', (one) => {
  const { raisedAfterMs, acknowledged, resolved, alerts, told, delivered, secret } = seen.get(one.kind)!;
  expect(raisedAfterMs).toBeLessThan(5_000);
  expect(acknowledged).toMatchObject({
    kind: one.kind,
    rule_id: one.ruleId,
    subject_id: one.subject,
    status: 'ACKNOWLEDGED',
    note: 'on it',
    acknowledged_by: 'anonymous',
    resolved_at: null,
  });
  expect(acknowledged.summary).toMatch(/^[A-Z0-9].*\.$/);
  expect(acknowledged.summary).not.toMatch(/ {2}|null/);
  expect(resolved).toMatchObject({ resolved_by: 'server', note: 'on it' });
  expect(alerts).toHaveLength(1);
  expect(told.map(({ type, actor }) => [type, actor])).toEqual([
    ['alert.raised', 'server'],
    ['alert.acknowledged', 'anonymous'],
    ['alert.resolved', 'server'],
  ]);
  const facts = { rule_id: one.ruleId, kind: one.kind, subject_id: one.subject, summary: acknowledged.summary };
  for (const { data } of told) expect(data).toMatchObject(facts);
  expect(delivered.map(({ json }) => json.type)).toEqual(told.map(({ type }) => type));
  for (const { headers, body } of delivered) {
    expect(() => new Reference(secret).verify(body, headers as Record<string, string>)).not.toThrow();
  }
});
