import { InSession } from './session.input';
import { TakesFlag, TakesText, TakesWhole } from './takes';

/** What an agent wants to know. */
export class RecallInput extends InSession {
  @TakesText('a question', { required: true })
  query: string;

  @TakesWhole(50, 'default 5', 1)
  limit?: number = 5;

  @TakesFlag('up to 16 KB')
  detail?: boolean;
}
