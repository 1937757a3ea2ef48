import { MaybeInSession } from './session.input';
import { TakesFlag, TakesText } from './takes';

/** What is looked at. */
export class StatusInput extends MaybeInSession {
  @TakesText('task:T-1, …; else the project')
  id?: string;

  @TakesFlag('up to 16 KB')
  detail?: boolean;
}
