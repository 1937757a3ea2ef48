import { InSession } from './session.input';
import { TakesText, TakesTexts, TakesWhole, TakesWord } from './takes';

export const outcomes = ['done', 'submit', 'fail', 'release', 'skip', 'reject'] as const;
export type Outcome = (typeof outcomes)[number];

/** What is over, and how it went. */
export class FinishInput extends InSession {
  @TakesText('task: stage: handoff: story: epic: or session', { required: true })
  id: string;

  @TakesWord(outcomes, 'default done; submit for review; release gives back')
  outcome?: Outcome = 'done';

  @TakesText('what was done, or why not')
  note?: string;

  @TakesTexts('paths made or changed')
  files?: string[];

  @TakesWhole(100, 'of the result or handoff')
  quality_score?: number;
}
