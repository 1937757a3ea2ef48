/** A request that was answered. */
export interface Answered {
  method: string;
  /** The pattern of its route, never the address itself: `/api/v1/bmad/tasks/:id`. */
  route: string;
  status: number;
  /** From its arrival to the end of its answer. */
  milliseconds: number;
}

/** What the address of a request that no route is for counts as, so that strangers cannot make up routes. */
export const NO_ROUTE = 'none';
