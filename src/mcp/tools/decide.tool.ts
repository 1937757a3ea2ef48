import { Injectable } from '@nestjs/common';
import type { Answer } from '../answers/fit';
import { Callers } from '../callers.service';
import { DecideInput } from '../input/decide.input';
import { Nouns } from '../nouns/nouns.service';
import type { CallContext, Tool } from './tool';

/** Decides what becomes of something. */
@Injectable()
export class DecideTool implements Tool<DecideInput> {
  readonly takes = DecideInput;
  readonly facts = {
    name: 'decide',
    description:
      'Answer a question of a run, give a story its quality gate, or move what the flow leaves to you. Recorded with its author.',
  };

  constructor(
    private readonly callers: Callers,
    private readonly nouns: Nouns,
  ) {}

  async call({ scope }: CallContext, input: DecideInput): Promise<Answer> {
    const caller = await this.callers.of(scope, input.session);
    const { noun, id } = this.nouns.able('decide', input.id);
    return noun.decide(caller, id, input);
  }
}
