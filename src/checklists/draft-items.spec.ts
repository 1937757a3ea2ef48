import { parseChecklist } from '../definitions/parse/checklist';
import { distinctConditions } from './conditions';
import { draftItems } from './draft-items';
import { percentageOf, tallyOf } from './tally';

/** The items of a checklist text, each as `position section | text | condition | status`. */
function drafts(text: string, given?: string[]): string[] {
  const { body } = parseChecklist({ file: 'checklists/sample.md', text });
  return draftItems(body!, given).map(({ position, section, text, condition, status }) =>
    [position, section.join(' / '), text, condition ?? '-', status].join(' | '),
  );
}

const sample = `# Sample

- [ ] Always

## System [[BROWNFIELD ONLY]]

- [ ] Backed up

### Screens

- [ ] [[UI/UX ONLY]] Shown beside the old ones
- [x] Kept

## Rest

- [ ] [[MOBILE ONLY]] Stores know of it
  - [ ] In every country
- [ ] [[IF APPLICABLE]] Prices
`;

test('items keep their order, their heading, and every condition that they stand under', () => {
  expect(drafts(sample)).toEqual([
    '1 |  | Always | - | NOT_DONE',
    '2 | System | Backed up | BROWNFIELD ONLY | NOT_DONE',
    '3 | Screens | Shown beside the old ones | BROWNFIELD ONLY, UI/UX ONLY | NOT_DONE',
    '4 | Screens | Kept | BROWNFIELD ONLY | NOT_DONE',
    '5 | Rest | Stores know of it | MOBILE ONLY | NOT_DONE',
    '6 | Rest | In every country | MOBILE ONLY | NOT_DONE',
    '7 | Rest | Prices | IF APPLICABLE | NOT_DONE',
  ]);
});

const positionsLeft = (given: string[]) =>
  drafts(sample, given)
    .filter((line) => line.endsWith('| NOT_DONE'))
    .map((line) => Number(line.split(' ')[0]));

test('an item applies when all of its conditions are among the given ones; what is left open, people decide', () => {
  expect(positionsLeft([])).toEqual([1, 7]);
  expect(positionsLeft(['BROWNFIELD'])).toEqual([1, 2, 4, 7]);
  expect(positionsLeft(['UI/UX'])).toEqual([1, 7]);
  expect(positionsLeft(['BROWNFIELD', 'UI/UX'])).toEqual([1, 2, 3, 4, 7]);
  expect(positionsLeft(['MOBILE'])).toEqual([1, 5, 6, 7]);
});

test.each(['UI/UX', 'ui/ux', 'UI/UX ONLY', 'ui / ux only', 'Ui_Ux', 'UI-UX-Only', '[[UI/UX ONLY]]', ' UIUX '])(
  'the condition may be written %j',
  (spelling) => {
    const one = '## All\n- [ ] [[UI/UX ONLY]] a\n- [ ] [[ui / ux]] b\n- [ ] [[UX ONLY]] c\n';
    expect(drafts(one, [spelling]).map((line) => line.split(' | ').at(-1))).toEqual([
      'NOT_DONE',
      'NOT_DONE',
      'NOT_APPLICABLE',
    ]);
  },
);

test('the server says which condition is missing', () => {
  const { body } = parseChecklist({ file: 'checklists/sample.md', text: sample });
  const [, , screens] = draftItems(body!, ['WEB']);
  expect(screens).toMatchObject({
    status: 'NOT_APPLICABLE',
    evidence: 'Only for BROWNFIELD and UI/UX, which the conditions of this checklist do not name.',
    settledBy: 'server',
    settledAt: expect.any(Date),
  });
});

test('a condition that is given twice is kept once', () => {
  expect(distinctConditions(['UI/UX', 'web', 'ui ux only', 'WEB'])).toEqual(['UI/UX', 'web']);
});

test.each([
  [0, 0, 3, 0],
  [1, 0, 2, 33],
  [2, 0, 1, 66],
  [1, 1, 1, 50],
  [199, 0, 1, 99],
  [3, 4, 0, 100],
  [0, 3, 0, 100],
])('%d done, %d not applicable and %d open are %d percent', (done, na, open, percentage) => {
  const items = [
    ...Array.from({ length: done }, () => ({ status: 'DONE' as const })),
    ...Array.from({ length: na }, () => ({ status: 'NOT_APPLICABLE' as const })),
    ...Array.from({ length: open }, () => ({ status: 'NOT_DONE' as const })),
  ];
  expect(percentageOf(tallyOf(items))).toBe(percentage);
});
