import { mask } from '../secrets/secrets';

/** How much more is read than kept, so that no secret is cut in two before it is found. */
const MARGIN = 4_000;

/** The beginning and the end of a text, without secrets, cut between words. */
export function excerpt(text: string, most: number): string {
  const trimmed = text.trim();
  if (trimmed.length <= most) return mask(trimmed);
  const half = Math.floor(most / 2);
  const head = mask(trimmed.slice(0, half + MARGIN)).slice(0, half);
  const tail = mask(trimmed.slice(-half - MARGIN)).slice(-half);
  return `${head.replace(/\s+\S*$/u, '')} … ${tail.replace(/^\S*\s+/u, '')}`;
}

/** A structure in few words: `tests: 12; decision: use one queue`. */
export function outline(value: unknown): string {
  if (Array.isArray(value)) return value.map(outline).filter(Boolean).join(', ');
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  if (typeof value !== 'object') return JSON.stringify(value);
  return Object.entries(value)
    .map(([name, member]) => [name, outline(member)])
    .filter(([, text]) => text)
    .map(([name, text]) => `${name}: ${text}`)
    .join('; ');
}
