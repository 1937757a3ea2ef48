import type { RunView } from '../../src/workflows/run.view';
import type { StageView } from '../../src/workflows/stages/stage.dto';

/** Something that was given to a run, and when. */
interface Given {
  name: string;
  /** The stage that it is of; null from outside. */
  stage: string | null;
  at: number;
}

const isSettled = ({ status }: StageView) => status === 'COMPLETED' || status === 'SKIPPED';
const isUnderWay = ({ status }: StageView) => status === 'READY' || status === 'ACTIVE' || status === 'FAILED';

/** Whether a stage lies before another one, where passes come one after another. */
const isBefore = (stage: StageView, other: StageView): boolean =>
  stage.cycle !== null && stage.cycle === other.cycle && stage.pass !== other.pass
    ? stage.pass < other.pass
    : stage.order < other.order;

/** A stage with all that comes after it. */
const fromStage = (stages: readonly StageView[], stageId: string): StageView[] => {
  const target = stages.find(({ stage_id }) => stage_id === stageId)!;
  return stages.filter((stage) => stage === target || isBefore(target, stage));
};

/** By what name it is asked whether a stage runs. */
const questionOf = ({ condition, routes, stage_id, pass }: StageView): string | null => {
  if (routes.length) return `route:${stage_id}`;
  return condition === null || pass === 1 ? condition : `${condition}.${pass}`;
};

/** What of a stage moves. */
const positionOf = ({ id, status, attempt, acknowledged, agent_id, session_id, outputs }: StageView) =>
  JSON.stringify({ id, status, attempt, acknowledged, agent_id, session_id, outputs });

/** What a run was given in the order in which it happened, and what follows from that by rules of its own. */
export class Chronicle {
  private clock = 0;
  private readonly documents: Given[] = [];
  private readonly confirmed: Given[] = [];
  private readonly decided: Given[] = [];
  /** When each stage began anew the last time. */
  private readonly anew = new Map<string, number>();

  /** @param run as it was seen the last time */
  constructor(public run: RunView) {}

  handIn(names: readonly string[], stage: string | null): void {
    this.clock++;
    for (const name of names) this.documents.push({ name, stage, at: this.clock });
  }

  confirm(names: readonly string[], stage: string): void {
    this.clock++;
    for (const name of names) this.confirmed.push({ name, stage, at: this.clock });
  }

  decide(name: string): void {
    this.decided.push({ name, stage: null, at: ++this.clock });
  }

  /** The run was sent back to a stage. @returns what of it, or of what comes after it, has not begun anew */
  goBack(stageId: string, now: RunView): string[] {
    const again = fromStage(this.run.stages, stageId).map(({ id }) => id);
    const stages = now.stages.filter(({ id }) => again.includes(id));
    this.beginAnew(stages);
    this.run = now;
    const faults = stages
      .filter(({ status, started_at }) => !/^(PENDING|READY)$/.test(status) || started_at !== null)
      .map(({ stage_id, status }) => `${stage_id} is still ${status}`);
    return [...faults, ...this.look(now, false)];
  }

  /** The chronicle of a run that was forked from this one. @returns what was carried over as it was not, too */
  fork(stageId: string, made: RunView): { fork: Chronicle; faults: string[] } {
    const fork = new Chronicle(made);
    fork.clock = this.clock;
    for (const list of ['documents', 'confirmed', 'decided'] as const) fork[list].push(...this[list]);
    for (const [stage, at] of this.anew) fork.anew.set(stage, at);
    const { stages } = this.run;
    const open = stages.filter((stage) => !isSettled(stage));
    const again = [...fromStage(stages, stageId), ...open].map(({ stage_id }) => stage_id);
    const [begun, carried] = [true, false].map((is) =>
      made.stages.filter((one) => again.includes(one.stage_id) === is),
    );
    fork.beginAnew(begun);
    const old = (stage: StageView) => stages.find(({ stage_id }) => stage_id === stage.stage_id)!;
    const shown = (stage: StageView) => positionOf({ ...stage, id: '' });
    const faults = [
      ...begun.filter(({ attempt, acknowledged }) => attempt > 0 || acknowledged.length > 0),
      ...carried.filter((stage) => shown(stage) !== shown(old(stage))),
    ].map((stage) => `the fork at ${stageId} has ${positionOf(stage)}, not ${positionOf(old(stage))}`);
    return { fork, faults };
  }

  /**
   * Looks at the run after something happened.
   * @param still whether no stage may have moved by it
   * @returns what should not be
   */
  look(now: RunView, still: boolean): string[] {
    const before = this.run;
    const rests = still || before.status !== 'ACTIVE';
    const faults = rests ? this.moved(now).map((name) => `${name} has moved while nothing may`) : [];
    for (const stage of now.stages) {
      const old = before.stages.find(({ id }) => id === stage.id);
      if (!old) this.beginAnew([stage]);
      if (stage.attempt > (old?.attempt ?? 0)) faults.push(...this.unmet(stage, before.stages));
      faults.push(...this.early(stage, now.stages));
    }
    if (now.progress_percentage < before.progress_percentage) faults.push('the progress has fallen');
    this.run = now;
    return faults;
  }

  private moved({ stages }: RunView): string[] {
    const positions = this.run.stages.map(positionOf);
    return stages.filter((stage) => !positions.includes(positionOf(stage))).map(({ stage_id }) => stage_id);
  }

  private beginAnew(stages: readonly StageView[]): void {
    this.clock++;
    for (const { stage_id } of stages) this.anew.set(stage_id, this.clock);
  }

  private since(stages: readonly StageView[]): number {
    return Math.max(0, ...stages.map(({ stage_id }) => this.anew.get(stage_id) ?? 0));
  }

  /** What a stage that has started requires and has not. */
  private unmet(stage: StageView, stages: readonly StageView[]): string[] {
    const since = this.since([stage]);
    const isConfirmed = (name: string) =>
      this.confirmed.some((one) => one.stage === stage.stage_id && one.name === name && one.at > since);
    return stage.requires
      .filter((name) => !isConfirmed(name) && !this.has(name, stage, stages))
      .map((name) => `${stage.stage_id} has started without ${name}`);
  }

  /** Whether a document was handed in since those that have to make it began anew, or by a stage that still stands. */
  private has(name: string, stage: StageView, stages: readonly StageView[]): boolean {
    const isOther = (one: StageView) => one.cycle !== null && one.cycle === stage.cycle && one.pass !== stage.pass;
    const makers = stages.filter(
      (one) => one.creates.includes(name) && one.order < stage.order && one.status !== 'SKIPPED' && !isOther(one),
    );
    return this.documents.some((one) => {
      if (one.name !== name) return false;
      if (one.stage === null) return one.at > this.since(makers);
      const by = stages.find(({ stage_id }) => stage_id === one.stage)!;
      return one.at > this.since([by]) && !isOther(by);
    });
  }

  /** What a stage that is under way has not waited for, and what it shows that counts no more. */
  private early(stage: StageView, stages: readonly StageView[]): string[] {
    const since = this.since([stage]);
    const counts = (given: Given) => given.at > since;
    const faults = stage.acknowledged
      .filter((name) => !this.confirmed.some((one) => one.name === name && one.stage === stage.stage_id && counts(one)))
      .map((name) => `${stage.stage_id} shows as confirmed: ${name}`);
    const question = questionOf(stage);
    const isAsked = question !== null && (isUnderWay(stage) || stage.status === 'COMPLETED');
    if (isAsked && !this.decided.some((one) => one.name === question && counts(one)))
      faults.push(`${stage.stage_id} is ${stage.status} without the decision ${question}`);
    if (!isUnderWay(stage)) return faults;
    const open = stages.filter((other) => isBefore(other, stage) && !isSettled(other));
    return [...faults, ...open.map((other) => `${stage.stage_id} is ${stage.status} before ${other.stage_id} is over`)];
  }
}
