import { Injectable } from '@nestjs/common';
import { mapPage, type Page } from '../../database/page';
import type { Scope } from '../../database/scope';
import { DecisionsService } from '../../workflows/decisions/decisions.service';
import { Decide } from '../../workflows/decisions/decision.dto';
import { ProgressService } from '../../workflows/progress.service';
import { RunReason, StartWorkflow, WorkflowsQuery } from '../../workflows/run.dto';
import { RunSummary, RunView } from '../../workflows/run.view';
import { type ListedRun, RunsService } from '../../workflows/runs.service';
import { StartsService } from '../../workflows/starts.service';
import { type Answer, prose } from '../answers/fit';
import { refOf, refOrNone, refTo, stageRef } from '../answers/ref';
import type { Caller } from '../callers.service';
import { checked } from '../input/checked';
import type { DecideInput } from '../input/decide.input';
import type { FindInput } from '../input/find.input';
import type { RaiseInput } from '../input/raise.input';
import type { Line, Noun } from './noun';
import { RunSteps } from './run-steps.service';
import { wordOf } from './words';

const MOVES = ['pause', 'resume', 'cancel', 'fail'] as const;

/** Runs of workflows, as agents handle them. */
@Injectable()
export class RunNoun implements Noun {
  readonly kind = 'run';

  constructor(
    private readonly starts: StartsService,
    private readonly runs: RunsService,
    private readonly progress: ProgressService,
    private readonly decisions: DecisionsService,
    private readonly steps: RunSteps,
  ) {}

  async status(scope: Scope, id: string): Promise<Answer> {
    const { run, ready, active, decisions, waiting } = await this.steps.view(scope, id);
    const named = (stages: { stage_id: string }[]) => stages.map(({ stage_id }) => stageRef(run.key, stage_id));
    return {
      id: refTo('run', run.key),
      status: run.status,
      progress: run.progress_percentage,
      ready: named(ready),
      active: named(active),
      decisions: decisions.map(({ name, question, options }) => ({ name, question: prose(question), options })),
      waiting: waiting.map(({ stage_id, why }) => ({ stage: stage_id, why: prose(why) })),
    };
  }

  async detail(scope: Scope, id: string): Promise<object> {
    return RunView.of(await this.progress.read(scope, id));
  }

  async find(scope: Scope, { status, epic_id, limit, after }: FindInput): Promise<Page<Line>> {
    const query = await checked(WorkflowsQuery, { status, epic_id, limit, after });
    return mapPage(await this.runs.list(scope, WorkflowsQuery.toFilter(query, query.status)), lineOf);
  }

  async decide(caller: Caller, id: string, { name, value, reason }: DecideInput): Promise<Answer> {
    const { scope } = caller;
    if (name === undefined) {
      const move = wordOf('value', value, MOVES);
      await this.move(scope, id, move, (await checked(RunReason, { reason })).reason);
      return this.now(caller, id);
    }
    await this.decisions.decide(scope, id, await checked(Decide, { name, value: answerOf(value), reason }));
    return { decided: name, value, ...(await this.now(caller, id)) };
  }

  async create(caller: Caller, { title, id, text }: RaiseInput): Promise<Answer> {
    const { userId: user_id, sessionId: session_id } = caller.session;
    const epic_id = id === undefined ? undefined : refOf(id).id;
    const context = text === undefined ? undefined : { goal: text };
    const start = await checked(StartWorkflow, { workflow_id: title, epic_id, user_id, session_id, context });
    const { run } = await this.starts.start(caller.scope, StartWorkflow.toStart(start));
    return this.now(caller, run.key);
  }

  private async now(caller: Caller, id: string): Promise<Answer> {
    const { run, ...now } = await this.steps.now(caller, id);
    return { ...(run as object), ...now };
  }

  private move(scope: Scope, id: string, move: (typeof MOVES)[number], reason?: string): Promise<unknown> {
    if (move === 'pause') return this.runs.pause(scope, id, reason);
    if (move === 'resume') return this.runs.resume(scope, id);
    return this.runs.end(scope, id, move === 'cancel' ? 'CANCELLED' : 'FAILED', reason);
  }
}

/** The answer to a condition, or the name of an option. */
const answerOf = (value: string): boolean | string => {
  const word = value.trim().toLowerCase();
  return word === 'true' || word === 'false' ? word === 'true' : value;
};

function lineOf(listed: ListedRun): Line {
  const { key, status, progress_percentage, current_stage, epic_id } = RunSummary.of(listed);
  const [stage, epic] = [current_stage ? stageRef(key, current_stage) : undefined, refOrNone('epic', epic_id)];
  return { id: refTo('run', key), status, progress: progress_percentage, stage, epic };
}
