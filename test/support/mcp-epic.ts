import { FollowingAgent } from './mcp-agents';
import type { McpClient } from './mcp-kit';

const STORY = 'story:1.1';

/**
 * Two agents carry an epic from its first line to its end, over whatever the clients speak: it is written, claimed, worked
 * on, handed over, judged and done. What they do stands in the answers; only what people would decide is decided here.
 */
export async function workThroughEpic(first: McpClient, second: McpClient): Promise<void> {
  const dev = await FollowingAgent.begin(first, 'dev');
  const qa = await FollowingAgent.begin(second, 'qa');
  await write(dev);

  // The developer approves nothing and judges nothing: it begins where the story says.
  const story = await dev.call('claim', { id: STORY });
  expect(story).toMatchObject({ status: 'IN_PROGRESS', tasks: { open: 2, total: 2 } });
  const task = await dev.call('claim', story.next[0].args);
  expect(task).toMatchObject({
    id: 'task:T-1',
    status: 'IN_PROGRESS',
    open_criteria: [expect.stringMatching(/^AC-1 /), expect.anything()],
  });
  await dev.call('report', { id: task.id, note: 'the form is there, the check is not', lease_seconds: 600 });
  const done = await dev.call('finish', {
    id: task.id,
    note: 'The form and its check',
    files: ['src/card.ts'],
    quality_score: 90,
  });
  expect(done).toMatchObject({ status: 'COMPLETED', ready: [{ id: 'task:T-2', name: 'Test the form' }] });

  // The next task changes hands while it is held: the lease ends with the handoff.
  const held = await dev.call('claim');
  const handoff = await dev.call('hand_over', {
    to: 'qa',
    id: held.id,
    reason: 'tests are written by whoever did not write the form',
    summary:
      'The form takes name and card, checks the number by its digits and says why a card is refused. Nothing is tested yet; begin with refused cards, then the total.',
    files: ['src/card.ts'],
    open_questions: [],
    acceptance_points: ['Refused cards are shown with a reason', 'The total is tested with and without shipping'],
  });
  expect(handoff).toMatchObject({ status: 'OFFERED', to: 'qa' });
  expect(handoff.completeness).toBeGreaterThan(80);

  // From here on both do only what they are told by the answers.
  for (let idle = 0, turns = 0; idle < 2 && turns < 40; turns++) idle = (await qa.step()) ? 0 : idle + 1;
  expect(await dev.call('status', { id: STORY })).toMatchObject({ status: 'DONE', gate: { verdict: 'PASS' } });
  expect(qa.made('claim')[0]).toMatchObject({ status: 'ACCEPTED', from: 'dev', task: { id: 'task:T-2' } });
  expect(qa.made('finish').map(({ id, status }) => `${id} ${status}`)).toEqual([
    'task:T-2 COMPLETED',
    `${STORY} REVIEW`,
    `${STORY} DONE`,
  ]);
  expect(await dev.call('finish', { id: 'epic:E1' })).toMatchObject({ status: 'DONE', progress: 100 });
  expect(await qa.call('finish', { id: 'handoff:H-1', quality_score: 95, note: 'all was there' })).toMatchObject({
    status: 'COMPLETED',
  });
  for (const agent of [dev, qa]) await agent.call('finish', { id: 'session' });
}

/** An epic of one story with two tasks, one after the other. */
async function write(agent: FollowingAgent): Promise<void> {
  await agent.call('raise', { kind: 'epic', title: 'Checkout', new_id: 'E1', text: 'From the basket to the mail' });
  await agent.call('decide', { id: 'epic:E1', value: 'activate' });
  const criteria = ['The total shows the shipping costs', 'A refused card is shown with the reason'];
  await agent.call('raise', { kind: 'story', title: 'Pay by card', new_id: '1.1', id: 'epic:E1', criteria });
  await agent.call('raise', { kind: 'task', title: 'Write the form', id: STORY, text: 'Name and card' });
  await agent.call('raise', { kind: 'task', title: 'Test the form', id: STORY, dependencies: ['task:T-1'] });
  await agent.call('decide', { id: STORY, value: 'approve' });
}
