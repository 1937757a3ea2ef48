import { InSession } from './session.input';
import { TakesFlag, TakesText, TakesTexts, TakesWhole } from './takes';

/** How the work goes. */
export class ReportInput extends InSession {
  @TakesText('else all you have in hand')
  id?: string;

  @TakesText('goes into the log')
  note?: string;

  @TakesTexts('criteria (AC-1) of the story or items (1) of the checklist')
  met?: string[];

  @TakesText('that they are met')
  evidence?: string;

  @TakesTexts('touched for the story')
  files?: string[];

  @TakesFlag('of a memory')
  helped?: boolean;

  @TakesWhole(86_400, undefined, 5)
  lease_seconds?: number;
}
