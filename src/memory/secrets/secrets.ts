import { type SecretRule, secretRules } from './secret-rules';

/** A secret in a text. */
export interface FoundSecret {
  /** The name of its rule. */
  kind: string;
  /** Where it stands in the text. */
  from: number;
  to: number;
}

/** What a value of a name that announces a secret is when it is none: a hint at one, or where it comes from. */
const HARMLESS =
  /^(?:[*x.•_-]+|<.*|\$.*|%.*|process\.env.*|env\..*|os\.environ.*|null|undefined|true|false|none|required|optional|string|boolean|number)$|^\[?(?:example|changeme|placeholder|redacted|your[_-]|dummy|masked)/i;

/** The secrets in a text, in its order, none inside another. */
export function secretsIn(text: string): FoundSecret[] {
  const found: FoundSecret[] = [];
  for (const rule of secretRules) {
    for (const secret of matchesOf(rule, text)) {
      if (!found.some(({ from, to }) => secret.from < to && from < secret.to)) found.push(secret);
    }
  }
  return found.sort((a, b) => a.from - b.from);
}

/** The text with every secret replaced by `[masked: its kind]`. */
export function mask(text: string, secrets = secretsIn(text)): string {
  return secrets.reduceRight(
    (masked, { kind, from, to }) => `${masked.slice(0, from)}[masked: ${kind}]${masked.slice(to)}`,
    text,
  );
}

function* matchesOf({ name, pattern, entropy = 0 }: SecretRule, text: string): Generator<FoundSecret> {
  for (const match of text.matchAll(pattern)) {
    const secret = match[1] ?? match[0];
    const from = match.index + match[0].lastIndexOf(secret);
    if (entropy > 0 && (HARMLESS.test(secret) || entropyOf(secret) < entropy || isProse(secret))) continue;
    yield { kind: name, from, to: from + secret.length };
  }
}

/** Letters alone, in one case or capitalised, are words: "the token: authentication". */
const isProse = (text: string): boolean => /^[\p{L}]?[\p{Ll}-]+[.!?]?$/u.test(text);

/** Bits per character. */
function entropyOf(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  return [...counts.values()].reduce((sum, n) => sum - (n / text.length) * Math.log2(n / text.length), 0);
}
