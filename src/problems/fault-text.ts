import { codeOf } from '../database/failures';

/**
 * What a log may say of a failure that nobody expected: what it is and where. What the database and parsers say holds
 * what they were given, so of theirs only the code is told.
 */
export function faultText(error: unknown): string {
  if (!(error instanceof Error)) return `something was thrown that is no error: ${typeof error}`;
  const code = codeOf(error);
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  const quiet = code !== undefined || error instanceof SyntaxError;
  return [`${error.name}: ${quiet ? (code ?? 'what was read is not told') : error.message}`, ...frames].join('\n');
}
