import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database';
import type { Scope } from '../../database/scope';
import { Events } from '../../events/events.service';
import type { Course } from '../course.reader';
import { LayoutsService } from '../layouts.service';
import { idInPass } from '../plan/layout';
import { progressOf } from '../plan/plan';
import type { Opening } from '../plan/planned';
import { Run } from '../run.entity';
import { Stage } from '../stages/stage.entity';

/** Lays out the turns of a cycle. */
@Injectable()
export class PassesService {
  constructor(
    private readonly db: Database,
    private readonly layouts: LayoutsService,
    private readonly events: Events,
  ) {}

  /**
   * Begins a pass inside the caller's transaction: its stages are added to the course, or tied to the story where they are
   * there already. What was handed in for another pass does not count for it, and progress does not fall.
   */
  async open(scope: Scope, course: Course, opening: Opening<Stage>): Promise<void> {
    const { cycle, pass, storyId, afterPasses } = opening;
    const { run } = course;
    run.round++;
    run.progressFloor = progressOf(course.stages, run.progressFloor);
    await this.db.sql`
      update ${Run} set round = ${run.round}, progress_floor = ${run.progressFloor}, updated_at = now() where id = ${run.id}`;
    const fresh = { storyId, afterPasses, round: run.round };
    if (opening.stages.length) await this.tie(opening.stages, fresh);
    else await this.layOut(scope, course, opening, fresh);
    const data = { key: run.key, cycle, pass, ...(storyId !== null && { story_id: storyId }) };
    await this.events.add(scope, 'workflow.pass_opened', { type: 'workflow', id: run.id }, data);
  }

  private async tie(stages: readonly Stage[], fresh: Pick<Stage, 'storyId' | 'afterPasses' | 'round'>): Promise<void> {
    const ids = stages.map(({ id }) => id);
    await this.db.sql`
      update ${Stage} set story_id = ${fresh.storyId}, after_passes = ${fresh.afterPasses}, round = ${fresh.round},
        updated_at = now(), version = version + 1
      where id = any(${ids}::uuid[])`;
    for (const stage of stages) Object.assign(stage, fresh);
  }

  private async layOut(
    { projectId }: Scope,
    { run, stages }: Course,
    { cycle, pass }: Opening<Stage>,
    fresh: Pick<Stage, 'storyId' | 'afterPasses' | 'round'>,
  ): Promise<void> {
    const drafts = (await this.layouts.of(run)).filter((draft) => draft.cycle === cycle);
    const ids = await this.db.insert(
      Stage,
      drafts.map((draft) => ({
        ...draft,
        ...fresh,
        stageId: idInPass(draft.stageId, pass),
        pass,
        projectId,
        runUuid: run.id,
      })),
    );
    const made = await this.db
      .of(Stage)
      .createQueryBuilder('stage')
      .where('stage.id in (:...ids)', { ids })
      .orderBy('stage.position')
      .getMany();
    stages.push(...made);
    stages.sort((a, b) => a.position - b.position || a.pass - b.pass);
  }
}
