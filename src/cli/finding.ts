/** What a check came to: `warning` leaves a server running, `failure` does not. */
export interface Finding {
  check: string;
  state: 'ok' | 'warning' | 'failure';
  /** What was found. */
  found: string;
  /** What to do about it. */
  advice?: string;
}
