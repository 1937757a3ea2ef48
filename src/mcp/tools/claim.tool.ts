import { Injectable } from '@nestjs/common';
import { ClaimTask } from '../../tasks/leases/lease.dto';
import type { Answer } from '../answers/fit';
import { Callers } from '../callers.service';
import { checked } from '../input/checked';
import { ClaimInput } from '../input/claim.input';
import { Nouns } from '../nouns/nouns.service';
import { TaskLeases } from '../nouns/task-leases.service';
import type { CallContext, Tool } from './tool';

/** Takes work up. */
@Injectable()
export class ClaimTool implements Tool<ClaimInput> {
  readonly takes = ClaimInput;
  readonly facts = {
    name: 'claim',
    description:
      'Take up a task (under a lease), start a stage or story, accept a handoff. Answers all you need to begin.',
  };

  constructor(
    private readonly callers: Callers,
    private readonly nouns: Nouns,
    private readonly tasks: TaskLeases,
  ) {}

  async call({ scope }: CallContext, input: ClaimInput): Promise<Answer> {
    const caller = await this.callers.of(scope, input.session);
    if (input.id !== undefined) {
      const { noun, id } = this.nouns.able('claim', input.id);
      return noun.claim(caller, id, input);
    }
    const { epic_id, story_id, tags, lease_seconds } = input;
    const { agentId: agent_id, sessionId: session_id } = caller;
    const claim = await checked(ClaimTask, {
      agent_id,
      session_id,
      epic_id,
      story_id,
      tags,
      lease_seconds,
    });
    const taken = await this.tasks.best(caller, ClaimTask.toWanted(claim), claim.lease_seconds);
    return (
      taken ?? {
        id: null,
        why: 'no task is ready that fits',
        next: [{ tool: 'what_next', args: { session: caller.handle } }],
      }
    );
  }
}
