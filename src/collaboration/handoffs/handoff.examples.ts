/** What Swagger UI offers to send. */
export const offerExamples = {
  contract: {
    summary: 'A contract with all that is needed',
    value: {
      from_agent_id: 'architect',
      to_agent_id: 'dev',
      summary:
        'The architecture of the shop is written and agreed with the team: one service, one database. Nothing is built yet; begin with the catalogue, the cart comes second.',
      reason: 'The design is approved',
      artifacts: ['docs/architecture.md', { name: 'catalogue', path: 'docs/api/catalogue.yaml' }],
      open_questions: ['Which provider takes the payments?'],
      acceptance_points: ['A product is found by its name', 'The catalogue has tests'],
      context: { decided: 'no microservices, because the team is small' },
      session_id: 'session-1',
      user_id: 'ada',
      expires_in_seconds: 86_400,
    },
  },
  least: {
    summary: 'The least: see what is missing',
    value: { from_agent_id: 'dev', to_agent_id: 'qa', summary: 'Please test it' },
  },
};

export const answerExamples = {
  accept: { session: { summary: 'In a conversation', value: { agent_id: 'dev', session_id: 'session-1' } } },
  reject: { reason: { summary: 'With a reason', value: { reason: 'The open questions are not named' } } },
  complete: {
    rating: { summary: 'With a rating', value: { quality: 90, feedback: 'All that was needed was there' } },
  },
};
