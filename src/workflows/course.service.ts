import { Injectable } from '@nestjs/common';
import { Roster } from '../agents/roster.service';
import { Database } from '../database/database';
import { identify } from '../database/identify';
import type { Scope } from '../database/scope';
import { Events } from '../events/events.service';
import { move } from '../flow/move';
import { nearest } from '../problems/nearest';
import { notFound } from '../problems/problem';
import { Artifact } from './artifacts/artifact.entity';
import { Decision } from './decisions/decision.entity';
import { type Answers, type Effect, isOpenToAll, planOf, type Plan } from './plan/plan';
import { artifactName } from './plan/requirements';
import { Run } from './run.entity';
import { runFlow, type RunStatus } from './run.flow';
import { Stage } from './stages/stage.entity';
import { isSettled, stageFlow, type StageStatus } from './stages/stage.flow';

/** A run with all that its plan depends on. */
export interface Course {
  run: Run;
  /** In order. */
  stages: Stage[];
  answers: Answers;
  /** Those of the documents that the stages name which are in the project. */
  artifacts: ReadonlySet<string>;
  /** Who may be named where a stage is open to all; empty when none is. */
  team: readonly string[];
}

const stageEvents: Record<StageStatus, string> = {
  PENDING: 'stage.pending',
  READY: 'stage.ready',
  ACTIVE: 'stage.started',
  COMPLETED: 'stage.completed',
  SKIPPED: 'stage.skipped',
  FAILED: 'stage.failed',
};

/** The course of a run: reads where it stands, and carries it on until somebody has to act. */
@Injectable()
export class CourseService {
  constructor(
    private readonly db: Database,
    private readonly events: Events,
    private readonly roster: Roster,
  ) {}

  /** @throws Problem 404 with look-alikes */
  async read(scope: Scope, id: string): Promise<Course> {
    return this.load(await this.find(scope, id));
  }

  /** The same for a change: until the transaction ends nobody else changes this run. */
  async open(scope: Scope, id: string): Promise<Course> {
    return this.load(await this.find(scope, id, true));
  }

  /** Applies all that follows by itself, up to the end of the run. */
  async advance(scope: Scope, course: Course): Promise<Plan<Stage>> {
    let plan = planOf(course.stages, course.answers, course.team);
    while (plan.effect) {
      await this.apply(scope, course, plan.effect);
      plan = planOf(course.stages, course.answers, course.team);
    }
    if (plan.done) await this.moveRun(scope, course.run, 'COMPLETED', { endedAt: new Date() });
    return plan;
  }

  /** Moves a run and announces it. */
  async moveRun(scope: Scope, run: Run, to: RunStatus, set: Partial<Run> = {}): Promise<void> {
    await move(this.db, run, { entity: Run, noun: 'workflow', name: run.key, flow: runFlow, to, set });
    Object.assign(run, await this.db.of(Run).findOneByOrFail({ id: run.id }));
    const data = { key: run.key, status: to, reason: set.reason ?? undefined };
    await this.events.add(scope, `workflow.${to.toLowerCase()}`, { type: 'workflow', id: run.id }, data);
  }

  /** Moves a stage and announces it in the history of its run. */
  async moveStage(scope: Scope, stage: Stage, to: StageStatus, set: Partial<Stage> = {}): Promise<void> {
    await move(this.db, stage, { entity: Stage, noun: 'stage', name: stage.stageId, flow: stageFlow, to, set });
    Object.assign(stage, { ...set, status: to });
    const { stageId, agentId, reason, attempt } = stage;
    const data = { stage_id: stageId, agent_id: agentId, attempt, ...(set.reason && { reason }) };
    await this.events.add(scope, stageEvents[to], { type: 'workflow', id: stage.runUuid }, data);
  }

  private async apply(scope: Scope, { run }: Course, { stage, ...effect }: Effect<Stage>): Promise<void> {
    const now = new Date();
    if (effect.kind === 'skip') {
      return this.moveStage(scope, stage, 'SKIPPED', { reason: effect.reason, endedAt: now });
    }
    if (stage.status === 'PENDING') await this.moveStage(scope, stage, 'READY', { readyAt: now });
    if (effect.kind === 'ready') return;
    await this.moveStage(scope, stage, 'ACTIVE', {
      startedAt: now,
      attempt: stage.attempt + 1,
      sessionId: run.sessionId,
    });
    await this.moveStage(scope, stage, 'COMPLETED', { endedAt: now });
  }

  /** The run alone. @throws Problem 404 with look-alikes */
  async find({ projectId }: Scope, id: string, lock = false): Promise<Run> {
    const run = await this.db.of(Run).findOne({
      where: { projectId, ...identify(id, 'key') },
      ...(lock && { lock: { mode: 'pessimistic_write' as const } }),
    });
    if (run) return run;
    const recent = await this.db
      .of(Run)
      .find({ select: { key: true }, where: { projectId }, order: { id: 'DESC' }, take: 500 });
    throw notFound(
      'workflow',
      id,
      nearest(
        id,
        recent.map(({ key }) => key),
      ),
    );
  }

  private async load(run: Run): Promise<Course> {
    const stages = await this.db
      .of(Stage)
      .find({ where: { runUuid: run.id }, order: { position: 'ASC', pass: 'ASC' } });
    const decisions = await this.db.of(Decision).findBy({ runUuid: run.id });
    const answers = new Map(decisions.map(({ name, value }) => [name, value]));
    const artifacts = await this.documents(run.projectId, stages);
    const open = stages.some(({ status, agentIds }) => !isSettled(status) && isOpenToAll(agentIds));
    const team = open ? await this.roster.ids(run) : [];
    return { run, stages, answers, artifacts, team };
  }

  private async documents(projectId: string, stages: Stage[]): Promise<Set<string>> {
    const creates = stages.flatMap(({ step }) =>
      step.creates.flatMap(({ name, alternatives = [] }) => [name, ...alternatives]),
    );
    const named = [...creates, ...stages.flatMap(({ step }) => step.requires)].map(artifactName);
    const rows = await this.db.sql<{ document: string }>`
      select document from unnest(${[...new Set(named)]}::text[]) document where exists (
        select from ${Artifact} artifact where artifact.project_id = ${projectId} and artifact.document = document.document
      )`;
    return new Set(rows.map(({ document }) => document));
  }
}
