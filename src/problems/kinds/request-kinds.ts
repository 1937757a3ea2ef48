import type { ProblemKinds } from './problem-kind';

const shape = 'Correct the request by what `detail` says; the document /api/openapi.json has its shape.';

/** What is wrong with a request itself, whatever it is about. */
export const requestKinds: ProblemKinds = {
  'bad-request': {
    title: 'Bad Request',
    statuses: [400],
    means: 'What was sent is no request of HTTP/1.1, or its head contradicts itself.',
    remedy: 'Send it with a library for HTTP.',
  },
  'invalid-request': {
    title: 'The request is not valid',
    statuses: [400],
    means: 'A member, parameter or header is not known, is missing, or has a value that is not allowed.',
    remedy: `\`errors\` names each fault with what is allowed. ${shape}`,
  },
  'malformed-body': {
    title: 'The body cannot be read',
    statuses: [400],
    means: 'The body is no JSON object in UTF-8, is nested too deeply, or holds what cannot be stored.',
    remedy: shape,
  },
  forbidden: {
    title: 'Forbidden',
    statuses: [403],
    means: 'The path leads out of what is served.',
    remedy: 'Ask for what is documented.',
  },
  'not-found': {
    title: 'Not Found',
    statuses: [404],
    means: 'No route has this method and path.',
    remedy: 'Look the route up in /api/openapi.json or /api/docs.',
  },
  'method-not-allowed': {
    title: 'Method Not Allowed',
    statuses: [405],
    means: 'The path is there, but not for this method.',
    remedy: 'Use one of the methods that `allowed` names.',
  },
  'request-timeout': {
    title: 'Request Timeout',
    statuses: [408],
    means: 'The request did not arrive in time; nothing was done.',
    remedy: 'Send it again, faster.',
  },
  'payload-too-large': {
    title: 'Payload Too Large',
    statuses: [413],
    means: 'The body is larger than 2 MiB.',
    remedy: 'Send less: several requests, or a path instead of the content.',
  },
  'unsupported-media-type': {
    title: 'Unsupported Media Type',
    statuses: [415],
    means: 'The body is not JSON in UTF-8, or is compressed.',
    remedy: 'Send `Content-Type: application/json` and no `Content-Encoding`.',
  },
  unacceptable: {
    title: 'The request cannot be accepted',
    statuses: [422],
    means: 'The input is well formed, but a value contradicts another one or what is there.',
    remedy: '`errors` names the member and what is allowed.',
  },
  'unknown-reference': {
    title: 'A referenced row does not exist',
    statuses: [422],
    means: 'The request names something that is not there any more.',
    remedy: 'Read what is there, and send it with an id that exists.',
  },
  'too-many-requests': {
    title: 'Too Many Requests',
    statuses: [429],
    means: 'The API key, or the address, has sent more requests than it may within a minute; nothing was done.',
    remedy: 'Wait as many seconds as `Retry-After` says. `RateLimit-Remaining` tells how many are left.',
  },
  'request-header-fields-too-large': {
    title: 'Request Header Fields Too Large',
    statuses: [431],
    means: 'The address and the headers are longer than 16 KiB together.',
    remedy: 'Send less in the head of the request.',
  },
  'precondition-failed': {
    title: 'It is not as expected',
    statuses: [412],
    means: 'The row has changed since the `If-Match`, or the `expect` of an operation, was read; nothing was done.',
    remedy: 'Read it again, and decide anew. Its `ETag` of now is in the answer.',
  },
  'idempotency-key-reused': {
    title: 'The idempotency key belongs to another request',
    statuses: [422],
    means: 'The same `Idempotency-Key` was sent before with another method, address or body.',
    remedy: 'Choose a new key for a new request.',
  },
  'illegal-move': {
    title: 'The state does not allow this move',
    statuses: [409],
    means: 'The thing is in a state from which it cannot go where the request wants it.',
    remedy: '`allowed` names the moves or states that are open now.',
  },
  'already-exists': {
    title: 'It exists already',
    statuses: [409],
    means: 'Something with the same unique value is there already.',
    remedy: 'Read what is there, or choose another value.',
  },
  'stale-version': {
    title: 'It was changed meanwhile',
    statuses: [409],
    means: 'The `version` that the request names is not the newest one; nothing was done.',
    remedy: 'Read it again, and decide anew.',
  },
  'events-gone': {
    title: 'Events of that time are not kept any more',
    statuses: [410],
    means: 'Some events after the position that was asked for have been let go of.',
    remedy: 'Read anew what you keep, and go on with the events from there.',
  },
};
