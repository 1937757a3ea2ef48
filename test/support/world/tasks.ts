import type { Client } from '../client';
import type { Noun } from './noun';

const TASK = '/tasks/T-1';
const worker = { agent_id: 'dev', session_id: 'session-1', lease_seconds: 86_400 };

export const tasks: Noun = {
  settle: async (client, text) => {
    const said = { name: text, description: text, task_type: text, template: text, tags: [text] };
    await client.post('/tasks', { ...said, agent_id: 'dev', workflow_id: text, epic_id: 'epic-1' });
    await client.post('/tasks', { ...said, story_id: '1.1' });
    await client.post(`${TASK}/dependencies`, { depends_on: 'T-2' });
    const { lease_token } = await client.post('/tasks/T-2/start', worker);
    await client.post('/tasks/T-2/complete', {
      lease_token,
      reason: text,
      output_files: [text],
      output_data: { text },
      execution_log: text,
      validation_notes: text,
      quality_score: 90,
      actual_hours: 1,
    });
  },
  moments: {
    'the task is claimed': start,
    'the task is blocked': async (client) => {
      await client.post(`${TASK}/block`, { reason: 'x' });
    },
    'the task has failed': async (client) => {
      await client.post(`${TASK}/fail`, { ...(await start(client)), reason: 'x' });
    },
    'the task is over': async (client) => {
      await client.post(`${TASK}/cancel`, { reason: 'x' });
    },
  },
};

/** @returns what the worker's own moves have to name from then on */
async function start(client: Client): Promise<{ lease_token: string }> {
  const { lease_token } = await client.post<{ lease_token: string }>(`${TASK}/start`, worker);
  return { lease_token };
}
