import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database';
import { page, type Page, type PageRequest } from '../../database/page';
import type { Scope } from '../../database/scope';
import { Events } from '../../events/events.service';
import { Problem, unacceptable } from '../../problems/problem';
import { type Course, CourseService } from '../course.service';
import { Decision } from './decision.entity';
import { type OpenDecision, planOf, takeRoute } from '../plan/plan';
import { Stage } from '../stages/stage.entity';
import { isSettled } from '../stages/stage.flow';
import { refuseUnlessActive } from '../stages/stages.service';

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
    return page(this.db.of(Decision).createQueryBuilder('decision').where({ runUuid: run.id }), request);
  }

  private async record(scope: Scope, { run }: Course, question: OpenDecision, answer: Answer): Promise<Decision> {
    const { name, value, reason = null } = answer;
    const [id] = await this.db.insert(Decision, {
      projectId: scope.projectId,
      runUuid: run.id,
      name,
      kind: question.kind,
      value,
      reason,
      decidedBy: scope.by,
    });
    const data = { key: run.key, name, value, stage_id: question.stageId };
    await this.events.add(scope, 'workflow.decided', { type: 'workflow', id: run.id }, data);
    return this.db.of(Decision).findOneByOrFail({ id });
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
    for (const later of stages.filter(({ position, status }) => position > stage.position && !isSettled(status))) {
      await this.course.moveStage(scope, later, 'SKIPPED', {
        reason: `the run ends with ${value}`,
        endedAt: new Date(),
      });
    }
  }

  private async change(stage: Stage, set: Pick<Partial<Stage>, 'step' | 'agentIds'>): Promise<void> {
    await this.db.of(Stage).update({ id: stage.id }, set as object);
    Object.assign(stage, set);
  }
}

function openQuestion({ run, stages, answers, team }: Course, name: string): OpenDecision {
  const { decisions } = planOf(stages, answers, team);
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
  if (kind === 'condition') {
    if (typeof value === 'boolean') return;
    throw unacceptable('value', `${name} is answered by true or false.`, { allowed: ['true', 'false'] });
  }
  if (typeof value === 'string' && options.includes(value)) return;
  throw unacceptable('value', `${name} is answered by one of ${options.join(', ')}.`, { allowed: options });
}
