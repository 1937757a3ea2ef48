import { climb } from './ladder';
import { ProblemList } from './parsed';
import { MAX_YAML_DEPTH, MAX_YAML_LENGTH, MAX_YAML_TOKENS } from './yaml';

function read(text: string, firstLine = 1) {
  const problems = new ProblemList('a.yaml');
  return { ...climb(text, firstLine, problems), problems: problems.all };
}

describe('values stay as written', () => {
  test.each([
    ['2025-01-12', '2025-01-12'],
    ['1.10', '1.10'],
    ['2.0', '2.0'],
    ['0x1F', '0x1F'],
    ['007', '007'],
    ['1e3', '1e3'],
    ['.inf', '.inf'],
    ['12345678901234567890', '12345678901234567890'],
    ['yes', 'yes'],
    ['!!timestamp 2025-01-12', '2025-01-12'],
    ['!!js/function "x"', 'x'],
    ['{{project_name}}', '{{project_name}}'],
    ['7', 7],
    ['-1.5', -1.5],
    ['true', true],
    ['~', null],
    ['', null],
  ])('%s', (written, expected) => {
    expect(read(`key: ${written}`)).toMatchObject({ data: { key: expected }, tier: 1, problems: [] });
  });

  test('what Postgres cannot store is replaced', () => {
    expect(read('"a\\0b": "\\uD800c"').data).toEqual({ 'a\uFFFDb': '\uFFFDc' });
  });

  test('a key cannot reach the prototype', () => {
    const { data } = read('__proto__: {polluted: true}');
    expect(Object.keys(data as object)).toEqual(['__proto__']);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});

describe('tiers', () => {
  const cases: [tier: number, slip: string, text: string, data: unknown][] = [
    [1, 'none', "a: 'it''s'", { a: "it's" }],
    [2, 'a command line of 4.0', 'a:\n  - "*help" - It\'s here', { a: ["*help - It's here"] }],
    [3, 'quotes escaped as elsewhere', "a: 'it\\'s'\nb: ['x']", { a: "it's", b: ['x'] }],
    [4, 'a key that stands twice', 'a: 1\nb: 2\na: 3', { a: 3, b: 2 }],
    [5, 'an unquoted colon', 'a: b: c\nd: e', { a: 'b: c', d: 'e' }],
    [5, 'an open quote', 'a: "b\nc:\n  - d', { a: '"b', c: ['d'] }],
    [
      5,
      'a block that begins too far right',
      'a:\n  t: |\n       Top\n      /  \\\n   Left  Right\n  u: v',
      { a: { t: '    Top\n   /  \\\nLeft  Right', u: 'v' } },
    ],
    [5, 'a bad entry in a list', 'a:\n  - b: c: d\n    e: f\n  - g', { a: [{ b: 'c: d', e: 'f' }, 'g'] }],
    [5, 'tabs', 'a:\n\tb: c\nd: e', { a: { b: 'c' }, d: 'e' }],
  ];

  test.each(cases)('%i: %s', (tier, _, text, data) => {
    const result = read(text);
    expect(result).toMatchObject({ tier, data });
    expect(result.problems.map((problem) => problem.tier)).toEqual(tier === 1 ? [] : expect.arrayContaining([tier]));
  });

  test('lines are counted within the file', () => {
    expect(read('a: 1\na: 2', 10).problems).toMatchObject([{ line: 11, tier: 4, severity: 'warning' }]);
    expect(read('a: 1\nb: c: d', 10).problems).toMatchObject([
      { line: 11, tier: 5 },
      { line: 11, tier: 5 },
    ]);
  });

  test('only the first document is read', () => {
    expect(read('a: 1\n---\nb: 2')).toMatchObject({ data: { a: 1 }, problems: [{ severity: 'warning' }] });
  });
});

describe('limits', () => {
  const laughs = ['a0: &a0 [x,x,x,x,x,x,x,x,x,x]'];
  for (let n = 1; n < 12; n++)
    laughs.push(
      `a${n}: &a${n} [${Array(10)
        .fill(`*a${n - 1}`)
        .join(',')}]`,
    );
  const block = Array.from({ length: 300 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n');

  test.each([
    ['aliases that multiply', laughs.join('\n'), /aliases/],
    ['an alias that holds itself', 'a: &a [*a]', /nests deeper/],
    ['deep flow', '['.repeat(100_000), /nests deeper/],
    ['deep compact lists', '- '.repeat(100_000), /nests deeper/],
    ['deep blocks', block, /nests deeper/],
    ['many tokens', '[' + ','.repeat(100_000), /tokens/],
    ['a long text', `a: ${'b'.repeat(MAX_YAML_LENGTH)}`, /longer than/],
    ['many keys', Array.from({ length: MAX_YAML_TOKENS }, (_, n) => `k${n}:`).join('\n'), /tokens/],
  ])('%s', (_, text, complaint) => {
    const began = Date.now();
    expect(read(text)).toMatchObject({
      data: null,
      problems: [{ severity: 'error', message: expect.stringMatching(complaint) }],
    });
    expect(Date.now() - began).toBeLessThan(10_000);
  });

  test('what lies within them is read', () => {
    const depth = MAX_YAML_DEPTH - 1;
    expect(read('['.repeat(depth) + ']'.repeat(depth)).problems).toEqual([]);
    expect(read('base: &b {a: 1}\nuse: [*b, *b]').data).toEqual({ base: { a: 1 }, use: [{ a: 1 }, { a: 1 }] });
    expect(read('a: *nothing')).toMatchObject({ tier: 5, data: { a: '*nothing' } });
  });
});
