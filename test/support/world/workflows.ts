import type { NextView } from '../../../src/workflows/next/next.dto';
import type { Client } from '../client';
import type { Noun } from './noun';

const RUN = '/workflows/greenfield-fullstack-1';
const FIRST = 'stages/analyst-project-brief-md';
const who = { agent_id: 'analyst', session_id: 'session-1' };

export const workflows: Noun = {
  settle: async (client, text) => {
    const run = await begin(client, text);
    await client.post(`${run}/artifacts`, { name: `${text}.md`, path: text, content: text });
    await client.post(`${run}/${FIRST}/start`, who);
    const asking = await begin(client, text);
    const question = await workUntilAsked(client, asking, text);
    await client.post(`${asking}/decisions`, { name: question, value: false, reason: text });
    const cancelled = await begin(client, text);
    await client.post(`${cancelled}/${FIRST}/start`, who);
    await client.post(`${cancelled}/${FIRST}/complete`, { outputs: { text }, notes: text });
    await client.post(`${cancelled}/rework`, { stage_id: FIRST.split('/')[1], reason: text });
    await client.post(`${cancelled}/${FIRST}/start`, who);
    await client.post(`${cancelled}/${FIRST}/fail`, { reason: text });
    await client.post(`${cancelled}/cancel`, { reason: text });
  },
  moments: {
    'a stage has failed': async (client) => {
      await client.post(`${RUN}/${FIRST}/fail`, { reason: 'x' });
    },
    'a stage is ready': async (client) => {
      await client.post(`${RUN}/${FIRST}/fail`, { reason: 'x' });
      await client.post(`${RUN}/${FIRST}/retry`);
    },
    'a question is open': async (client) => {
      await client.post(`${RUN}/${FIRST}/complete`);
      await workUntilAsked(client, RUN, 'x');
    },
    'the run is paused': async (client) => {
      await client.post(`${RUN}/pause`, { reason: 'x' });
    },
  },
};

/** @returns the path of a new run */
async function begin(client: Client, text: string): Promise<string> {
  const about = { user_id: text, project_type: text, epic_id: text, context: { text } };
  const start = { workflow_id: 'greenfield-fullstack', session_id: 'session-1', ...about };
  return `/workflows/${(await client.post<{ key: string }>('/workflows/start', start)).key}`;
}

/** Completes one stage after another until a question is open. @returns its name */
async function workUntilAsked(client: Client, run: string, text: string): Promise<string> {
  for (;;) {
    const { ready, decisions } = await client.get<NextView>(`${run}/next`);
    if (decisions.length) return decisions[0].name;
    const [{ stage_id, creates, requirements }] = ready;
    const acknowledge = requirements.filter(({ satisfied }) => !satisfied).map(({ name }) => name);
    await client.post(`${run}/stages/${stage_id}/start`, { acknowledge });
    const artifacts = creates.map((name) => ({ name, content: text }));
    await client.post(`${run}/stages/${stage_id}/complete`, { artifacts, outputs: { text }, notes: text });
  }
}
