/** Whose rows a call may touch, and who makes it. Every service method that touches a project's rows takes one first. */
export interface Scope {
  readonly projectId: string;
  /** The actor that is written into every log. */
  readonly by: string;
  /** The agent that the caller is, by name: it may act as no other. Absent for people, and for whoever speaks for many. */
  readonly agent?: string;
  /** Whether the caller knows this project only, and must learn of no other. */
  readonly bound?: boolean;
  /** Whether the project is archived, so that nothing may be changed in it. */
  readonly archived?: boolean;
}
