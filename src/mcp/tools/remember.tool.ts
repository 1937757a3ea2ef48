import { Injectable } from '@nestjs/common';
import { MemoryStore } from '../../memory/store/memory-store.service';
import { StoreMemory } from '../../memory/store/store.dto';
import type { Answer } from '../answers/fit';
import { refOf, refTo } from '../answers/ref';
import { Callers } from '../callers.service';
import { checked } from '../input/checked';
import { RememberInput } from '../input/remember.input';
import type { CallContext, Tool } from './tool';

/** Stores what was learned. */
@Injectable()
export class RememberTool implements Tool<RememberInput> {
  readonly takes = RememberInput;
  readonly facts = {
    name: 'remember',
    description: 'Store what the team should know next time.',
  };

  constructor(
    private readonly callers: Callers,
    private readonly store: MemoryStore,
  ) {}

  async call({ scope: open }: CallContext, input: RememberInput): Promise<Answer> {
    const { scope, agent, agentId, session } = await this.callers.of(open, input.session);
    const { content, category, entities, about } = input;
    const link = about === undefined ? undefined : refOf(about, 'about');
    const { agent_id: _, ...memory } = await checked(StoreMemory, {
      agent_id: agentId,
      session_id: session.sessionId,
      user_id: session.userId,
      content,
      category,
      entities,
      scope: input.scope,
      links: link && [{ type: link.kind === 'run' ? 'workflow' : link.kind, id: link.id }],
    });
    const stored = await this.store.storeFor(scope, agent, StoreMemory.toNew({ ...memory, agent_id: agentId }));
    return {
      id: refTo('memory', stored.memory.id),
      category: stored.memory.category,
      scope: stored.visibility,
      says_the_same: stored.duplicates.map(({ id, similarity }) => ({ id: refTo('memory', id), similarity })),
    };
  }
}
