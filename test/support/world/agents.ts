import type { Noun } from './noun';

export const agents: Noun = {
  settle: async (client, text) => {
    for (const agent_id of ['analyst', 'dev']) {
      const who = { agent_id, session_id: 'session-1', user_id: text };
      await client.post('/agents/activate', { ...who, context: { text } });
    }
  },
  moments: {
    'the agent is paused': async (client) => {
      await client.post('/agents/analyst/pause', { reason: 'x' });
    },
  },
};
