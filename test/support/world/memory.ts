import type { Client } from '../client';
import type { Noun } from './noun';

const memory = { agent_id: 'dev', category: 'AGENT_CONTEXT', session_id: 'session-1' };

export const memories: Noun = {
  settle: async (client, text) => {
    const links = [{ type: 'TASK', id: 'T-1' }];
    for (const content of [`${text} learned`, `${text} learned again`]) {
      await client.post('/memory/store', { ...memory, content, tags: [text], entities: [text], links });
    }
    const { memories } = await client.post<{ memories: { id: string }[] }>('/memory/context', {
      agent_id: 'dev',
      query: text,
      session_id: 'session-1',
      min_confidence: 0,
    });
    for (const { id } of memories) await client.post(`/memory/${id}/feedback`, { helped: true, agent_id: 'dev' });
    await client.patch(`/memory/${(await ids(client)).at(-1)}`, { content: `${text} known` });
  },
  moments: {
    'one memory may stand for another': async (client) => {
      const [other] = await ids(client);
      return { by: other, duplicates: [other] };
    },
    'the memory is archived': async (client) => {
      await client.post(`/memory/${(await ids(client)).at(-1)}/archive`);
    },
  },
};

/** The memories of the project, oldest first. */
async function ids(client: Client): Promise<string[]> {
  const { items } = await client.get<{ items: { id: string }[] }>('/memory');
  return items.map(({ id }) => id);
}
