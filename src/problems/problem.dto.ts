/** One fault of one member of the input. */
export class FieldErrorView {
  /**
   * Where it is, as a path.
   * @example "acceptance_criteria.0.text"
   */
  field: string;
  /**
   * What is wrong with it and what is allowed.
   * @example "limit must not be greater than 200"
   */
  message: string;
}

/** RFC 9457 problem details: the body of every error. */
export class ProblemView {
  /**
   * Names the kind of problem; stable, for machines.
   * @example "urn:bmad:problem:illegal-move"
   */
  type: string;
  /**
   * The same sentence for every problem of this type.
   * @example "The state does not allow this move"
   */
  title: string;
  /**
   * The HTTP status.
   * @example 409
   */
  status: number;
  /**
   * What was wrong this time and what is allowed.
   * @example "A workflow 'greenfield-fullstack-3' that is COMPLETED cannot become PAUSED; it is final."
   */
  detail?: string;
  /**
   * The path that was asked for.
   * @example "/api/v1/bmad/workflows/greenfield-fullstack-3/pause"
   */
  instance: string;
  /** Names this request in the server's log. */
  request_id: string;
  /** Which members of the input were wrong. */
  errors?: FieldErrorView[];
  /** The moves or values that would be accepted now. */
  allowed?: string[];
  /** Whether the same request may succeed later. */
  retryable: boolean;
  /** Existing ids that look like the one that was not found. */
  suggestions?: string[];
}
