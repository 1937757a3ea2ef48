/** Whose rows a call may touch, and who makes it. Every service method that touches a project's rows takes one first. */
export interface Scope {
  readonly projectId: string;
  /** The actor that is written into every log. */
  readonly by: string;
}
