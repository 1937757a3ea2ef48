import { MaybeInSession } from './session.input';
import { TakesFlag, TakesText, TakesWhole, TakesWord } from './takes';

/** What lists are kept of. */
export const findable = ['task', 'story', 'epic', 'run', 'handoff', 'checklist', 'agent', 'workflow'] as const;
export type Findable = (typeof findable)[number];

/** What is looked for. */
export class FindInput extends MaybeInSession {
  @TakesWord(findable, undefined, { required: true })
  kind: Findable;

  @TakesText('in tasks, stories, epics')
  text?: string;

  @TakesText()
  status?: string;

  @TakesFlag('only tasks to claim')
  ready?: boolean;

  @TakesText()
  agent_id?: string;

  @TakesText()
  epic_id?: string;

  @TakesText()
  story_id?: string;

  @TakesWhole(50, 'default 5', 1)
  limit?: number = 5;

  @TakesText('of the page before')
  after?: string;
}
