import { InSession } from './session.input';
import { TakesText, TakesWhole } from './takes';

/** What is decided of what. */
export class DecideInput extends InSession {
  @TakesText('run: stage: task: story: epic:', { required: true })
  id: string;

  @TakesText(
    'run: true, false, an option, pause, resume; story: approve, PASS, CONCERNS, FAIL; epic: activate; retry, unblock, cancel, reopen',
    { required: true },
  )
  value: string;

  @TakesText('question of a run')
  name?: string;

  @TakesText('why')
  reason?: string;

  @TakesWhole(100)
  quality_score?: number;
}
