import { memoryCategories, visibilities } from '../../memory/memory.flow';
import { InSession } from './session.input';
import { TakesText, TakesTexts, TakesWord } from './takes';

const small = (words: readonly string[]) => words.map((word) => word.toLowerCase());

/** What was learned. */
export class RememberInput extends InSession {
  @TakesText('one lesson, with its names; no secrets', { required: true })
  content: string;

  @TakesWord(small(memoryCategories), undefined, { required: true })
  category: string;

  @TakesTexts('whom or what it is about')
  entities?: string[];

  @TakesWord(small(visibilities), 'default project')
  scope?: string;

  @TakesText('task:T-1, …')
  about?: string;
}
