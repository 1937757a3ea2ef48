import { Injectable } from '@nestjs/common';
import type { Scope } from '../../database/scope';
import { unacceptable } from '../../problems/problem';
import { ProgressService } from '../../workflows/progress.service';
import { stageOf } from '../../workflows/stages/find-stage';
import type { Stage } from '../../workflows/stages/stage.entity';
import { CompleteStage, StageReason, StageView, StartStage } from '../../workflows/stages/stage.dto';
import { StagesService } from '../../workflows/stages/stages.service';
import { createsOf } from '../../workflows/stages/creates';
import { type Answer, prose } from '../answers/fit';
import { refOrNone, stageOfRef, stageRef } from '../answers/ref';
import type { Caller } from '../callers.service';
import { checked } from '../input/checked';
import type { ClaimInput } from '../input/claim.input';
import type { DecideInput } from '../input/decide.input';
import type { FinishInput } from '../input/finish.input';
import type { RaiseInput } from '../input/raise.input';
import { Briefings } from './briefings.service';
import type { Noun } from './noun';
import { RunSteps } from './run-steps.service';
import { wordOf } from './words';

const OUTCOMES = ['done', 'fail', 'skip'] as const;

/** Stages of runs, as agents handle them: `stage:greenfield-fullstack-1/po-check`. */
@Injectable()
export class StageNoun implements Noun {
  readonly kind = 'stage';

  constructor(
    private readonly stages: StagesService,
    private readonly progress: ProgressService,
    private readonly steps: RunSteps,
    private readonly briefings: Briefings,
  ) {}

  async status(scope: Scope, id: string): Promise<Answer> {
    const { run, stage } = await this.read(scope, id);
    const { status, agentId, sessionId, agentIds, reason } = stage;
    return {
      id: stageRef(run, stage.stageId),
      name: prose(stage.name),
      status,
      with: status === 'ACTIVE' && agentId ? `${agentId}/${sessionId ?? ''}` : undefined,
      for: agentIds,
      reason: prose(reason),
      ...wordsOf(stage),
      requires: stage.step.requires,
    };
  }

  async detail(scope: Scope, id: string): Promise<object> {
    return StageView.of((await this.read(scope, id)).stage);
  }

  async claim(caller: Caller, id: string, { acknowledge }: ClaimInput): Promise<Answer> {
    const { scope, agentId: agent_id, sessionId: session_id, handle } = caller;
    const { run, stage } = stageOfRef(id);
    const start = await checked(StartStage, { agent_id, session_id, acknowledge });
    const begun = { agentId: start.agent_id, sessionId: start.session_id, acknowledge: start.acknowledge };
    const started = await this.stages.start(scope, run, stage, begun);
    const ref = stageRef(run, started.stageId);
    return {
      id: ref,
      name: prose(started.name),
      status: started.status,
      story: refOrNone('story', started.storyId),
      ...wordsOf(started),
      memories: await this.briefings.memories(caller, [started.name, started.step.action].join('\n'), 'WORKFLOW'),
      next: [{ tool: 'finish', args: { session: handle, id: ref, files: createsOf(started), note: '…' } }],
    };
  }

  async finish(
    caller: Caller,
    id: string,
    { outcome = 'done', note, files, quality_score }: FinishInput,
  ): Promise<Answer> {
    const { run, stage } = stageOfRef(id);
    const ending = wordOf('outcome', outcome, OUTCOMES);
    if (ending === 'done') {
      const artifacts = files?.map(documentOf);
      const said = await checked(CompleteStage, { artifacts, quality_score, notes: note });
      const completion = { artifacts: said.artifacts, qualityScore: said.quality_score, notes: said.notes };
      return this.after(caller, run, await this.stages.complete(caller.scope, run, stage, completion));
    }
    const { reason } = await this.why(note);
    return this.after(caller, run, await this.stages[ending](caller.scope, run, stage, reason));
  }

  async decide(caller: Caller, id: string, { value }: DecideInput): Promise<Answer> {
    const { run, stage } = stageOfRef(id);
    wordOf('value', value, ['retry']);
    return this.after(caller, run, await this.stages.retry(caller.scope, run, stage));
  }

  async block(caller: Caller, id: string, { title }: RaiseInput): Promise<Answer> {
    const { run, stage } = stageOfRef(id);
    return this.after(caller, run, await this.stages.fail(caller.scope, run, stage, title));
  }

  private why(note?: string): Promise<StageReason> {
    if (note === undefined) throw unacceptable('note', 'Say why.');
    return checked(StageReason, { reason: note });
  }

  /** What became of a stage, and what its run wants now. */
  private async after(caller: Caller, run: string, stage: Stage): Promise<Answer> {
    const { id, name, status } = { id: stageRef(run, stage.stageId), name: prose(stage.name), status: stage.status };
    return { id, name, status, reason: prose(stage.reason), ...(await this.steps.now(caller, run)) };
  }

  private async read(scope: Scope, id: string): Promise<{ run: string; stage: Stage }> {
    const { run: key, stage } = stageOfRef(id);
    const { run, stages } = await this.progress.read(scope, key);
    return { run: run.key, stage: stageOf(stages, stage) };
  }
}

/** What is to be done, in the definition's words. */
const wordsOf = (stage: Stage) => ({
  do: prose(stage.step.action),
  makes: createsOf(stage),
  changes: stage.step.updates,
  uses: stage.step.uses,
  validates: prose(stage.step.validates),
  notes: prose(stage.step.notes),
});

/** A document by its path: requirements know it by its name. */
const documentOf = (path: string) => ({
  name: path.split('/').at(-1) || path,
  path: path.includes('/') ? path : undefined,
});
