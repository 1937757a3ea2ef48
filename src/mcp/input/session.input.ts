import { TakesText } from './takes';

/** What a call may say that only looks. */
export class MaybeInSession {
  /** What `begin` has answered. */
  @TakesText(undefined, { max: 500 })
  session?: string;
}

/** What every call in a session says. */
export class InSession {
  /** What `begin` has answered. */
  @TakesText(undefined, { required: true, max: 500 })
  session: string;
}
