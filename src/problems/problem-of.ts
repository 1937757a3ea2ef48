import { codeOf, wasCut } from '../database/failures';
import { Problem } from './problem';

const unavailable = () =>
  new Problem('database-unavailable', 503, 'The database is not available', {
    detail: 'The database cannot be reached or is restarting; nothing was changed. Try again.',
    retryable: true,
    retryAfter: 1,
  });

const unstorable = () =>
  new Problem('unacceptable', 422, 'The request cannot be accepted', {
    detail: 'A value has a form that the database cannot hold.',
  });

/** Postgres error codes (https://www.postgresql.org/docs/current/errcodes-appendix.html) and what they mean to a caller. */
const byCode: Record<string, () => Problem> = {
  '23505': () =>
    new Problem('already-exists', 409, 'It exists already', {
      detail: 'A row with the same unique value exists already.',
    }),
  '23503': () =>
    new Problem('unknown-reference', 422, 'A referenced row does not exist', {
      detail: 'The request refers to something that does not exist.',
    }),
  '23502': unstorable,
  '23514': unstorable,
  '22001': unstorable,
  '22003': unstorable,
  '22007': unstorable,
  '22008': unstorable,
  '22021': unstorable,
  '22P02': unstorable,
  '22P05': unstorable,
  '54000': unstorable,
  '40001': () => contention(),
  '40P01': () => contention(),
  '57014': unavailable,
};

const contention = () =>
  new Problem('contention', 503, 'Too many changes at once', {
    detail: 'Other changes to the same rows got in the way; nothing was changed. Try again.',
    retryable: true,
    retryAfter: 1,
  });

/** What a failure means to a caller, or `undefined` when it is a fault of ours. */
export function problemOf(error: unknown): Problem | undefined {
  if (error instanceof Problem) return error;
  const code = codeOf(error);
  if (code && byCode[code]) return byCode[code]();
  return wasCut(error) ? unavailable() : undefined;
}
