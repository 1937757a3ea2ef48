import { setTimeout as sleep } from 'node:timers/promises';
import { collaborationKit, type CollaborationKit, outside } from '../../../test/support/collaboration-kit';
import { expireAll } from '../../../test/support/expiry';
import { testServer, type TestServer } from '../../../test/support/server';
import { refusal } from '../../../test/support/story-kit';
import { Event } from '../../events/event.entity';
import { Collaboration } from '../collaboration.entity';
import { HandoffExpiry } from './handoff-expiry.service';

let kit: CollaborationKit;
let other: TestServer;

beforeAll(async () => {
  kit = await collaborationKit();
  other = await testServer({ url: kit.server.url });
});
afterAll(async () => {
  await kit.server.app.close();
  await other.app.close();
});

const told = ({ projectId }: { projectId: string }) => kit.db.of(Event).findBy({ projectId, type: 'handoff.expired' });

test('an offer that nobody answers expires by itself, and is told to have', async () => {
  const scope = await kit.freshScope();
  const id = await kit.offer(scope, { expiresInSeconds: 1 });
  const { expiresAt } = await kit.rowOf(id);
  while ((await kit.rowOf(id)).status === 'OFFERED') {
    if (Date.now() > expiresAt!.getTime() + 10_000) throw new Error('It did not expire in time.');
    await sleep(50);
  }
  expect(await kit.rowOf(id)).toMatchObject({ status: 'EXPIRED', endedAt: expiresAt });
  expect(await told(scope)).toMatchObject([
    { subjectId: id, actor: 'server', data: { handoff_id: 'H-1', from_agent_id: 'architect', to_agent_id: 'dev' } },
  ]);
  expect(await refusal(kit.moves.accept(scope, id, {}))).toMatchObject({
    type: 'illegal-move',
    extras: { allowed: [] },
  });
});

test('two servers end every overdue offer exactly once, and no other', async () => {
  const scope = await kit.freshScope();
  const { projectId } = scope;
  const id = await kit.offer(scope);
  await kit.moves.accept(scope, await kit.offer(scope), {});
  await kit.db.sql`
    insert into ${Collaboration} (project_id, collaboration_id, type, status, participants, from_agent_uuid, to_agent_uuid,
      summary, completeness, expires_at, version)
    select project_id, 'X-' || n, type, 'OFFERED', participants, from_agent_uuid, to_agent_uuid, 'x', 0, now(), 1
    from ${Collaboration}, generate_series(1, 700) n where id = ${id}`;
  await kit.db
    .sql`update ${Collaboration} set expires_at = now() where project_id = ${projectId} and status = 'ACCEPTED'`;
  const sweepers = [kit.server, other, kit.server, other].map(({ app }) => app.get(HandoffExpiry));
  await Promise.all(sweepers.map((sweeper) => sweeper.expire()));
  for (const each of [kit.server, other]) await expireAll(each, HandoffExpiry);
  const log = await told(scope);
  expect(log).toHaveLength(700);
  expect(new Set(log.map(({ subjectId }) => subjectId)).size).toBe(700);
  const left = await kit.db.of(Collaboration).find({ where: { projectId }, order: { id: 'ASC' }, take: 2 });
  expect(left.map(({ status }) => status)).toEqual(['OFFERED', 'ACCEPTED']);
});

test('an offer that is being answered is left alone', async () => {
  const scope = await kit.freshScope();
  const id = await kit.offer(scope, { expiresInSeconds: 1 });
  await kit.db.transaction(async () => {
    await kit.moves.accept(scope, id, {});
    await sleep(1100);
    await outside(() => Promise.all([kit.server, other].map(({ app }) => app.get(HandoffExpiry).expire())));
  });
  expect((await kit.rowOf(id)).status).toBe('ACCEPTED');
  expect(await told(scope)).toEqual([]);
});
