/** One fault of one member of the input. */
export interface FieldError {
  /** Where it is, as a path: `acceptance_criteria.0.text`. */
  field: string;
  /** What is wrong with it and what is allowed. */
  message: string;
}

export interface ProblemExtras {
  /** A full sentence for a person: what was wrong and what is allowed. */
  detail?: string;
  errors?: FieldError[];
  /** The moves or values that would be accepted now. */
  allowed?: readonly string[];
  /** Whether the same request may succeed later. */
  retryable?: boolean;
  /** Seconds after which a retry makes sense; sent as `Retry-After`. */
  retryAfter?: number;
  /** The `ETag` of what is there instead. */
  tag?: string;
  /** Existing ids that look like the one that was not found. */
  suggestions?: readonly string[];
}

/**
 * Every expected failure, in the terms of RFC 9457. The faces translate it: HTTP to `application/problem+json`.
 * @param type kebab-case name; on the wire `urn:bmad:problem:<type>`
 * @param status HTTP status
 * @param title the same for every problem of this type
 */
export class Problem extends Error {
  constructor(
    readonly type: string,
    readonly status: number,
    readonly title: string,
    readonly extras: ProblemExtras = {},
  ) {
    super(extras.detail ?? title);
    this.name = 'Problem';
  }
}

const article = (noun: string) => (/^[aeiou]/.test(noun) ? 'an' : 'a');

/** 404: nothing of that kind has this id in the caller's project. */
export function notFound(noun: string, id: string, suggestions: readonly string[] = []): Problem {
  const hint = suggestions.length ? ` Did you mean ${suggestions.join(', ')}?` : '';
  return new Problem(`${noun}-not-found`, 404, `No such ${noun}`, {
    detail: `There is no ${noun} '${id}'${noun === 'project' ? '' : ' in this project'}.${hint}`,
    suggestions,
  });
}

/** 422: the input is well formed, but one member cannot be accepted. */
export function unacceptable(field: string, message: string, extras: ProblemExtras = {}): Problem {
  return new Problem('unacceptable', 422, 'The request cannot be accepted', {
    detail: `${field}: ${message}`,
    errors: [{ field, message }],
    ...extras,
  });
}

/** 409: the row's state does not allow this move; `allowed` are the states it may move to now. */
export function illegalMove(noun: string, id: string, from: string, to: string, allowed: readonly string[]): Problem {
  const next = allowed.length ? `may become ${allowed.join(', ')}` : 'is final';
  return new Problem('illegal-move', 409, 'The state does not allow this move', {
    detail: `${article(noun)} ${noun} '${id}' that is ${from} cannot become ${to}; it ${next}.`.replace(/^./, (c) =>
      c.toUpperCase(),
    ),
    allowed,
  });
}
