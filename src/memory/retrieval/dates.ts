/** A day, month or year that a question speaks of. What it does not say is undefined. */
export interface PartialDate {
  year?: number;
  /** From 1. */
  month?: number;
  day?: number;
}

const MONTHS = [
  ...['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october'],
  ...['november', 'december'],
];
const MONTH = `(${MONTHS.map((name) => (name === 'may' ? name : `${name.slice(0, 3)}(?:${name.slice(3)})?`)).join('|')}|sept)\\.?`;
const DAY = String.raw`(\d{1,2})(?:st|nd|rd|th)?`;
const YEAR = String.raw`((?:19|20)\d\d)`;
/** A name of a month that is also another word has to be said as a date: "in May", not "may". */
const PLAIN_MONTH = new RegExp(
  String.raw`\b(?:${MONTHS.filter((name) => name !== 'may' && name !== 'march').join('|')})\b|\b(?:in|of|since|during|until|by|early|late|mid)[ -](?:may|march)\b`,
  'gi',
);

/** What every date has: most questions speak of none, and need no closer look. */
const TRACE = new RegExp(`\\d|${MONTHS.map((name) => name.slice(0, 3)).join('|')}`, 'i');

/** From what a pattern has met, and its groups. */
type Reader = (match: string[]) => PartialDate;

/** The more a pattern says, the earlier it comes; what it has read is not read again. */
const patterns: [RegExp, Reader][] = [
  [/\b(\d{4})-(\d{2})-(\d{2})\b/g, ([, y, m, d]) => ({ year: +y, month: +m, day: +d })],
  [
    new RegExp(`\\b${DAY}\\s+(?:of\\s+)?${MONTH},?\\s+${YEAR}\\b`, 'gi'),
    ([, d, m, y]) => ({ year: +y, month: monthOf(m), day: +d }),
  ],
  [
    new RegExp(`\\b${MONTH}\\s+${DAY},?\\s+${YEAR}\\b`, 'gi'),
    ([, m, d, y]) => ({ year: +y, month: monthOf(m), day: +d }),
  ],
  [new RegExp(`\\b${MONTH},?\\s+(?:of\\s+)?${YEAR}\\b`, 'gi'), ([, m, y]) => ({ year: +y, month: monthOf(m) })],
  [new RegExp(`\\b${DAY}\\s+(?:of\\s+)?${MONTH}\\b`, 'gi'), ([, d, m]) => ({ month: monthOf(m), day: +d })],
  [new RegExp(`\\b${MONTH}\\s+${DAY}\\b(?!\\s*%)`, 'gi'), ([, m, d]) => ({ month: monthOf(m), day: +d })],
  [PLAIN_MONTH, ([whole]) => ({ month: monthOf(/[a-z]+$/i.exec(whole)![0]) })],
  [new RegExp(`\\b${YEAR}\\b`, 'g'), ([, y]) => ({ year: +y })],
];

const monthOf = (name: string): number =>
  MONTHS.findIndex((month) => month.startsWith(name.slice(0, 3).toLowerCase())) + 1;

/** The dates that a text speaks of. */
export function datesIn(text: string): PartialDate[] {
  const found: PartialDate[] = [];
  if (!TRACE.test(text)) return found;
  let rest = text;
  for (const [pattern, read] of patterns) {
    rest = rest.replace(pattern, (...match: string[]) => {
      found.push(read(match));
      return ' ';
    });
  }
  return found.filter(isPossible);
}

const isPossible = ({ month = 1, day = 1 }: PartialDate) => month >= 1 && month <= 12 && day >= 1 && day <= 31;

/** What is told of a day is often told some days later. */
const LATER_DAYS = 10;

/** How well a moment fits a date that was asked for: 1 for the very day or month, less for the days after and for a mere year. */
export function dateMatch({ year, month, day }: PartialDate, at: Date): number {
  if (year !== undefined && day === undefined && month === undefined) return at.getUTCFullYear() === year ? 0.3 : 0;
  const asked = year ?? at.getUTCFullYear();
  if (day === undefined) return at.getUTCFullYear() === asked && at.getUTCMonth() + 1 === month ? 1 : 0;
  const days = Math.floor((at.getTime() - Date.UTC(asked, month! - 1, day)) / 86_400_000);
  if (days === 0) return 1;
  return days > 0 && days <= LATER_DAYS ? 0.7 : 0;
}
