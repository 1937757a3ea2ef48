import { InSession } from './session.input';
import { TakesText, TakesTexts, TakesWord } from './takes';

export const raised = ['problem', 'task', 'story', 'epic', 'run'] as const;
export type Raised = (typeof raised)[number];

/** What is in the way, or what has to be done. */
export class RaiseInput extends InSession {
  @TakesText('of a run: the workflow', { required: true })
  title: string;

  @TakesWord(raised, 'default problem')
  kind?: Raised = 'problem';

  @TakesText('what the problem blocks; the story, epic or run of a task; the epic of a story or run')
  id?: string;

  @TakesText()
  text?: string;

  @TakesText('of a story or epic: 1.2')
  new_id?: string;

  @TakesText('of a task')
  agent_id?: string;

  @TakesWord(['low', 'medium', 'high', 'critical'])
  priority?: string;

  @TakesTexts('of a story')
  criteria?: string[];

  @TakesTexts('task:T-1, story:1.1')
  dependencies?: string[];
}
