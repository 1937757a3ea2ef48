import type { ProblemKinds } from './problem-kind';

/** What is the matter with the server, or with who asks it. */
export const serverKinds: ProblemKinds = {
  'key-required': {
    title: 'An API key is needed',
    statuses: [401],
    means: 'The server is not open to everyone, and the request says not who sends it.',
    remedy:
      'Send `Authorization: Bearer <key>`. Where there is no key yet, make the first one on the machine of the server.',
  },
  'key-not-valid': {
    title: 'The API key is not valid',
    statuses: [401],
    means: 'What was sent is no key of this server.',
    remedy: 'Check that the whole key is sent, as `Authorization: Bearer <key>`, and to the right server.',
  },
  'key-expired': {
    title: 'The API key has expired',
    statuses: [401],
    means: 'The key was given until a certain time, which is over.',
    remedy: 'Ask an administrator for a new one.',
  },
  'key-revoked': {
    title: 'The API key was revoked',
    statuses: [401],
    means: 'The key was ended, or replaced by a rotation whose grace is over.',
    remedy: 'Ask an administrator for a new one.',
  },
  'key-ended': {
    title: 'The key has ended',
    statuses: [409],
    means: 'A key that was revoked cannot be drawn anew.',
    remedy: 'Make a new one.',
  },
  'scope-missing': {
    title: 'The API key may not do this',
    statuses: [403],
    means: 'The route or tool takes a key with a scope that this one does not have.',
    remedy: 'Use a key with the scope that `detail` names; an administrator makes one.',
  },
  'project-archived': {
    title: 'The project is archived',
    statuses: [403],
    means: 'In an archived project all may be read and nothing changed.',
    remedy: 'Work in another project, or have this one taken back: POST /projects/{key}/unarchive.',
  },
  'project-key': {
    title: 'The API key is for one project only',
    statuses: [403],
    means: 'The request is about the whole server, and the key opens one project.',
    remedy: 'Use a key that is bound to no project.',
  },
  'another-agent': {
    title: 'The API key belongs to another agent',
    statuses: [403],
    means: 'The key of an agent acts as no other agent.',
    remedy: 'Name the agent of the key, or use the key of the other one.',
  },
  'foreign-name': {
    title: 'The server is asked by a name that is not its own',
    statuses: [403],
    means:
      'While there is no key, only this machine may ask, and the `Host` or `Origin` of the request is not of this machine.',
    remedy: 'Use localhost, 127.0.0.1 or [::1], or make the first key.',
  },
  'metrics-closed': {
    title: 'The metrics are not open to this caller',
    statuses: [403],
    means: 'Without a METRICS_TOKEN only callers on the machine of the server read the metrics.',
    remedy: 'Set METRICS_TOKEN, and send it.',
  },
  'metrics-token-needed': {
    title: 'The metrics need their token',
    statuses: [401],
    means: 'The setting METRICS_TOKEN names a token that was not sent.',
    remedy: 'Send it as `Authorization: Bearer <token>`.',
  },
  contention: {
    title: 'Too many changes at once',
    statuses: [503],
    means: 'Others were changing the same rows again and again; nothing was changed.',
    remedy: 'Send the request again; with an `Idempotency-Key` that is always safe.',
  },
  'database-unavailable': {
    title: 'The database is not available',
    statuses: [503],
    means: 'The database cannot be reached, is restarting or is too busy; nothing was changed.',
    remedy: 'Send the request again after `Retry-After`; with an `Idempotency-Key` that is always safe.',
  },
  'not-ready': {
    title: 'The server is not ready',
    statuses: [503],
    means: 'The database does not answer, so this server should be sent no requests now.',
    remedy: 'Ask again later.',
  },
  internal: {
    title: 'The server failed',
    statuses: [500],
    means: 'A fault of the server, not of the request.',
    remedy: 'Report it with the `request_id`, which finds it in the log.',
  },
};
