import { Injectable } from '@nestjs/common';
import { IsNull, Not, type SelectQueryBuilder } from 'typeorm';
import { Database } from '../../database/database';
import { insertLater, insertRows } from '../../database/rows';
import { page, type Page, type PageRequest } from '../../database/page';
import type { Scope } from '../../database/scope';
import { Events } from '../../events/events.service';
import { notFound, Problem } from '../../problems/problem';
import { Artifact } from './artifact.entity';
import type { Course } from '../course.reader';
import { CourseService } from '../course.service';
import { artifactName } from '../plan/requirements';
import type { Run } from '../run.entity';
import { Stage } from '../stages/stage.entity';

export interface NewArtifact {
  name: string;
  path?: string;
  content?: string;
}

/** The documents of a run. Handing one in again adds a version. */
@Injectable()
export class ArtifactsService {
  constructor(
    private readonly db: Database,
    private readonly course: CourseService,
    private readonly events: Events,
  ) {}

  /** Hands a document in from outside a stage. */
  attach(scope: Scope, runId: string, artifact: NewArtifact): Promise<Artifact> {
    return this.db.transaction(async () => {
      const run = await this.course.find(scope, runId, true);
      if (run.endedAt) throw hasEnded(run);
      const [{ id }] = await insertRows(this.db, Artifact, rowsOf(scope, run, [artifact]));
      await this.tell(scope, run, [artifact]);
      const waiting = { runUuid: run.id, status: 'READY' as const, taskUuid: Not(IsNull()) };
      if (await this.db.of(Stage).existsBy(waiting))
        await this.course.companions.refresh(scope, await this.course.open(scope, run.id));
      return this.get(scope, run.id, id);
    });
  }

  /** Stores what a stage has made inside the caller's transaction; it counts from now on. */
  async add(scope: Scope, { run, documents }: Course, artifacts: NewArtifact[], stage: Stage): Promise<void> {
    if (!artifacts.length) return;
    await insertLater(this.db, Artifact, rowsOf(scope, run, artifacts, stage));
    await this.tell(scope, run, artifacts, stage);
    const made = artifacts.map(({ name }) => ({ document: artifactName(name), stage: stage.id, round: run.round }));
    documents.here.push(...made);
  }

  private tell(scope: Scope, { id, key }: Run, artifacts: readonly NewArtifact[], stage?: Stage): Promise<void> {
    const data = { key, stage_id: stage?.stageId, names: artifacts.map(({ name }) => name) };
    return this.events.add(scope, 'artifact.added', { type: 'workflow', id }, data);
  }

  /** Without their texts, oldest first. */
  async list(scope: Scope, runId: string, request: PageRequest): Promise<Page<Artifact>> {
    const run = await this.course.find(scope, runId);
    return page(this.query().where({ runUuid: run.id }), request);
  }

  /** @throws Problem 404 */
  async get(scope: Scope, runId: string, id: string): Promise<Artifact> {
    const run = await this.course.find(scope, runId);
    const artifact = await this.query().addSelect('artifact.content').where({ runUuid: run.id, id }).getOne();
    if (!artifact) throw notFound('artifact', id);
    return artifact;
  }

  private query(): SelectQueryBuilder<Artifact> {
    const artifacts = this.db.of(Artifact).createQueryBuilder('artifact');
    return artifacts.leftJoin('artifact.stage', 'stage').addSelect(['stage.id', 'stage.stageId', 'stage.round']);
  }
}

const rowsOf = (scope: Scope, run: Run, artifacts: readonly NewArtifact[], stage?: Stage): Partial<Artifact>[] =>
  artifacts.map(({ name, path = null, content = null }) => ({
    projectId: scope.projectId,
    runUuid: run.id,
    stageUuid: stage?.id ?? null,
    attempt: stage?.attempt ?? null,
    round: run.round,
    name,
    document: artifactName(name),
    path,
    content,
    contentLength: content?.length ?? null,
    createdBy: stage?.agentId ?? scope.by,
  }));

const hasEnded = ({ key, status }: Run) =>
  new Problem('workflow-ended', 409, 'The workflow has ended', {
    detail: `The workflow '${key}' is ${status}; it takes no more documents.`,
    allowed: [],
  });
