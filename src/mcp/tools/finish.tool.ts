import { Injectable } from '@nestjs/common';
import { SessionsService } from '../../agents/sessions.service';
import type { Answer } from '../answers/fit';
import { Callers } from '../callers.service';
import { FinishInput } from '../input/finish.input';
import { Nouns } from '../nouns/nouns.service';
import type { CallContext, Tool } from './tool';

/** Says that work is over. */
@Injectable()
export class FinishTool implements Tool<FinishInput> {
  readonly takes = FinishInput;
  readonly facts = {
    name: 'finish',
    description: 'End work with what came of it; answers what became ready. Id session ends yours.',
  };

  constructor(
    private readonly callers: Callers,
    private readonly nouns: Nouns,
    private readonly sessions: SessionsService,
  ) {}

  async call({ scope }: CallContext, input: FinishInput): Promise<Answer> {
    const caller = await this.callers.of(scope, input.session);
    if (input.id !== 'session') {
      const { noun, id } = this.nouns.able('finish', input.id);
      return noun.finish(caller, id, input);
    }
    const { session } = await this.sessions.deactivate(caller.scope, caller.agentId, caller.sessionId);
    return { session: caller.handle, ended_at: session.endedAt };
  }
}
