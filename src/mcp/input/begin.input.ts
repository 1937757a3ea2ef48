import { TakesText } from './takes';

/** Who begins to work, and on what. */
export class BeginInput {
  @TakesText('dev, or core:dev', { required: true })
  agent_id: string;

  @TakesText('the same one resumes its work')
  session_id?: string;

  @TakesText('who talks to the agent')
  user_id?: string;

  @TakesText('what for; brings memories that fit')
  goal?: string;
}
