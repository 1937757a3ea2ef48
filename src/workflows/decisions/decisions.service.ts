import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database';
import { page, type Page, type PageRequest } from '../../database/page';
import type { Scope } from '../../database/scope';
import { Events } from '../../events/events.service';
import { Problem, unacceptable } from '../../problems/problem';
import { around, type Course } from '../course.reader';
import { CourseService } from '../course.service';
import { Decision } from './decision.entity';
import { planOf, takeRoute } from '../plan/plan';
import type { OpenDecision } from '../plan/planned';
import { fromStage } from '../plan/passes';
import { Stage } from '../stages/stage.entity';
import { isCycleEnd } from '../plan/cycles';
import { isSettled } from '../stages/stage.flow';
import { refuseUnlessActive } from '../stages/stage-refusals';

export interface Answer {
  name: string;
  value: boolean | string;
  reason?: string;
}

/** The answers to what a run asks. Each is kept with its author and reason, and given once. */
@Injectable()
export class DecisionsService {
  constructor(
    private readonly db: Database,
    private readonly course: CourseService,
    private readonly events: Events,
  ) {}

  /**
   * Answers an open question and brings the run on.
   * @throws Problem 409 when the question is not open, 422 when the value is none of its options
   */
  decide(scope: Scope, runId: string, answer: Answer): Promise<Decision> {
    return this.db.transaction(async () => {
      const course = await this.course.open(scope, runId);
      refuseUnlessActive(course.run);
      const question = openQuestion(course, answer.name);
      refuseWrongValue(question, answer.value);
      const decision = await this.record(scope, course, question, answer);
      await this.takeEffect(scope, course, question, answer.value);
      const answers = new Map(course.answers).set(answer.name, answer.value);
      await this.course.advance(scope, { ...course, answers });
      return decision;
    });
  }

  async list(scope: Scope, runId: string, request: PageRequest): Promise<Page<Decision>> {
    const run = await this.course.find(scope, runId);
    const decisions = this.db
      .of(Decision)
      .createQueryBuilder('decision')
      .leftJoin('decision.stage', 'stage')
      .addSelect(['stage.id', 'stage.round'])
      .where({ runUuid: run.id });
    return page(decisions, request);
  }

  private async record(
    scope: Scope,
    { run, stages }: Course,
    question: OpenDecision,
    answer: Answer,
  ): Promise<Decision> {
    const { name, value, reason = null } = answer;
    const [id] = await this.db.insert(Decision, {
      projectId: scope.projectId,
      runUuid: run.id,
      name,
      stageUuid: stages.find(({ stageId }) => stageId === question.stageId)!.id,
      round: run.round,
      kind: question.kind,
      value,
      reason,
      decidedBy: scope.by,
    });
    const data = { key: run.key, name, value, stage_id: question.stageId };
    await this.events.add(scope, 'workflow.decided', { type: 'workflow', id: run.id }, data);
    return this.db.of(Decision).findOneOrFail({ where: { id }, relations: { stage: true } });
  }

  /** What an answer changes in the stages themselves; all else follows from the plan. */
  private async takeEffect(
    scope: Scope,
    { stages }: Course,
    { kind, stageId }: OpenDecision,
    value: boolean | string,
  ): Promise<void> {
    const stage = stages.find((candidate) => candidate.stageId === stageId)!;
    if (kind === 'agent') await this.change(stage, { agentIds: [String(value)] });
    if (kind !== 'route') return;
    const route = stage.step.routes!.find(({ name }) => name === value)!;
    const step = takeRoute(stage.step, route);
    await this.change(stage, { step, agentIds: step.agents });
    if (route.continue) return;
    const what = stage.cycle === null ? 'run' : 'pass';
    const reason = `the ${what} ends with ${value}`;
    for (const later of leftOut(stages, stage)) {
      await this.course.moveStage(scope, later, 'SKIPPED', { reason, endedAt: new Date() });
    }
  }

  private async change(stage: Stage, set: Pick<Partial<Stage>, 'step' | 'agentIds'>): Promise<void> {
    await this.db.of(Stage).update({ id: stage.id }, set as object);
    Object.assign(stage, set);
  }
}

/** What a way that ends leaves out: all that comes after it, or the rest of its pass in a cycle. */
const leftOut = (stages: readonly Stage[], stage: Stage) =>
  fromStage(stages, stage).filter(
    (later) =>
      later !== stage &&
      !isSettled(later.status) &&
      (stage.cycle === null || (later.cycle === stage.cycle && later.pass === stage.pass && !isCycleEnd(later.step))),
  );

function openQuestion(course: Course, name: string): OpenDecision {
  const { run, stages, answers } = course;
  const { decisions } = planOf(stages, answers, around(course));
  const question = decisions.find((open) => open.name === name);
  if (question) return question;
  const open = decisions.map((decision) => decision.name);
  const given = answers.has(name) ? ` It was answered already: ${answers.get(name)}.` : '';
  throw new Problem('decision-not-open', 409, 'That question is not open', {
    detail: `The workflow '${run.key}' does not ask '${name}' now.${given} Open: ${open.join(', ') || 'none'}.`,
    allowed: open,
  });
}

function refuseWrongValue({ kind, name, options }: OpenDecision, value: boolean | string): void {
  if (kind === 'condition' || kind === 'repeat') {
    if (typeof value === 'boolean') return;
    throw unacceptable('value', `${name} is answered by true or false.`, { allowed: ['true', 'false'] });
  }
  if (typeof value === 'string' && options.includes(value)) return;
  throw unacceptable('value', `${name} is answered by one of ${options.join(', ')}.`, { allowed: options });
}
