import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { Database } from '../database/database';
import type { Page } from '../database/page';
import type { Scope } from '../database/scope';
import { DefinitionsService } from '../definitions/definitions.service';
import type { Event } from '../events/event.entity';
import { Events } from '../events/events.service';
import { type Course, CourseService } from './course.service';
import { type Next, nextOf } from './plan/next';
import { type Timeline, timelineOf } from './plan/timeline';
import type { Run } from './run.entity';
import { Stage } from './stages/stage.entity';

/** How a run is going: nothing here changes it. */
@Injectable()
export class ProgressService {
  constructor(
    private readonly db: Database,
    private readonly course: CourseService,
    private readonly definitions: DefinitionsService,
    private readonly events: Events,
  ) {}

  read(scope: Scope, id: string): Promise<Course> {
    return this.course.read(scope, id);
  }

  async next(scope: Scope, id: string): Promise<{ run: Run; next: Next }> {
    const course = await this.course.read(scope, id);
    const { body } = await this.definitions.find('WORKFLOW', course.run.definitionUuid);
    return { run: course.run, next: nextOf(course, body.handoff_prompts) };
  }

  async timeline(scope: Scope, id: string): Promise<{ run: Run; timeline: Timeline }> {
    const course = await this.course.read(scope, id);
    return { run: course.run, timeline: timelineOf(course, new Date()) };
  }

  /** The stages of active runs that an agent may take, has taken or has failed at, oldest first. */
  stagesFor({ projectId }: Scope, agentId: string, limit = 20): Promise<Stage[]> {
    return this.db
      .of(Stage)
      .createQueryBuilder('stage')
      .innerJoinAndSelect('stage.run', 'run')
      .where({ projectId, status: In(['READY', 'ACTIVE', 'FAILED']) })
      .andWhere('stage.agentIds @> array[:agentId] and run.status = :active', { agentId, active: 'ACTIVE' })
      .orderBy('stage.id')
      .limit(limit)
      .getMany();
  }

  async history(scope: Scope, id: string, { after, limit }: { after?: string; limit?: number }): Promise<Page<Event>> {
    const run = await this.course.find(scope, id);
    return this.events.about(scope, run.id, after, limit);
  }
}
