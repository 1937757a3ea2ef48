import { Injectable } from '@nestjs/common';
import { RecallContext, RecallOptions } from '../../memory/retrieval/recall.dto';
import { RecallService } from '../../memory/retrieval/recall.service';
import { type Answer, prose } from '../answers/fit';
import { refTo } from '../answers/ref';
import { Callers } from '../callers.service';
import { checked } from '../input/checked';
import { RecallInput } from '../input/recall.input';
import { memoryLine } from '../nouns/briefings.service';
import type { CallContext, Tool, ToolFacts } from './tool';

/** Finds what helps now. */
@Injectable()
export class RecallTool implements Tool<RecallInput> {
  readonly takes = RecallInput;
  readonly facts: ToolFacts = {
    name: 'recall',
    description: 'What the team remembers about a question, with the probability that it helps.',
    needs: 'READ',
  };

  constructor(
    private readonly callers: Callers,
    private readonly recalls: RecallService,
  ) {}

  async call(context: CallContext, { session: handle, query, limit }: RecallInput): Promise<Answer> {
    const { scope, agent, agentId, session } = await this.callers.looking(context, handle);
    const asked = await checked(RecallContext, {
      agent_id: agentId,
      query,
      limit,
      session_id: session.sessionId,
      user_id: session.userId,
    });
    const request = { ...RecallOptions.toRequest(asked), agent, operation: 'CONTEXT' as const, query };
    const { memories } = await this.recalls.recall(scope, request);
    return {
      memories: memories.map((one) => ({
        ...memoryLine(one),
        category: one.memory.category,
        from: one.agentId,
        content: prose(one.memory.content),
      })),
      next: memories.slice(0, 1).map(({ memory }) => ({
        tool: 'report',
        args: { session: handle, id: refTo('memory', memory.id), helped: true },
      })),
    };
  }
}
