import { InSession } from './session.input';
import { TakesText, TakesTexts, TakesWhole } from './takes';

/** What to take up. */
export class ClaimInput extends InSession {
  @TakesText('task:T-1, stage:RUN/STAGE, handoff:H-1, story:1.1; else the best ready task')
  id?: string;

  @TakesText('only of this epic')
  epic_id?: string;

  @TakesText('only of this story')
  story_id?: string;

  @TakesTexts('only with all of these')
  tags?: string[];

  @TakesTexts('requirements you confirm')
  acknowledge?: string[];

  @TakesWhole(86_400, 'default 300', 5)
  lease_seconds?: number;
}
