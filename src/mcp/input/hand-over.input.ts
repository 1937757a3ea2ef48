import { InSession } from './session.input';
import { TakesText, TakesTexts } from './takes';

/** What another agent is to take over. */
export class HandOverInput extends InSession {
  @TakesText('agent_id', { required: true })
  to: string;

  @TakesText('what was done, what comes next', { required: true })
  summary: string;

  @TakesText('task: stage: or run:')
  id?: string;

  @TakesText()
  reason?: string;

  @TakesTexts()
  files?: string[];

  @TakesTexts('[] for none')
  open_questions?: string[];

  @TakesTexts()
  acceptance_points?: string[];
}
