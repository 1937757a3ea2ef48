import { Injectable } from '@nestjs/common';
import { AgentSession } from '../../agents/agent-session.entity';
import { Database } from '../../database/database';
import { isUuid } from '../../database/identify';
import type { Scope } from '../../database/scope';
import { Definition } from '../../definitions/definition.entity';
import { Artifact } from '../artifacts/artifact.entity';
import { CourseReader } from '../course.reader';
import { Decision } from '../decisions/decision.entity';
import { artifactName, requirementsOf } from '../plan/requirements';
import { Run } from '../run.entity';
import { Stage } from '../stages/stage.entity';
import { type Next, type NextCourse, nextOf, type NextStage } from './next';

interface NextRow {
  run: NextCourse['run'] & Pick<Run, 'parallelPasses'>;
  stages: NextStage[];
  answers: Record<string, boolean | string>;
  here: NextCourse['documents']['here'];
  prompts: Record<string, string>;
}

/** What to do now in a run. It is asked for most of all, so it reads no more than it says. */
@Injectable()
export class NextService {
  constructor(
    private readonly db: Database,
    private readonly reader: CourseReader,
  ) {}

  /** @throws Problem 404 with look-alikes */
  next(scope: Scope, id: string): Promise<{ run: NextCourse['run']; next: Next }> {
    return this.db.snapshot(() => this.readNext(scope, id));
  }

  private async readNext(scope: Scope, id: string): Promise<{ run: NextCourse['run']; next: Next }> {
    const row = await this.read(scope, id);
    if (!row) throw await this.reader.unknown(scope, id);
    const { run, stages, here, prompts } = row;
    const [elsewhere, { team, backlog }] = await Promise.all([
      this.elsewhere(scope, run.key, stages, here),
      this.reader.around(scope, run, stages),
    ]);
    const course: NextCourse = {
      run,
      stages,
      answers: new Map(Object.entries(row.answers)),
      documents: { here, elsewhere },
      around: { team, backlog, parallel: run.parallelPasses },
      prompts,
    };
    return { run, next: nextOf(course) };
  }

  /** One statement, and of the steps only what the plan needs, but for those that somebody does now. */
  private async read({ projectId }: Scope, id: string): Promise<NextRow | undefined> {
    const [row] = await this.db.sql<NextRow>`
      select
        jsonb_build_object('key', run.key, 'workflowId', run.workflow_id, 'status', run.status, 'endedAt', run.ended_at, 'epicId', run.epic_id,
          'progressFloor', run.progress_floor, 'parallelPasses', run.parallel_passes, 'context', run.context) as run,
        coalesce(definition.body -> 'handoff_prompts', '{}') as prompts,
        coalesce((
          select jsonb_agg(jsonb_build_object('id', stage.id, 'stageId', stage.stage_id, 'position', stage.position,
            'pass', stage.pass, 'cycle', stage.cycle, 'afterPasses', stage.after_passes, 'storyId', stage.story_id,
            'round', stage.round, 'name', stage.name, 'status', stage.status, 'agentIds', stage.agent_ids,
            'acknowledged', stage.acknowledged, 'agentId', stage.agent_id, 'sessionId', stage.session_id,
            'step', case when stage.status in ('READY', 'ACTIVE') then stage.step
              else stage.step - array['notes', 'extra', 'uses', 'updates', 'validates', 'optional_steps'] end,
            'outputs', case when stage.status = 'COMPLETED' and definition.body ->> 'handoff_prompts' like '%{{%'
              then stage.outputs end,
            'sessionAlive', case when stage.status = 'ACTIVE' then (
              select session.ended_at is null and session.expires_at > now() from ${AgentSession} session
              where session.id = stage.session_uuid) end
          ) order by stage.position, stage.pass)
          from ${Stage} stage where stage.run_uuid = run.id
        ), '[]') as stages,
        coalesce((
          select jsonb_object_agg(decision.name, decision.value) from ${Decision} decision
          left join ${Stage} stage on stage.id = decision.stage_uuid
          where decision.run_uuid = run.id and decision.round >= coalesce(stage.round, 0)
        ), '{}') as answers,
        coalesce((
          select jsonb_agg(jsonb_build_object('document', document, 'stage', stage_uuid, 'round', round)) from (
            select document, stage_uuid, max(round) as round from ${Artifact}
            where run_uuid = run.id group by document, stage_uuid
          ) handed_in
        ), '[]') as here
      from ${Run} run join ${Definition} definition on definition.id = run.definition_uuid
      where run.project_id = ${projectId} and (run.key = ${id} or run.id = ${isUuid(id) ? id : null})`;
    return row;
  }

  /** Of the documents that ready stages lack in this run, those that another one has. */
  private async elsewhere(
    { projectId }: Scope,
    key: string,
    stages: readonly NextStage[],
    here: NextCourse['documents']['here'],
  ): Promise<ReadonlySet<string>> {
    const ready = stages.filter(({ status }) => status === 'READY');
    const lacking = ready.some((stage) =>
      requirementsOf(stage, stages, { here, elsewhere: new Set() }).some(({ satisfied }) => !satisfied),
    );
    if (!lacking) return new Set();
    const creates = stages.flatMap(({ step }) =>
      step.creates.flatMap(({ name, alternatives = [] }) => [name, ...alternatives]),
    );
    const named = [...new Set([...ready.flatMap(({ step }) => step.requires), ...creates].map(artifactName))];
    const rows = await this.db.sql<{ document: string }>`
      select document from unnest(${named}::text[]) document where exists (
        select from ${Artifact} other join ${Run} run on run.id = other.run_uuid
        where other.project_id = ${projectId} and other.document = document.document and run.key <> ${key}
      )`;
    return new Set(rows.map(({ document }) => document));
  }
}
