import type { Noun } from './noun';

export const alerts: Noun = {
  settle: async (client) => {
    // The agent has been silent from the first moment on, so it is told of at the next look.
    await client.patch('/alerts/rules/silent-agent', { parameters: { after_seconds: 0, min_open_work: 0 } });
  },
};
