import { Injectable } from '@nestjs/common';
import { Roster } from '../agents/roster.service';
import { Collaboration } from '../collaboration/collaboration.entity';
import { Database, type Part, part } from '../database/database';
import { isUuid } from '../database/identify';
import type { Scope } from '../database/scope';
import { nearest } from '../problems/nearest';
import { notFound, type Problem } from '../problems/problem';
import { EpicBacklogs } from '../stories/epic-backlog.service';
import { Artifact } from './artifacts/artifact.entity';
import { Decision } from './decisions/decision.entity';
import type { Answers, Backlog, PlannedStage, Surroundings } from './plan/planned';
import { isOpenToAll } from './plan/questions';
import { artifactName, type Documents, requirementsOf } from './plan/requirements';
import { Run } from './run.entity';
import { Stage } from './stages/stage.entity';
import { isSettled } from './stages/stage.flow';

/** A run with all that its plan depends on. */
export interface Course {
  run: Run;
  /** In order; the passes of a cycle place by place. */
  stages: Stage[];
  /** Those that still count. */
  answers: Answers;
  /** Those that the stages name. */
  documents: Documents;
  /** Who may be named where a stage is open to all; empty when none is. */
  team: readonly string[];
  /** The stories that a cycle may take; null when it takes none. */
  backlog: Backlog | null;
  /** The stages that are offered to an agent who has not answered, by their readable ids. */
  offered: Set<string>;
  /** The key of the run that it was forked from. */
  forkedFrom: string | null;
  /** The keys of the runs that were forked from it, oldest first. */
  forks: string[];
  /** When it was read, by the clock of the database; in a transaction what that changes is dated so. */
  now: Date;
}

/** What decides about the course of a run beside its stages and answers. */
export const around = ({ run, team, backlog }: Pick<Course, 'run' | 'team' | 'backlog'>): Surroundings => ({
  team,
  backlog,
  parallel: run.parallelPasses,
});

interface Facts {
  answers: Record<string, boolean | string>;
  here: Documents['here'];
  offered: string[];
  forkedFrom: string | null;
  forks: string[];
}

/** What is known of a run that has just begun. */
const NOTHING: Facts = { answers: {}, here: [], offered: [], forkedFrom: null, forks: [] };

/** Reads where a run stands. */
@Injectable()
export class CourseReader {
  constructor(
    private readonly db: Database,
    private readonly roster: Roster,
    private readonly backlogs: EpicBacklogs,
  ) {}

  /** The run alone. @throws Problem 404 with look-alikes */
  async find(scope: Scope, id: string, lock = false): Promise<Run> {
    const [row] = await this.runs(named(scope, id), lock);
    if (row) return this.db.hydrate(Run, row);
    throw await this.unknown(scope, id);
  }

  /** 404 with the keys that look like it. */
  async unknown({ projectId }: Pick<Scope, 'projectId'>, id: string): Promise<Problem> {
    const recent = await this.db
      .of(Run)
      .find({ select: { key: true }, where: { projectId }, order: { id: 'DESC' }, take: 500 });
    const keys = recent.map(({ key }) => key);
    return notFound('workflow', id, nearest(id, keys));
  }

  /**
   * With all that its plan depends on, as of one moment. One way to the database and back: what comes after the lock is read
   * once that is held.
   * @param lock whether nobody else may change the run until the transaction ends
   * @throws Problem 404 with look-alikes
   */
  read(scope: Scope, id: string, lock = false): Promise<Course> {
    return lock ? this.readAll(scope, id, lock) : this.db.snapshot(() => this.readAll(scope, id, lock));
  }

  private async readAll(scope: Scope, id: string, lock: boolean): Promise<Course> {
    const run = named(scope, id);
    const [[row], stages, [facts]] = await Promise.all([
      this.runs(run, lock),
      this.db.sql<object>`
        select ${this.db.columns(Stage, 'stage')} from ${Run} run join ${Stage} stage on stage.run_uuid = run.id
        where ${run} order by stage.position, stage.pass`,
      this.facts(run),
    ]);
    if (!row) throw await this.unknown(scope, id);
    const hydrated = stages.map((stage) => this.db.hydrate(Stage, stage));
    return this.course(scope, this.db.hydrate(Run, row), hydrated, { ...facts, now: row.now });
  }

  /** The course of a run that the current transaction has made. */
  fresh(scope: Scope, run: Run, stages: Stage[]): Promise<Course> {
    return this.course(scope, run, stages, { ...NOTHING, now: run.createdAt });
  }

  private async course(
    scope: Scope,
    run: Run,
    stages: Stage[],
    { answers, here, offered, ...facts }: Facts & Pick<Course, 'now'>,
  ): Promise<Course> {
    const [elsewhere, lies] = await Promise.all([this.elsewhere(run, stages, here), this.around(scope, run, stages)]);
    const documents = { here: [...here], elsewhere };
    const known = { answers: new Map(Object.entries(answers)), documents, offered: new Set(offered) };
    return { ...facts, run, stages, ...known, ...lies };
  }

  /** What is asked of others, where the stages that are left make it matter. */
  async around(
    scope: Scope,
    { epicId }: Pick<Run, 'epicId'>,
    stages: readonly Pick<PlannedStage, 'status' | 'agentIds' | 'cycle'>[],
  ): Promise<Pick<Course, 'team' | 'backlog'>> {
    const left = stages.filter(({ status }) => !isSettled(status));
    const cycles = stages.some(({ cycle }) => cycle !== null) && left.length > 0;
    const [team, backlog] = await Promise.all([
      left.some(({ agentIds }) => isOpenToAll(agentIds)) ? this.roster.ids(scope) : [],
      epicId !== null && cycles ? this.backlogs.read(scope, epicId) : null,
    ]);
    return { team, backlog };
  }

  private runs(run: Part, lock: boolean): Promise<(object & Pick<Course, 'now'>)[]> {
    return this.db.sql`
      select ${this.db.columns(Run, 'run')}, now() as now from ${Run} run
      where ${run} ${lock ? part`for update` : part``}`;
  }

  private facts(run: Part): Promise<Facts[]> {
    return this.db.sql<Facts>`
      select coalesce((
          select jsonb_object_agg(decision.name, decision.value) from ${Decision} decision
          left join ${Stage} stage on stage.id = decision.stage_uuid
          where decision.run_uuid = run.id and decision.round >= coalesce(stage.round, 0)
        ), '{}') as answers,
        coalesce((
          select jsonb_agg(jsonb_build_object('document', document, 'stage', stage_uuid, 'round', round)) from (
            select document, stage_uuid, max(round) as round from ${Artifact}
            where run_uuid = run.id group by document, stage_uuid
          ) handed_in
        ), '[]') as here,
        array(
          select stage_id from ${Collaboration}
          where run_uuid = run.id and status = 'OFFERED' and stage_id is not null
        ) as offered,
        (select key from ${Run} origin where origin.id = run.forked_from_uuid) as "forkedFrom",
        array(select fork.key from ${Run} fork where fork.forked_from_uuid = run.id order by fork.id) as forks
      from ${Run} run where ${run}`;
  }

  /** Of what the stages make or need, that which other runs have; asked only where a stage may lack it that is not in wait. */
  private async elsewhere(run: Run, stages: Stage[], here: Documents['here']): Promise<ReadonlySet<string>> {
    const close = stages.filter(
      ({ status }) => !isSettled(status) && (status !== 'PENDING' || makesTasks(run, stages)),
    );
    const lacks = close.some((stage) =>
      requirementsOf(stage, stages, { here, elsewhere: new Set() }).some(({ satisfied }) => !satisfied),
    );
    if (!lacks) return new Set();
    const rows = await this.db.sql<{ document: string }>`
      select document from unnest(${documentsOf(stages)}::text[]) document where exists (
        select from ${Artifact} other
        where other.project_id = ${run.projectId} and other.document = document.document and other.run_uuid <> ${run.id}
      )`;
    return new Set(rows.map(({ document }) => document));
  }
}

/** The run of a readable id or a UUID, as a condition on `run`. */
const named = ({ projectId }: Pick<Scope, 'projectId'>, id: string): Part =>
  part`run.project_id = ${projectId} and ${isUuid(id) ? part`run.id = ${id}` : part`run.key = ${id}`}`;

/** Whether a stage may get a task, which may be claimed only while nothing is lacking. */
const makesTasks = ({ createsTasks }: Run, stages: readonly Stage[]): boolean =>
  createsTasks || stages.some(({ step }) => step.extra.creates_task === true);

/** Every document that the stages make or need, as it is known by. */
function documentsOf(stages: readonly Pick<PlannedStage, 'step'>[]): string[] {
  const made = stages.flatMap(({ step }) =>
    step.creates.flatMap(({ name, alternatives = [] }) => [name, ...alternatives]),
  );
  const needed = stages.flatMap(({ step }) => step.requires);
  return [...new Set([...made, ...needed].map(artifactName))];
}
