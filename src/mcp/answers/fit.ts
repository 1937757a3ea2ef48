/** How many bytes an answer has unless more is asked for. */
export const ANSWER_BYTES = 1024;
/** And how many it has with `detail`. */
export const DETAIL_BYTES = 16_384;

/** A call of a tool that makes sense now. It is never cut, so that it may be made as it stands. */
export interface NextCall {
  tool: string;
  args: Record<string, unknown>;
}

/** What a tool says, ids first. Texts wrapped by `prose` and lists may be shortened; all else stays. */
export interface Answer extends Record<string, unknown> {
  next?: NextCall[];
}

/** A text that may be cut. */
class Prose {
  constructor(readonly text: string) {}
}

/** A text that says enough by its beginning. */
export const prose = (text: string | null | undefined): Prose | undefined => (text ? new Prose(text) : undefined);

/** A longer text is no id, so it may be cut too. */
const NAME = 300;

interface Measure {
  text: number;
  list: number;
}

/** From all of it to next to nothing. */
const measures: Measure[] = [
  { text: 100_000, list: 1_000 },
  { text: 20_000, list: 500 },
  { text: 5_000, list: 200 },
  { text: 2_000, list: 100 },
  { text: 1_000, list: 50 },
  { text: 500, list: 20 },
  { text: 300, list: 10 },
  { text: 200, list: 7 },
  { text: 150, list: 5 },
  { text: 120, list: 4 },
  { text: 90, list: 3 },
  { text: 60, list: 2 },
  { text: 40, list: 1 },
  { text: 15, list: 1 },
  { text: 15, list: 0 },
];

/** The answer as JSON within so many bytes. What is left out of lists is counted in `left_out`. Pure. */
export function fit(answer: Answer, bytes = ANSWER_BYTES): string {
  for (const measure of measures) {
    const json = JSON.stringify(cut(answer, measure));
    if (Buffer.byteLength(json) <= bytes) return json;
  }
  return core(answer, bytes);
}

function cut({ next, ...answer }: Answer, { text, list }: Measure): Record<string, unknown> {
  const leftOut: Record<string, number> = {};
  const short = (value: unknown, name = ''): unknown => {
    if (value instanceof Prose) return clip(value.text, text);
    if (typeof value === 'string') return value.length > NAME ? clip(value, Math.max(text, NAME)) : value;
    if (Array.isArray(value)) {
      if (value.length > list) leftOut[name] = (leftOut[name] ?? 0) + value.length - list;
      return value.slice(0, list).map((one) => short(one, name));
    }
    if (typeof value !== 'object' || value === null || value instanceof Date) return value;
    return members(value, short);
  };
  const said = members(answer, short);
  const calls = next?.slice(0, Math.max(1, list));
  return {
    ...said,
    ...(Object.keys(leftOut).length && { left_out: leftOut }),
    ...(calls?.length && { next: calls }),
  };
}

/** What is null or empty is not worth its bytes. */
function members(value: object, short: (value: unknown, name: string) => unknown): Record<string, unknown> {
  const kept = Object.entries(value).filter(([, member]) => !isEmpty(member));
  return Object.fromEntries(kept.map(([name, member]) => [name, short(member, name)]));
}

function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined) return true;
  if (Array.isArray(value)) return !value.length;
  return Object.getPrototypeOf(value) === Object.prototype && Object.values(value).every(isEmpty);
}

/** By code points, so that no character is cut in two. */
function clip(text: string, most: number): string {
  if (text.length <= most) return text;
  return `${[...text.slice(0, most)].slice(0, -1).join('')}…`;
}

/** Where ids alone are too long: as many members as there is room for, in their order, the call first. */
function core({ next, ...answer }: Answer, bytes: number): string {
  const call = next?.slice(0, 1);
  let kept: Record<string, unknown> = { ...(call && { next: call }) };
  if (Buffer.byteLength(JSON.stringify(kept)) > bytes) kept = {};
  for (const [name, value] of Object.entries(cut(answer, measures.at(-1)!))) {
    const more = { ...kept, [name]: value };
    if (Buffer.byteLength(JSON.stringify(more)) <= bytes) kept = more;
  }
  return JSON.stringify(kept);
}
