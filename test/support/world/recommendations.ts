import type { Noun } from './noun';

const worker = { agent_id: 'dev', session_id: 'session-1' };

export const recommendations: Noun = {
  settle: async (client, text) => {
    for (let n = 0; n < 3; n++) {
      const { task_id } = await client.post<{ task_id: string }>('/tasks', { name: text });
      const { lease_token } = await client.post<{ lease_token: string }>(`/tasks/${task_id}/start`, worker);
      await client.post(`/tasks/${task_id}/fail`, { lease_token, reason: text });
    }
    await client.post('/analytics/recommendations/refresh');
  },
};
