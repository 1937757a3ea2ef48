import type { Noun } from './noun';

export const collaboration: Noun = {
  settle: async (client, text) => {
    const contract = {
      from_agent_id: 'architect',
      to_agent_id: 'dev',
      summary: text,
      reason: text,
      artifacts: [text],
      open_questions: [text],
      acceptance_points: [text],
      context: { text },
    };
    await client.post('/collaboration/handoffs', contract);
    await client.post('/collaboration/handoffs', contract);
    await client.post('/collaboration/handoffs/H-2/reject', { reason: text });
    const review = { type: 'REVIEW', participants: ['dev', 'qa'], summary: text, context: { text } };
    await client.post('/collaboration', review);
  },
  moments: {
    'the handoff is accepted': async (client) => {
      await client.post('/collaboration/handoffs/H-1/accept', { session_id: 'session-1' });
    },
  },
};
