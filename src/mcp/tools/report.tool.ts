import { Injectable } from '@nestjs/common';
import { ActivitiesService } from '../../agents/activities.service';
import type { Answer } from '../answers/fit';
import { refTo } from '../answers/ref';
import { type Caller, Callers } from '../callers.service';
import { ReportInput } from '../input/report.input';
import { Nouns } from '../nouns/nouns.service';
import { TaskLeases } from '../nouns/task-leases.service';
import type { CallContext, Tool } from './tool';

/** Says how work goes. */
@Injectable()
export class ReportTool implements Tool<ReportInput> {
  readonly takes = ReportInput;
  readonly facts = {
    name: 'report',
    description:
      'Keep your leases before they run out, note progress, mark criteria as met, say whether a memory helped.',
  };

  constructor(
    private readonly callers: Callers,
    private readonly nouns: Nouns,
    private readonly tasks: TaskLeases,
    private readonly activities: ActivitiesService,
  ) {}

  async call({ scope }: CallContext, input: ReportInput): Promise<Answer> {
    const caller = await this.callers.of(scope, input.session);
    const answer = input.id === undefined ? await this.all(caller, input) : await this.one(caller, input, input.id);
    if (input.note !== undefined) await this.note(caller, input.note, input.id);
    return answer;
  }

  private one(caller: Caller, input: ReportInput, ref: string): Promise<Answer> {
    const { noun, id } = this.nouns.able('report', ref);
    return noun.report(caller, id, input);
  }

  /** Keeps every lease of the session. */
  private async all(caller: Caller, input: ReportInput): Promise<Answer> {
    const kept: Answer[] = [];
    for (const { id } of await this.tasks.held(caller)) kept.push(await this.tasks.keep(caller, id, input));
    return { session: caller.handle, expires_at: caller.session.expiresAt, kept };
  }

  private note({ scope, agent, session }: Caller, note: string, about = refTo('agent', agent.agentId)): Promise<void> {
    const details = { about, note };
    return this.activities.record(scope, { agent, session, type: 'REPORTED', details }, () => Promise.resolve());
  }
}
