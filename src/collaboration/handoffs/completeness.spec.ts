import { completenessOf, type Contents } from './completeness';

const nothing: Contents = {
  summary: '',
  reason: null,
  artifacts: [],
  openQuestions: null,
  acceptancePoints: [],
  context: null,
  linked: false,
};

interface Example {
  name: string;
  /** Why a person would put it below the one before and above the one after. */
  because: string;
  contents: Partial<Contents>;
}

/** Ten handoffs as people and agents write them, in the order in which somebody who has to go on would like to get them. */
const examples: Example[] = [
  {
    name: 'a contract',
    because:
      'the developer can begin at once: what is done, what is left, what will be checked, and what nobody knows yet',
    contents: {
      summary:
        'The login form is designed and its API agreed with the backend team: name and password, three tries, then a pause of a minute. Nothing is implemented yet; begin with the route, the form comes second.',
      reason: 'The design is approved, implementation is next',
      artifacts: [{ name: 'docs/login.md' }, { name: 'docs/api/login.yaml' }],
      openQuestions: ['Does the pause count per user or per address?'],
      acceptancePoints: ['A wrong password is told why', 'The fourth try within a minute is refused'],
      context: 'We decided against captchas because screen readers cannot solve them; see the decision log.',
      linked: true,
    },
  },
  {
    name: 'a contract without its background',
    because: 'all that is needed is there; why it was decided so has to be asked',
    contents: {
      summary:
        'The order history page is implemented with paging and filters; the export to CSV is half done: the button and the route exist, the file still lacks the taxes. Tests of the filters pass, those of the export are skipped.',
      reason: 'I am off from tomorrow on',
      artifacts: [{ name: 'src/orders/history.ts' }],
      openQuestions: [],
      acceptancePoints: ['The file adds up to the totals on the page', 'The skipped tests run again'],
      linked: true,
    },
  },
  {
    name: 'a good report that forgets what nobody knows',
    because: 'complete but for open questions: silence may mean none or many',
    contents: {
      summary:
        'The payment service talks to the new provider in the test environment. Refunds work, partial refunds are refused with code 17, which their documentation does not mention. Secrets are in the vault.',
      reason: 'Needs a review by security',
      artifacts: [{ name: 'src/payments/provider.ts' }],
      acceptancePoints: ['No secret is in the repository', 'A refused refund leaves the order as it was'],
      linked: true,
    },
  },
  {
    name: 'a good report of which nobody knows when it is done',
    because: 'the receiver knows the state and the files, but will find out by rejection what was expected',
    contents: {
      summary:
        'I split the customer module in two: identity and addresses. Identity has its own table and migration, addresses still read the old one. The nightly import has to be switched over before the old table goes.',
      reason: 'Database work belongs to the architect',
      artifacts: [{ name: 'migrations/0042-identity.sql' }],
      openQuestions: ['Who else reads the old table?'],
      linked: true,
    },
  },
  {
    name: 'a list without a story',
    because: 'points and files are named, but what was done and where it stands is not said',
    contents: {
      summary: 'Search is ready for testing',
      reason: 'Please test it',
      artifacts: [{ name: 'src/search.ts' }],
      openQuestions: [],
      acceptancePoints: ['Umlauts are found', 'An empty query finds nothing'],
      linked: true,
    },
  },
  {
    name: 'a good summary alone',
    because: 'one can begin to guess, but there is no file, no point to check and no word on what is open',
    contents: {
      summary:
        'The nightly report job fails since Tuesday because the currency service answers with an empty list on holidays; I added a retry, which hides it only. It has to fall back to the last known rates.',
      reason: 'My time is up',
    },
  },
  {
    name: 'a short summary and a file',
    because: 'somebody has to open the file to learn what this is about',
    contents: {
      summary: 'PRD finished, epics still missing',
      artifacts: [{ name: 'docs/prd.md' }],
      linked: true,
    },
  },
  {
    name: 'a form filled in to be rid of it',
    because: 'every field has something in it and nothing is said; only the task says what it may be about',
    contents: {
      summary: 'Done, please continue',
      reason: 'TBD',
      artifacts: [{ name: 'n/a' }],
      openQuestions: ['TBD'],
      acceptancePoints: ['Works', 'Done, please continue'],
      context: 'see above',
      linked: true,
    },
  },
  {
    name: 'a wave of the hand',
    because: 'there is not even a task to look at',
    contents: { summary: 'Your turn now' },
  },
  {
    name: 'nothing',
    because: 'a placeholder is worth less than a few words',
    contents: { summary: 'TBD' },
  },
];

const judge = (contents: Partial<Contents>) => completenessOf({ ...nothing, ...contents });

test('ten handoffs rank as a person would rank them', () => {
  const scores = examples.map(({ contents }) => judge(contents).score);
  const ranked = examples.map(({ name }, n) => ({ name, score: scores[n] })).toSorted((a, b) => b.score - a.score);
  expect(ranked.map(({ name }) => name)).toEqual(examples.map(({ name }) => name));
  expect(new Set(scores).size).toBe(examples.length);
  expect([scores[0], scores.at(-1)]).toEqual([100, 0]);
});

test('what is missing adds up to what the score lacks, and names the parts', () => {
  for (const { contents } of examples) {
    const { score, missing } = judge(contents);
    expect(missing.reduce((sum, { points }) => sum + points, score)).toBe(100);
  }
  const parts = (name: string) =>
    judge(examples.find((one) => one.name === name)!.contents).missing.map((gap) => gap.part);
  expect(parts('a contract')).toEqual([]);
  expect(parts('a good report that forgets what nobody knows')).toEqual(['open_questions', 'context']);
  expect(parts('a form filled in to be rid of it')).toEqual([
    ...['summary', 'acceptance_points', 'artifacts', 'open_questions', 'reason', 'context'],
  ]);
});

const full = examples[0].contents;
const scoreWith = (contents: Partial<Contents>) => judge({ ...full, ...contents }).score;

test.each<[string, Partial<Contents>]>([
  ['summary', { summary: 'word '.repeat(100) }],
  ['acceptance points', { acceptancePoints: ['The same three words', 'The same three words'] }],
  ['acceptance points', { acceptancePoints: [full.summary!, full.summary!] }],
  ['context', { context: full.summary }],
  ['open questions', { openQuestions: ['?', 'TODO'] }],
])('the %s are not made by repeating and by placeholders', (_, contents) => {
  expect(scoreWith(contents)).toBeLessThan(100);
});

test.each<[string, Partial<Contents>]>([
  ['an empty list of questions', { openQuestions: [] }],
  ['a word for no questions', { openQuestions: ['None.'] }],
  ['free form as context', { context: { decided: ['no captchas', 'a pause of one minute'], budget: { days: 3 } } }],
  [
    'a summary without spaces',
    {
      summary:
        '登录表单已经设计完成，接口已与后端团队商定：姓名和密码，三次尝试，然后暂停一分钟。尚未开始实现，请先编写路由。',
    },
  ],
])('%s counts in full', (_, contents) => {
  expect(scoreWith(contents)).toBe(100);
});
