import { Problem } from '../../problems/problem';

const HOW = 'Send the header `Authorization: Bearer <key>`.';

/** 401: nobody said who they are. */
export const keyRequired = (): Problem =>
  new Problem('key-required', 401, 'An API key is needed', { detail: `This server is not open to everyone. ${HOW}` });

/** 401: a server without keys is open on its own machine. */
export const noKeyYet = (): Problem =>
  new Problem('key-required', 401, 'An API key is needed', {
    detail:
      'There is no API key yet, so this server is open to callers on its own machine only. Make the first key there.',
  });

/** 403: without keys, being on the same machine is all that lets somebody in, and browsers there run pages of anybody. */
export const foreignName = (): Problem =>
  new Problem('foreign-name', 403, 'The server is asked by a name that is not its own', {
    detail:
      'Without a key it is reached from its own machine only, as localhost, 127.0.0.1 or [::1], by no page of another site. ' +
      'Use one of these names, or make the first key.',
  });

/** 401: whatever is wrong with it, nothing is said that a stranger could use. */
export const keyNotValid = (): Problem =>
  new Problem('key-not-valid', 401, 'The API key is not valid', { detail: `This key is not known here. ${HOW}` });

/** 401: told only to whoever has the whole key. */
export const keyExpired = (at: Date): Problem =>
  new Problem('key-expired', 401, 'The API key has expired', {
    detail: `The key has expired at ${at.toISOString()}. Ask an administrator for a new one.`,
  });

/** 401: told only to whoever has the whole key. */
export const keyRevoked = (): Problem =>
  new Problem('key-revoked', 401, 'The API key was revoked', {
    detail: 'The key was revoked or replaced by a new one. Ask an administrator for a new one.',
  });
