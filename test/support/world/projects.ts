import type { Client } from '../client';
import type { Noun } from './noun';

export const projects: Noun = {
  // Of all projects, so that it is there after the first who settles.
  settle: (client) => client.send('/projects', { key: 'old-shop', name: 'The old shop' }),
  moments: {
    'project archived': async (client: Client) => {
      await client.post('/projects/old-shop/archive');
    },
  },
};
