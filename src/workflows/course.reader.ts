import { Injectable } from '@nestjs/common';
import { Roster } from '../agents/roster.service';
import { Collaboration } from '../collaboration/collaboration.entity';
import { Database } from '../database/database';
import { identify } from '../database/identify';
import type { Scope } from '../database/scope';
import { nearest } from '../problems/nearest';
import { notFound, type Problem } from '../problems/problem';
import { EpicBacklogs } from '../stories/epic-backlog.service';
import { Artifact } from './artifacts/artifact.entity';
import { Decision } from './decisions/decision.entity';
import type { Answers, Backlog, PlannedStage, Surroundings } from './plan/planned';
import { isOpenToAll } from './plan/questions';
import { artifactName, type Documents } from './plan/requirements';
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
  elsewhere: string[];
  offered: string[];
  forkedFrom: string | null;
  forks: string[];
}

/** Reads where a run stands. */
@Injectable()
export class CourseReader {
  constructor(
    private readonly db: Database,
    private readonly roster: Roster,
    private readonly backlogs: EpicBacklogs,
  ) {}

  /** The run alone. @throws Problem 404 with look-alikes */
  async find({ projectId }: Scope, id: string, lock = false): Promise<Run> {
    const run = await this.db.of(Run).findOne({
      where: { projectId, ...identify(id, 'key') },
      ...(lock && { lock: { mode: 'pessimistic_write' as const } }),
    });
    if (run) return run;
    throw await this.unknown({ projectId }, id);
  }

  /** 404 with the keys that look like it. */
  async unknown({ projectId }: Pick<Scope, 'projectId'>, id: string): Promise<Problem> {
    const recent = await this.db
      .of(Run)
      .find({ select: { key: true }, where: { projectId }, order: { id: 'DESC' }, take: 500 });
    const keys = recent.map(({ key }) => key);
    return notFound('workflow', id, nearest(id, keys));
  }

  /** With all that its plan depends on, as of now. */
  async load(scope: Scope, run: Run): Promise<Course> {
    const stages = await this.db
      .of(Stage)
      .find({ where: { runUuid: run.id }, order: { position: 'ASC', pass: 'ASC' } });
    const { answers, here, elsewhere, offered, ...forks } = await this.facts(run, documentsOf(stages));
    const documents = { here, elsewhere: new Set(elsewhere) };
    const lies = await this.around(scope, run, stages);
    const known = { answers: new Map(Object.entries(answers)), documents, offered: new Set(offered) };
    return { run, stages, ...known, ...lies, ...forks };
  }

  /** What is asked of others, where the stages that are left make it matter. */
  async around(
    scope: Scope,
    { epicId }: Pick<Run, 'epicId'>,
    stages: readonly Pick<PlannedStage, 'status' | 'agentIds' | 'cycle'>[],
  ): Promise<Pick<Course, 'team' | 'backlog'>> {
    const left = stages.filter(({ status }) => !isSettled(status));
    const team = left.some(({ agentIds }) => isOpenToAll(agentIds)) ? await this.roster.ids(scope) : [];
    const cycles = stages.some(({ cycle }) => cycle !== null) && left.length > 0;
    const backlog = epicId !== null && cycles ? await this.backlogs.read(scope, epicId) : null;
    return { team, backlog };
  }

  private async facts(run: Run, named: readonly string[]): Promise<Facts> {
    const [facts] = await this.db.sql<Facts>`
      select coalesce((
          select jsonb_object_agg(decision.name, decision.value) from ${Decision} decision
          left join ${Stage} stage on stage.id = decision.stage_uuid
          where decision.run_uuid = ${run.id} and decision.round >= coalesce(stage.round, 0)
        ), '{}') as answers,
        coalesce((
          select jsonb_agg(jsonb_build_object('document', document, 'stage', stage_uuid, 'round', round)) from (
            select document, stage_uuid, max(round) as round from ${Artifact}
            where run_uuid = ${run.id} and document = any(${named}) group by document, stage_uuid
          ) handed_in
        ), '[]') as here,
        array(
          select document from unnest(${named}::text[]) document where exists (
            select from ${Artifact} other
            where other.project_id = ${run.projectId} and other.document = document.document and other.run_uuid <> ${run.id}
          )
        ) as elsewhere,
        array(
          select stage_id from ${Collaboration}
          where run_uuid = ${run.id} and status = 'OFFERED' and stage_id is not null
        ) as offered,
        (select key from ${Run} where id = ${run.forkedFromUuid}) as "forkedFrom",
        array(select key from ${Run} where forked_from_uuid = ${run.id} order by id) as forks`;
    return facts;
  }
}

/** Every document that the stages make or need, as it is known by. */
function documentsOf(stages: readonly Pick<PlannedStage, 'step'>[]): string[] {
  const made = stages.flatMap(({ step }) =>
    step.creates.flatMap(({ name, alternatives = [] }) => [name, ...alternatives]),
  );
  const needed = stages.flatMap(({ step }) => step.requires);
  return [...new Set([...made, ...needed].map(artifactName))];
}
