import { Injectable } from '@nestjs/common';
import type { Scope } from '../../database/scope';
import { Events } from '../../events/events.service';
import { Lessons } from '../../memory/lessons/lessons.service';
import { handoffLesson, isTelling, outcomeText, type Told } from './handoff-lesson';
import type { Handoff } from './handoff-reader.service';

/** Announces what happens to handoffs, and has the team learn from it. Each handoff is one memory, which says more at its end. */
@Injectable()
export class HandoffNews {
  constructor(
    private readonly events: Events,
    private readonly lessons: Lessons,
  ) {}

  async offered(scope: Scope, id: string, told: Told, data: Record<string, unknown>): Promise<void> {
    await this.events.add(scope, 'handoff.offered', { type: 'handoff', id }, data);
    if (isTelling(told)) await this.lessons.learn(scope, [handoffLesson(told)]);
  }

  async answered(scope: Scope, handoff: Handoff, data: Record<string, unknown>): Promise<void> {
    const { id, status, quality, toAgent } = handoff;
    await this.events.add(scope, `handoff.${status.toLowerCase()}`, { type: 'handoff', id }, data);
    if (status !== 'REJECTED' && status !== 'COMPLETED') return;
    const said = status === 'REJECTED' ? handoff.rejectionReason : handoff.feedback;
    const outcome = outcomeText(status, toAgent, said, quality);
    if (outcome === undefined) return;
    const subject = { type: 'handoff', id: handoff.collaborationId };
    await this.lessons.add(scope, subject, outcome, handoffLesson(toldBy(handoff), outcome));
  }
}

const toldBy = (handoff: Handoff): Told => ({
  ...handoff,
  from: handoff.fromAgent,
  to: handoff.toAgent,
  taskId: handoff.task?.taskId ?? null,
});
