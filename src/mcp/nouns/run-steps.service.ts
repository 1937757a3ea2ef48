import { Injectable } from '@nestjs/common';
import { NextView, type ReadyStageView } from '../../workflows/next/next.dto';
import { NextService } from '../../workflows/next/next.service';
import type { Scope } from '../../database/scope';
import { type NextCall, prose } from '../answers/fit';
import { refTo, stageRef } from '../answers/ref';
import type { Caller } from '../callers.service';

/** Tells what a run wants now. */
@Injectable()
export class RunSteps {
  constructor(private readonly nexts: NextService) {}

  /** As the route answers it. @throws Problem 404 with look-alikes */
  async view(scope: Scope, run: string): Promise<NextView> {
    const { run: found, next } = await this.nexts.next(scope, run);
    return NextView.of(found, next);
  }

  /** In few words, with the calls that carry it on. */
  async now(caller: Caller, run: string): Promise<{ next: NextCall[]; [name: string]: unknown }> {
    const view = await this.view(caller.scope, run);
    const { key, status, progress_percentage: progress } = view.run;
    return {
      run: { id: refTo('run', key), status, progress, done: view.done || undefined },
      ready: view.ready.map((stage) => ({
        id: stageRef(key, stage.stage_id),
        name: prose(stage.name),
        for: stage.agent_ids,
        missing: missingOf(stage),
      })),
      decisions: view.decisions.map(({ name, question, options }) => ({ name, question: prose(question), options })),
      active: view.active.map(({ stage_id, agent_id }) => ({ id: stageRef(key, stage_id), with: agent_id })),
      next: callsOf(caller, view),
    };
  }
}

/** What keeps a ready stage from starting: documents that are not there, and confirmations that nobody has given. */
export const missingOf = ({ requirements }: ReadyStageView): string[] =>
  requirements
    .filter(({ satisfied }) => !satisfied)
    .map(({ name, kind }) => (kind === 'artifact' ? name : `acknowledge: ${name}`));

/** How a caller starts a ready stage. */
export const startOf = ({ handle }: Caller, run: string, stage: ReadyStageView): NextCall => {
  const confirm = stage.requirements.filter(({ satisfied, kind }) => !satisfied && kind === 'acknowledgement');
  const acknowledge = confirm.length ? confirm.map(({ name }) => name) : undefined;
  return { tool: 'claim', args: { session: handle, id: stageRef(run, stage.stage_id), acknowledge } };
};

/** The stages that the caller may do; the questions; else to look around. */
function callsOf(caller: Caller, { run, ready, decisions }: NextView): NextCall[] {
  const { handle: session, agentId } = caller;
  const mine = ready.filter(({ agent_ids }) => !agent_ids.length || agent_ids.includes(agentId));
  const starts = mine.map((stage) => startOf(caller, run.key, stage));
  const answers = decisions.map(({ name, kind, options }) => {
    const value = kind === 'condition' || kind === 'repeat' ? 'true or false' : options.join(' or ');
    return { tool: 'decide', args: { session, id: refTo('run', run.key), name, value } };
  });
  const calls = [...starts, ...answers];
  return calls.length ? calls : [{ tool: 'what_next', args: { session } }];
}
