/** What Swagger UI offers to send. */
export const epicExamples = {
  checkout: {
    summary: 'An epic with an objective and a risk',
    value: {
      epic_id: 'epic-1',
      name: 'Checkout',
      description: 'From the basket to the confirmation mail',
      business_value: 'One in three baskets is left behind today',
      objectives: [
        {
          objective: 'More baskets become orders',
          key_results: [{ name: 'Orders per week', target: 500, current: 120, unit: 'orders' }],
        },
      ],
      risks: [{ risk: 'The payment provider changes its terms', probability: 2, impact: 4, owner: 'po' }],
      assumptions: ['Prices come with tax'],
      stakeholders: ['Sales', 'Support'],
      start_date: '2026-01-05',
      target_date: '2026-03-31',
    },
  },
};

export const keyResultExamples = {
  another: {
    summary: 'Another figure for the first objective',
    value: { objective: 1, name: 'Baskets left behind', target: 20, current: 33, unit: '%' },
  },
};
