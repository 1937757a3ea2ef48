import { Injectable } from '@nestjs/common';
import type { Answer } from '../answers/fit';
import { Nouns } from '../nouns/nouns.service';
import { Callers } from '../callers.service';
import { StatusInput } from '../input/status.input';
import type { CallContext, Tool } from './tool';

/** How many of a kind an overview names. */
const SHOWN = 5;

/** Looks at one thing, or at the project. */
@Injectable()
export class StatusTool implements Tool<StatusInput> {
  readonly takes = StatusInput;
  readonly facts = {
    name: 'status',
    description: 'Where one thing stands, or the project.',
    readOnly: true,
  };

  constructor(
    private readonly callers: Callers,
    private readonly nouns: Nouns,
  ) {}

  async call(context: CallContext, { session, id: ref, detail }: StatusInput): Promise<Answer> {
    const caller = await this.callers.maybe(context, session);
    if (ref === undefined) return this.project(context);
    const { noun, id } = this.nouns.of(ref);
    const { scope } = context;
    return detail ? { ...(await noun.detail(scope, id, caller?.agent)) } : noun.status(scope, id, caller?.agent);
  }

  /** What goes on now. */
  private async project({ scope, project }: CallContext): Promise<Answer> {
    const of = async (kind: string, filter: { status?: string; ready?: boolean }) =>
      (await this.nouns.which('find', kind).find(scope, { kind: 'task', ...filter, limit: SHOWN })).items;
    return {
      project,
      runs: await of('run', { status: 'ACTIVE' }),
      epics: await of('epic', { status: 'ACTIVE' }),
      stories: [...(await of('story', { status: 'IN_PROGRESS' })), ...(await of('story', { status: 'REVIEW' }))],
      tasks_in_progress: await of('task', { status: 'IN_PROGRESS' }),
      tasks_ready: await of('task', { ready: true }),
      tasks_blocked: await of('task', { status: 'BLOCKED' }),
      handoffs: await of('handoff', { status: 'OFFERED' }),
      busy: await of('agent', { status: 'BUSY' }),
    };
  }
}
