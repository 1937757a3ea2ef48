/** A text that ends like a sentence, or nothing. */
export function sentence(text: string | null | undefined): string {
  const trimmed = text?.trim() ?? '';
  return !trimmed || /[.!?…:]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}

/** What is said, one after the other; what is empty is left out. */
export const sentences = (...texts: readonly (string | null | undefined)[]): string =>
  texts.map(sentence).filter(Boolean).join(' ');

/** A list after its name, `Files: a, b`; nothing for an empty list. */
export const listed = (name: string, items: readonly string[]): string =>
  items.length ? `${name}: ${items.join(', ')}` : '';

/** The facts of a free-form object, `Tests: 12`; what is nested stays JSON. */
export const facts = (object: Readonly<Record<string, unknown>>): string[] =>
  Object.entries(object).map(
    ([name, value]) => `${name.replaceAll('_', ' ')}: ${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
