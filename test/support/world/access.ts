import type { Noun } from './noun';

export const access: Noun = {
  settle: async (client, text) => {
    const { project } = client;
    const expires_at = '2031-12-31T00:00:00Z';
    await client.post('/access/keys', { name: text, scopes: ['WRITE'], project, user_id: text, expires_at });
    const { id } = await client.post('/access/keys', { name: text, scopes: ['READ'], project, agent_id: 'dev' });
    await client.post(`/access/keys/${String(id)}/rotate`, { grace_seconds: 3600 });
  },
};
