import { Injectable } from '@nestjs/common';
import type { Agent } from '../../agents/agent.entity';
import type { Scope } from '../../database/scope';
import { MemoryRows } from '../../memory/memory-rows.service';
import { MemoryView } from '../../memory/memory.dto';
import { FeedbackService } from '../../memory/uses/feedback.service';
import { GiveFeedback } from '../../memory/uses/uses.dto';
import { unacceptable } from '../../problems/problem';
import { type Answer, prose } from '../answers/fit';
import { refTo } from '../answers/ref';
import type { Caller } from '../callers.service';
import { checked } from '../input/checked';
import type { ReportInput } from '../input/report.input';
import type { Noun } from './noun';

/** Memories, as agents handle them. */
@Injectable()
export class MemoryNoun implements Noun {
  readonly kind = 'memory';

  constructor(
    private readonly rows: MemoryRows,
    private readonly feedback: FeedbackService,
  ) {}

  async status(scope: Scope, id: string, viewer?: Agent): Promise<Answer> {
    const { memory, visibility, agentId, links } = await this.rows.get(scope, id, viewer);
    return {
      id: refTo('memory', memory.id),
      category: memory.category,
      scope: visibility,
      from: agentId,
      entities: memory.entities,
      about: links.map((link) => `${link.type}:${link.id}`),
      content: prose(memory.content),
    };
  }

  async detail(scope: Scope, id: string, viewer?: Agent): Promise<object> {
    return MemoryView.of(await this.rows.get(scope, id, viewer));
  }

  async report({ scope, agent, sessionId }: Caller, id: string, { helped, note }: ReportInput): Promise<Answer> {
    if (helped === undefined) throw unacceptable('helped', 'Say whether the memory helped.');
    const said = await checked(GiveFeedback, { helped, note });
    const { memory, use } = await this.feedback.judge(scope, id, agent, {
      helped: said.helped,
      note: said.note,
      sessionId,
    });
    return { id: refTo('memory', memory.id), helped: use.helped };
  }
}
