import type { Client } from '../client';
import type { Noun } from './noun';

const STORY = '/stories/1.1';

export const stories: Noun = {
  settle: async (client, text) => {
    await client.post('/stories', { story_id: '1.2', title: text, gate_required: false });
    await client.post('/stories', {
      story_id: '1.1',
      title: text,
      epic_id: 'epic-1',
      dependencies: ['1.2'],
      story_points: 3,
      user_story: { role: text, want: text, benefit: text },
      acceptance_criteria: [text],
      definition_of_done: [text],
      tags: [text],
      labels: [text],
      assignee: text,
      workflow_id: text,
      dev_notes: text,
      raw_status: text,
    });
    await client.patch(STORY, { file_list: [text], change_log: [text] });
    await meetAll(client, text);
    await client.post(`${STORY}/gates`, {
      gate: 'WAIVED',
      status_reason: text,
      reviewer: text,
      evidence: { text },
      top_issues: [{ id: text, severity: 'LOW', finding: text, suggested_action: text, suggested_owner: text }],
      nfr_validation: { security: { status: 'CONCERNS', notes: text } },
      waiver: { reason: text, approved_by: text, expires_at: '2031-12-31T00:00:00Z' },
    });
  },
  moments: {
    'the story is approved, and nothing before it': async (client) => {
      await client.post('/stories/1.2/cancel', { reason: 'x' });
      await move(client, 'approve');
    },
    'the story has begun': async (client) => {
      await client.post('/stories/1.2/cancel', { reason: 'x' });
      await move(client, 'approve', 'start');
    },
    'only done is left for the story': async (client) => {
      await client.post('/stories/1.2/cancel', { reason: 'x' });
      await move(client, 'approve', 'start', 'submit');
      await client.post(`${STORY}/gates`, { gate: 'PASS', status_reason: 'x' });
    },
    'the story is blocked': async (client) => {
      await move(client, 'approve');
      await client.post(`${STORY}/block`, { reason: 'x' });
    },
    'the story is over': async (client) => {
      await client.post(`${STORY}/cancel`, { reason: 'x' });
    },
  },
};

async function meetAll(client: Client, evidence: string): Promise<void> {
  for (const criterion of ['AC-1', 'DOD-1']) {
    await client.patch(`${STORY}/criteria/${criterion}`, { met: true, evidence });
  }
}

async function move(client: Client, ...moves: string[]): Promise<void> {
  for (const name of moves) await client.post(`${STORY}/${name}`);
}
