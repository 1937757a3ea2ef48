import { Injectable } from '@nestjs/common';
import type { Answer } from '../answers/fit';
import { Callers } from '../callers.service';
import { FindInput } from '../input/find.input';
import { Nouns } from '../nouns/nouns.service';
import type { CallContext, Tool } from './tool';

/** Lists things. */
@Injectable()
export class FindTool implements Tool<FindInput> {
  readonly takes = FindInput;
  readonly facts = {
    name: 'find',
    description: 'List things, oldest first, by pages.',
    readOnly: true,
  };

  constructor(
    private readonly callers: Callers,
    private readonly nouns: Nouns,
  ) {}

  async call(context: CallContext, input: FindInput): Promise<Answer> {
    await this.callers.maybe(context, input.session);
    const { items, next: after } = await this.nouns.which('find', input.kind).find(context.scope, input);
    return { found: items, after, next: after ? [{ tool: 'find', args: { ...input, after } }] : [] };
  }
}
