import type { Noun } from './noun';

export const epics: Noun = {
  settle: async (client, text) => {
    await client.post('/epics', {
      epic_id: 'epic-1',
      name: text,
      description: text,
      business_value: text,
      objectives: [{ objective: text, key_results: [{ name: text, target: 1, unit: text }] }],
      risks: [{ risk: text, probability: 2, impact: 4, owner: text, mitigation: text }],
      assumptions: [text],
      stakeholders: [text],
      start_date: '2026-01-05',
      target_date: '2026-03-31',
    });
  },
  moments: {
    'the epic has begun, and all of it is over': async (client) => {
      await client.post('/epics/epic-1/activate');
      await client.post('/stories/1.1/cancel', { reason: 'x' });
      await client.post('/tasks/T-1/cancel', { reason: 'x' });
    },
    'the epic is over': async (client) => {
      await client.post('/epics/epic-1/cancel');
    },
  },
};
