import { Injectable } from '@nestjs/common';
import type { Answer } from '../answers/fit';
import { type Caller, Callers } from '../callers.service';
import { RaiseInput } from '../input/raise.input';
import { Briefings } from '../nouns/briefings.service';
import { Nouns } from '../nouns/nouns.service';
import type { CallContext, Tool } from './tool';

/** Says what is in the way, or what has to be done. */
@Injectable()
export class RaiseTool implements Tool<RaiseInput> {
  readonly takes = RaiseInput;
  readonly facts = {
    name: 'raise',
    description:
      'A problem blocks what you name, else becomes a task; answers memories of similar errors. Or new work: a task, story, epic or run.',
  };

  constructor(
    private readonly callers: Callers,
    private readonly nouns: Nouns,
    private readonly briefings: Briefings,
  ) {}

  async call({ scope }: CallContext, input: RaiseInput): Promise<Answer> {
    const caller = await this.callers.of(scope, input.session);
    const { kind = 'problem', title, text = '' } = input;
    if (kind !== 'problem') return this.nouns.which('create', kind).create(caller, input);
    const answer = await this.problem(caller, input);
    return { ...answer, memories: await this.briefings.memories(caller, `${title}\n${text}`, 'ERROR') };
  }

  private problem(caller: Caller, input: RaiseInput): Promise<Answer> {
    if (input.id === undefined) {
      return this.nouns.which('create', 'task').create(caller, { ...input, priority: input.priority ?? 'high' });
    }
    const { noun, id } = this.nouns.able('block', input.id);
    return noun.block(caller, id, input);
  }
}
