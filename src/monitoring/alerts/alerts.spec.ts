import { Client as Postgres } from 'pg';
import { Client } from '../../../test/support/client';
import { testServer, type TestServer } from '../../../test/support/server';
import { Database } from '../../database/database';
import { Event } from '../../events/event.entity';
import { bucketInSql, bucketOf } from '../latencies/histogram';
import { AlertEvaluation } from './alert-evaluation.service';
import { AlertTurn } from './alert-turn.entity';
import type { AlertRuleView } from './alert-rule.dto';
import { alertKinds } from './alert-rule.entity';
import type { AlertView } from './alert.dto';
import { Alert } from './alert.entity';

let server: TestServer;
let other: TestServer;
let db: Database;
let root: Client;
let projects = 0;

beforeAll(async () => {
  server = await testServer();
  other = await testServer({ url: server.url });
  db = server.app.get(Database);
  root = new Client(server.api);
});
afterAll(async () => {
  await server.app.close();
  await other.app.close();
});

/** Has a server look, whoever has looked before. */
async function look(at = server): Promise<boolean> {
  await db.sql`update ${AlertTurn} set at = '-infinity'`;
  return at.app.get(AlertEvaluation).look();
}

/** A project with a task that is stuck from its beginning, T-1. */
async function stuck(): Promise<Client> {
  const client = await root.inNewProject(`stuck-${++projects}`);
  await client.patch('/alerts/rules/stuck-task', { parameters: { after_seconds: 0 } });
  await client.post('/tasks', { name: 'x' });
  await client.post('/tasks/claim', { agent_id: 'dev', session_id: 's' });
  return client;
}

const alertsOf = async (client: Client, query = '') =>
  (await client.get<{ items: AlertView[] }>(`/alerts${query}`)).items;

test('a project has the rules about its work, the default project also those about the server', async () => {
  const client = await root.inNewProject('rules');
  const { items } = await client.get<{ items: AlertRuleView[] }>('/alerts/rules');
  expect(items.map(({ kind }) => kind)).toEqual(alertKinds.slice(0, 5));
  const all = await root.get<{ items: AlertRuleView[] }>('/alerts/rules');
  expect(all.items.map(({ kind }) => kind)).toEqual(alertKinds);
  expect(await client.get('/alerts/rules/stuck-task')).toMatchObject({
    rule_id: 'stuck-task',
    enabled: true,
    severity: 'WARNING',
    parameters: { after_seconds: 14_400 },
    cooldown_seconds: 300,
  });
});

test('a rule is changed in part, and takes the parameters of its kind only', async () => {
  const client = await root.inNewProject('changes');
  const change = { severity: 'critical', parameters: { share: 0.5 } };
  const changed = await client.patch<AlertRuleView>('/alerts/rules/failure-rate', change);
  expect(changed).toMatchObject({
    severity: 'CRITICAL',
    enabled: true,
    parameters: { share: 0.5, window_seconds: 3_600, min_count: 10 },
  });
  const { json } = await client.send('/alerts/rules/failure-rate', { parameters: { after_seconds: 1 } }, 'PATCH');
  expect(json).toMatchObject({ status: 422, allowed: ['window_seconds', 'share', 'min_count'] });
  expect((await client.send('/alerts/rules/failure-rate', { parameters: { share: 2 } }, 'PATCH')).json).toMatchObject({
    status: 400,
    errors: [{ field: 'parameters.share' }],
  });
  expect(await client.refused('/alerts/rules/stuck-tusk')).toMatchObject({ status: 404, suggestions: ['stuck-task'] });
});

test('what stays wrong is told once', async () => {
  const client = await stuck();
  await look();
  await look(other);
  expect(await alertsOf(client)).toHaveLength(1);
});

test('of servers that look at the same moment one does, and what it finds is told once', async () => {
  const client = await stuck();
  await db.sql`update ${AlertTurn} set at = '-infinity'`;
  const looks = [server, other, server, other].map(({ app }) => app.get(AlertEvaluation).look());
  expect((await Promise.all(looks)).filter(Boolean)).toHaveLength(1);
  const alerts = await alertsOf(client);
  expect(alerts).toHaveLength(1);
  expect(await db.of(Event).countBy({ subjectId: alerts[0].id })).toBe(1);
});

test('a server that looks while another does passes by, and nobody looks again at once', async () => {
  await db.sql`update ${AlertTurn} set at = '-infinity'`;
  const holder = new Postgres(server.url);
  await holder.connect();
  await holder.query('begin; select from bmad.alert_turns for update');
  expect(await server.app.get(AlertEvaluation).look()).toBe(false);
  await holder.end();
  expect(await look()).toBe(true);
  expect(await other.app.get(AlertEvaluation).look()).toBe(false);
});

test('what the table does not allow is refused', async () => {
  const client = await stuck();
  await look();
  const [{ id }] = await alertsOf(client);
  const twin = db.sql`
    insert into ${Alert} (project_id, rule_uuid, severity, subject_type, subject_key, subject_id, summary, version)
    select project_id, rule_uuid, severity, subject_type, subject_key, subject_id, summary, 1 from ${Alert} where id = ${id}`;
  await expect(twin).rejects.toMatchObject({ code: '23505' });
  await client.post(`/alerts/${id}/acknowledge`);
  expect(await client.refused(`/alerts/${id}/acknowledge`, {})).toMatchObject({ status: 409, allowed: ['RESOLVED'] });
  await client.post(`/alerts/${id}/resolve`, { note: 'enough' });
  expect(await client.refused(`/alerts/${id}/resolve`, {})).toMatchObject({ status: 409, allowed: [] });
  expect(await client.get(`/alerts/${id}`)).toMatchObject({ resolved_by: 'anonymous', note: 'enough' });
});

test('what was resolved while it is still wrong is raised anew after the cool-down', async () => {
  const client = await stuck();
  await client.patch('/alerts/rules/stuck-task', { cooldown_seconds: 60 });
  await look();
  const [{ id }] = await alertsOf(client);
  await client.post(`/alerts/${id}/resolve`);
  await look();
  expect(await alertsOf(client)).toHaveLength(1);
  await db.sql`update ${Alert} set resolved_at = now() - interval '61 s' where id = ${id}`;
  await look();
  const alerts = await alertsOf(client);
  expect(alerts.map(({ status }) => status)).toEqual(['RESOLVED', 'OPEN']);
  expect(await alertsOf(client, '?status=open&severity=warning&rule_id=stuck-task&subject_id=T-1')).toHaveLength(1);
  expect(await alertsOf(client, '?severity=critical')).toEqual([]);
});

test('what flaps is told once in a cool-down', async () => {
  const client = await stuck();
  await look();
  await client.post('/tasks/T-1/block', { reason: 'x', lease_token: await tokenOf(client) });
  await client.post('/tasks/T-1/unblock');
  await look();
  expect((await alertsOf(client)).map(({ status }) => status)).toEqual(['RESOLVED']);
  await client.post('/tasks/claim', { agent_id: 'dev', session_id: 's' });
  await look();
  expect(await alertsOf(client)).toHaveLength(1);
});

test('a rule that is switched off takes its alerts back and raises none', async () => {
  const client = await stuck();
  await look();
  await client.patch('/alerts/rules/stuck-task', { enabled: false, cooldown_seconds: 0 });
  await look();
  await look();
  expect((await alertsOf(client)).map(({ status }) => status)).toEqual(['RESOLVED']);
});

test('alerts of another project are not there', async () => {
  const client = await stuck();
  await look();
  const [{ id }] = await alertsOf(client);
  const stranger = await root.inNewProject('stranger');
  expect(await stranger.refused(`/alerts/${id}`)).toMatchObject({ status: 404 });
  expect(await stranger.refused(`/alerts/${id}/acknowledge`, {})).toMatchObject({ status: 404 });
  expect(await alertsOf(stranger)).toEqual([]);
});

test('an outage is told once the database is back', async () => {
  const evaluation = server.app.get(AlertEvaluation);
  await root.patch('/alerts/rules/database', { parameters: { outage_seconds: 0 } });
  await db.sql`alter table ${AlertTurn} rename column at to away`;
  await expect(evaluation.look()).rejects.toThrow();
  (evaluation as unknown as { outageSince: number }).outageSince -= 7_000;
  await db.sql`alter table ${AlertTurn} rename column away to at`;
  await look();
  const [alert] = await alertsOf(root, '?subject_id=outage');
  expect(alert).toMatchObject({ status: 'OPEN', severity: 'CRITICAL', kind: 'DATABASE', details: { seconds: 7 } });
  await look();
  expect(await alertsOf(root, '?subject_id=outage')).toMatchObject([{ id: alert.id, status: 'RESOLVED' }]);
});

test('a statement finds the bucket that the code finds', async () => {
  for (const ms of [0.01, 0.05, 0.051, 1, 99.7, 1_000, 600_000]) {
    const [{ bucket }] = await db.sql<{ bucket: number }>`select ${bucketInSql(`${ms}::float8`)}::int as bucket`;
    expect(bucket).toBe(bucketOf(ms));
  }
});

/** The lease of T-1. */
async function tokenOf(client: Client): Promise<string> {
  const [{ token }] = await db.sql<{ token: string }>`
    select task.lease_token as token from bmad.tasks task join bmad.projects project on project.id = task.project_id
    where project.key = ${client.project}`;
  return token;
}
