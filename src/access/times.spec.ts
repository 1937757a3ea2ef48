import { validate } from 'class-validator';
import { instantOf, IsDay, IsInstant } from './times';

class Times {
  @IsDay()
  day: string;

  @IsInstant()
  instant: string;
}

const faults = async (day: string, instant: string) => {
  const errors = await validate(Object.assign(new Times(), { day, instant }));
  return errors.map(({ property }) => property);
};

test.each(['2028-02-29', '1000-01-01', '9999-12-31'])('%s is a day, and a moment', async (text) => {
  expect(await faults(text, text)).toEqual([]);
});

test.each([
  '2026-02-29',
  '2026-13-01',
  '0000-01-01',
  '2026-W01-1',
  '2026-001',
  '2026-01',
  '2026',
  '+002026-01-01',
  '',
  'x',
])('%s is neither', async (text) => {
  expect(await faults(text, text)).toEqual(['day', 'instant']);
});

test.each([
  ['2026-12-31T17:00:00Z', '2026-12-31T17:00:00.000Z'],
  ['2026-12-31T17:00', '2026-12-31T17:00:00.000Z'],
  ['2026-12-31T17:00:00.5', '2026-12-31T17:00:00.500Z'],
  ['2026-12-31T17:00:00-05:30', '2026-12-31T22:30:00.000Z'],
  ['2026-12-31', '2026-12-31T00:00:00.000Z'],
])('%s is %s', async (text, instant) => {
  expect(await faults('2026-12-31', text)).toEqual([]);
  expect(instantOf(text).toISOString()).toBe(instant);
});

test.each(['2026-12-31T', '2026-12-31T25:00', '2026-12-31T17', '2026-12-31 17:00', '2026-12-31T17:00:00+0200'])(
  '%s is no moment',
  async (text) => {
    expect(await faults('2026-12-31', text)).toEqual(['instant']);
  },
);
