import type { Story } from './story.entity';
import { parseUserStory } from './user-story';

test.each<[string, Story['userStory']]>([
  [
    'As a clerk, I want to see the total, so that I can check it.',
    { role: 'clerk', want: 'see the total', benefit: 'I can check it' },
  ],
  ['**As an** owner,\n**I want** figures', { role: 'owner', want: 'figures', benefit: null }],
  ['Pay by card', { role: null, want: 'Pay by card', benefit: null }],
])('the user story %j is taken apart', (text, parts) => {
  expect(parseUserStory(text)).toEqual(parts);
});
