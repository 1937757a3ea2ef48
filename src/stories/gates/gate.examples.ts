/** What Swagger UI offers to send. */
export const gateExamples = {
  pass: {
    summary: 'It passes',
    value: {
      gate: 'PASS',
      status_reason: 'Every criterion is traced to a test that passes.',
      reviewer: 'qa',
      evidence: { tests_reviewed: 14 },
      nfr_validation: { security: { status: 'PASS', notes: 'No new endpoint' } },
      quality_score: 95,
    },
  },
  fail: {
    summary: 'It fails',
    value: {
      gate: 'FAIL',
      status_reason: 'The card number is in the log.',
      top_issues: [
        { id: 'SEC-001', severity: 'high', finding: 'The card number is in the log', suggested_action: 'Mask it' },
      ],
    },
  },
  waived: {
    summary: 'It is let through until a date',
    value: {
      gate: 'WAIVED',
      status_reason: 'The provider answers slowly.',
      waiver: { reason: 'The provider fixes it next week', approved_by: 'po', expires_at: '2031-12-31T00:00:00Z' },
    },
  },
};
