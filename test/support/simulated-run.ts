import type { WorkflowStep } from '../../src/definitions/parse/workflow';
import { NextView } from '../../src/workflows/next/next.dto';
import { nextOf, type NextStage } from '../../src/workflows/next/next';
import { idInPass, layOut, type StageDraft } from '../../src/workflows/plan/layout';
import { fromStage } from '../../src/workflows/plan/passes';
import { planOf, progressOf, takeRoute } from '../../src/workflows/plan/plan';
import type { Backlog, Effect, OpenDecision } from '../../src/workflows/plan/planned';
import { isCycleEnd } from '../../src/workflows/plan/cycles';
import { artifactName, type Documents, requirementsOf } from '../../src/workflows/plan/requirements';
import { beginAnew } from '../../src/workflows/rework/begin-anew';
import type { RunStatus } from '../../src/workflows/run.flow';
import { isSettled } from '../../src/workflows/stages/stage.flow';
import type { Driven, Move } from './driver';

/** An answer counts while its stage has not begun anew since. */
interface Given {
  name: string;
  value: boolean | string;
  stage: string;
  round: number;
}

/** What lies around a simulated run. */
export interface Around {
  team: readonly string[];
  /** Asked anew at each turn: stories come and go. */
  backlog: () => Backlog | null;
  parallel: number;
}

/**
 * A run without server and database: the plan alone decides, and this does what it says. For looking at the plan in very
 * many runs; that the server does the same is shown by driving it.
 */
export class SimulatedRun implements Driven {
  stages: NextStage[];
  private readonly drafts: StageDraft[];
  private readonly given: Given[] = [];
  private readonly documents: Documents = { here: [], elsewhere: new Set() };
  private status: RunStatus = 'ACTIVE';
  private round = 0;
  private floor = 0;

  constructor(
    steps: readonly WorkflowStep[],
    private readonly around: Around,
  ) {
    this.drafts = layOut(steps);
    this.stages = this.drafts.map((draft) => fresh(draft, 1));
    this.advance();
  }

  /** As the server tells it, but never shortened. */
  next(): NextView {
    const names = { key: 'simulated', workflowId: 'simulated' };
    const run = { ...names, status: this.status, endedAt: null, progressFloor: this.floor, context: {}, epicId: null };
    const course = { stages: this.stages, answers: this.answers(), documents: this.documents, prompts: {} };
    const ended = this.status === 'COMPLETED' ? new Date() : null;
    return NextView.of(run, nextOf({ ...course, run: { ...run, endedAt: ended }, around: this.lying() }));
  }

  make({ path, body }: Move): boolean {
    const [, noun, id, move] = path.split('/');
    const input = body as { name: string; value: boolean | string; stage_id: string; acknowledge?: string[] };
    const made = noun === 'stages' ? this.moveStage(id, move, body) : this.moveRun(noun, input);
    if (made && this.status === 'ACTIVE') this.advance();
    return made;
  }

  private moveRun(
    noun: string,
    { name, value, stage_id }: { name: string; value: boolean | string; stage_id: string },
  ) {
    if (noun === 'artifacts') return this.handIn(name, null);
    if (noun === 'resume') return this.become('PAUSED', 'ACTIVE');
    if (noun === 'pause') return this.become('ACTIVE', 'PAUSED');
    if (this.status !== 'ACTIVE') return false;
    return noun === 'rework' ? this.rework(stage_id) : this.decide(name, value);
  }

  private become(from: RunStatus, to: RunStatus): boolean {
    if (this.status !== from) return false;
    this.status = to;
    return true;
  }

  private moveStage(
    stageId: string,
    move: string,
    { acknowledge = [], artifacts = [] }: { acknowledge?: string[]; artifacts?: { name: string }[] },
  ): boolean {
    const stage = this.stages.find((one) => one.stageId === stageId)!;
    const [from, to] = MOVES[move];
    if (this.status !== 'ACTIVE' || stage.status !== from) return false;
    if (move === 'skip' && !stage.step.optional) return false;
    if (move === 'start' && !this.begin(stage, acknowledge)) return false;
    if (move === 'complete') for (const { name } of artifacts) this.handIn(name, stage.id);
    stage.status = to;
    return true;
  }

  private begin(stage: NextStage, acknowledge: string[]): boolean {
    const acknowledged = [...stage.acknowledged, ...acknowledge];
    const needs = requirementsOf({ ...stage, acknowledged }, this.stages, this.documents);
    if (needs.some(({ satisfied }) => !satisfied)) return false;
    stage.acknowledged = acknowledged;
    return true;
  }

  private handIn(name: string, stage: string | null): boolean {
    this.documents.here.push({ document: artifactName(name), stage, round: this.round });
    return true;
  }

  private decide(name: string, value: boolean | string): boolean {
    const question = planOf(this.stages, this.answers(), this.lying()).decisions.find((one) => one.name === name);
    if (!question) return false;
    const stage = this.stages.find(({ stageId }) => stageId === question.stageId)!;
    this.given.push({ name, value, stage: stage.id, round: this.round });
    this.takeEffect(question, stage, value);
    return true;
  }

  private takeEffect({ kind }: OpenDecision, stage: NextStage, value: boolean | string): void {
    if (kind === 'agent') stage.agentIds = [String(value)];
    if (kind !== 'route') return;
    const route = stage.step.routes!.find((one) => one.name === value)!;
    stage.step = takeRoute(stage.step, route);
    stage.agentIds = stage.step.agents;
    if (route.continue) return;
    for (const later of fromStage(this.stages, stage)) {
      const inPass = later.cycle === stage.cycle && later.pass === stage.pass && !isCycleEnd(later.step);
      if (later !== stage && !isSettled(later.status) && (stage.cycle === null || inPass)) later.status = 'SKIPPED';
    }
  }

  private rework(stageId: string): boolean {
    const target = this.stages.find((one) => one.stageId === stageId);
    if (!target || !isSettled(target.status)) return false;
    this.round++;
    this.floor = 0;
    const anew = { status: 'PENDING' as const, acknowledged: [], round: this.round };
    for (const stage of fromStage(this.stages, target))
      Object.assign(stage, beginAnew(stage, target, this.drafts), anew);
    return true;
  }

  private answers(): Map<string, boolean | string> {
    const rounds = new Map(this.stages.map(({ id, round }) => [id, round]));
    const counting = this.given.filter(({ stage, round }) => round >= rounds.get(stage)!);
    return new Map(counting.map(({ name, value }) => [name, value]));
  }

  private lying() {
    return { ...this.around, backlog: this.around.backlog() };
  }

  /** All that follows by itself. @throws Error when that goes on without end */
  private advance(): void {
    for (let turn = 0; turn < 1000; turn++) {
      const { effect, done } = planOf(this.stages, this.answers(), this.lying());
      if (!effect) {
        if (done) this.status = 'COMPLETED';
        return;
      }
      this.apply(effect);
    }
    throw new Error('The plan never comes to rest.');
  }

  private apply(effect: Effect<NextStage>): void {
    if (effect.kind !== 'open') {
      effect.stage.status = ({ ready: 'READY', pass: 'COMPLETED', skip: 'SKIPPED' } as const)[effect.kind];
      return;
    }
    const { cycle, pass, storyId, afterPasses, stages } = effect;
    this.floor = progressOf(this.stages, this.floor);
    const begun = { storyId, afterPasses, round: ++this.round };
    if (stages.length) for (const stage of stages) Object.assign(stage, begun);
    else {
      const laid = this.drafts.filter((draft) => draft.cycle === cycle).map((draft) => fresh(draft, pass));
      for (const stage of laid) this.stages.push(Object.assign(stage, begun));
      this.stages.sort((a, b) => a.position - b.position || a.pass - b.pass);
    }
  }
}

const MOVES: Record<string, [NextStage['status'], NextStage['status']]> = {
  start: ['READY', 'ACTIVE'],
  complete: ['ACTIVE', 'COMPLETED'],
  fail: ['ACTIVE', 'FAILED'],
  retry: ['FAILED', 'READY'],
  skip: ['READY', 'SKIPPED'],
};

function fresh(draft: StageDraft, pass: number): NextStage {
  const stageId = idInPass(draft.stageId, pass);
  return {
    ...draft,
    id: stageId,
    stageId,
    pass,
    afterPasses: [],
    storyId: null,
    round: 0,
    status: 'PENDING',
    acknowledged: [],
    agentId: null,
    sessionId: null,
    sessionAlive: null,
    outputs: null,
  };
}
