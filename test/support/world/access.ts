import type { Noun } from './noun';

/** Without the text that marks a project: whoever rules over all projects sees the keys of all. */
export const access: Noun = {
  settle: async (client) => {
    const { project } = client;
    const expires_at = '2031-12-31T00:00:00Z';
    await client.post('/access/keys', { name: 'ada', scopes: ['WRITE'], project, user_id: 'ada', expires_at });
    const { id } = await client.post('/access/keys', { name: 'dev', scopes: ['READ'], project, agent_id: 'dev' });
    await client.post(`/access/keys/${String(id)}/rotate`, { grace_seconds: 3600 });
  },
};
