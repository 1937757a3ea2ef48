/** What Swagger UI offers to send. */
export const storyExamples = {
  card: {
    summary: 'A story with criteria',
    value: {
      story_id: '1.1',
      title: 'Pay by card',
      user_story: { role: 'customer', want: 'to pay by card', benefit: 'I need not leave the shop' },
      acceptance_criteria: ['A refused card is told why', { text: 'The total shows the shipping costs' }],
      definition_of_done: ['The tests pass'],
      story_points: 3,
      estimated_hours: 6,
      dependencies: [],
      tags: ['checkout'],
      assignee: 'dev',
    },
  },
  text: {
    summary: 'The least, with the user story as one text',
    value: { story_id: '1.2', title: 'Invoice', user_story: 'As a customer, I want an invoice, so that I can keep it' },
  },
};

export const changeExamples = {
  work: {
    summary: 'What the work has touched',
    value: { file_list: ['src/checkout/card.ts'], change_log: ['The form says why a card is refused'] },
  },
  title: { summary: 'Another title', value: { title: 'Pay by card or invoice' } },
};
