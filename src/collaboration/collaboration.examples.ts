/** What Swagger UI offers to send. */
export const collaborationExamples = {
  review: {
    summary: 'A review',
    value: {
      type: 'REVIEW',
      participants: ['dev', 'qa'],
      summary: 'Is the login form safe against guessing?',
      context: { files: ['src/login.ts'] },
      session_id: 'session-1',
      user_id: 'ada',
    },
  },
  consultation: {
    summary: 'A consultation',
    value: { type: 'CONSULTATION', participants: ['dev', 'architect'], summary: 'One table or two for addresses?' },
  },
};
