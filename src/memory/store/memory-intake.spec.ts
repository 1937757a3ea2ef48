import { Client } from '../../../test/support/client';
import { testServer, type TestServer } from '../../../test/support/server';
import { AgentActivity } from '../../agents/agent-activity.entity';
import { Database } from '../../database/database';
import { Event } from '../../events/event.entity';
import { Memory } from '../memory.entity';
import { MemoryStore } from './memory-store.service';

let server: TestServer;
let db: Database;

beforeAll(async () => {
  server = await testServer();
  db = server.app.get(Database);
});
afterAll(() => server.app.close());

interface Found {
  memories: { id: string }[];
}

test('memories that come at once are each stored as their own, and one that cannot be fails alone', async () => {
  const store = server.app.get(MemoryStore);
  const crowd = Array.from({ length: 40 }, (_, n) => n);
  const content = (n: number) => `The crowd${n}word decision${n % 8 === 3 ? ' with a \0 in it' : ''}`;
  const outcomes = await Promise.allSettled(
    crowd.map((n) =>
      store.store(
        { ...server.scope, by: `writer-${n}` },
        {
          agentId: 'dev',
          content: content(n),
          category: 'ERROR_PATTERNS',
          sessionId: `crowd-${n % 3}`,
          links: [{ type: 'task', id: `T-${n}` }],
        },
      ),
    ),
  );
  const activities = await db.of(AgentActivity).findBy({ activityType: 'MEMORY_STORED' });
  expect(activities).toHaveLength(crowd.length);
  const positions = new Map<string, number[]>();
  for (const [n, outcome] of outcomes.entries()) {
    const [logged] = activities.filter(({ actor }) => actor === `writer-${n}`);
    expect([outcome.status, logged.success]).toEqual(n % 8 === 3 ? ['rejected', false] : ['fulfilled', true]);
    if (outcome.status === 'rejected') continue;
    const { memory, links, agentId } = outcome.value;
    expect([memory.content, memory.sessionId, agentId]).toEqual([content(n), `crowd-${n % 3}`, 'dev']);
    expect(links).toEqual([{ type: 'task', id: `T-${n}` }]);
    expect(logged.details).toMatchObject({ memory_id: memory.id, session_id: `crowd-${n % 3}` });
    expect(await db.of(Event).findBy({ subjectId: memory.id })).toMatchObject([{ actor: `writer-${n}` }]);
    positions.set(memory.sessionId!, [...(positions.get(memory.sessionId!) ?? []), memory.position]);
    const found = await new Client(server.api).post<Found>('/memory/context', {
      agent_id: 'dev',
      query: `crowd${n}word`,
    });
    expect(found.memories.map(({ id }) => id)).toContain(memory.id);
  }
  for (const some of positions.values()) {
    expect(some.sort((one, other) => one - other)).toEqual(some.map((_, place) => place + 1));
  }
});

test('what is stored in a transaction goes with it', async () => {
  const before = await db.of(Memory).count();
  const undone = db.transaction(async () => {
    const memory = { content: 'Undone with all the rest', category: 'ERROR_PATTERNS' } as const;
    await server.app.get(MemoryStore).store(server.scope, memory);
    expect(await db.of(Memory).count()).toBe(before + 1);
    throw new Error('undo');
  });
  await expect(undone).rejects.toThrow('undo');
  expect(await db.of(Memory).count()).toBe(before);
});

test('a place whose first memory was undone can be stored into', async () => {
  const store = server.app.get(MemoryStore);
  const own = { agentId: 'qa', category: 'ERROR_PATTERNS', visibility: 'AGENT' } as const;
  const undone = db.transaction(async () => {
    await store.store(server.scope, { ...own, content: 'Undone together with its place' });
    throw new Error('undo');
  });
  await expect(undone).rejects.toThrow('undo');
  const { memory } = await store.store(server.scope, { ...own, content: 'Kept in a place made anew' });
  expect(await db.of(Memory).findOneByOrFail({ id: memory.id })).toMatchObject({
    content: 'Kept in a place made anew',
  });
});
