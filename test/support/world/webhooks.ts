import type { Client } from '../client';
import type { Noun } from './noun';

export const webhooks: Noun = {
  settle: async (client, text) => {
    const { id } = await client.post('/webhooks', { url: 'https://hooks.example.com/bmad', name: text });
    await client.post(`/webhooks/${String(id)}/test`);
  },
  moments: {
    'webhook paused': async (client: Client) => {
      const { items } = await client.get<{ items: { id: string }[] }>('/webhooks');
      await client.post(`/webhooks/${items[0].id}/pause`, { reason: 'a new machine' });
    },
  },
};
