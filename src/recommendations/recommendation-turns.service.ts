import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Project } from '../access/project.entity';
import { ProjectsService } from '../access/projects.service';
import { Database } from '../database/database';
import { Sweeper } from '../database/sweeper';
import { RecommendationEvaluation } from './evaluation.service';
import { RecommendationTurn } from './recommendation-turn.entity';

const EVERY_MS = 2_000;
/** How long a project rests between two looks. */
const REST_SECONDS = 900;
/** The actor of what the server does by itself. */
const SERVER = 'server';

/** Has each project looked at every quarter of an hour, by one server. */
@Injectable()
export class RecommendationTurns implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly sweeper = new Sweeper('Recommendations cannot be looked for', () => this.turn());

  constructor(
    private readonly db: Database,
    private readonly evaluation: RecommendationEvaluation,
    projects: ProjectsService,
  ) {
    projects.whenCreated(({ id }) => this.complete(id));
  }

  /** Projects that are older than this feature get a turn. */
  onApplicationBootstrap(): Promise<void> {
    return this.complete();
  }

  @Interval(EVERY_MS)
  tick(): Promise<void> {
    return this.sweeper.tick();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.stop();
  }

  /** No more looks by itself. */
  stop(): Promise<void> {
    return this.sweeper.stop();
  }

  /** Looks at as many projects as it takes to get round in time: all that are due at once would hold up everybody else. */
  private async turn(): Promise<boolean> {
    const [{ share }] = await this.db.sql<{ share: number }>`
      select ceil(count(*) * ${EVERY_MS / 1000 / REST_SECONDS}::float8)::int as share from ${RecommendationTurn}`;
    for (let n = 0; n < share; n++) if (!(await this.next())) break;
    return false;
  }

  /** Takes the turn of one project that is due. It is taken first, so that a look that fails holds up no other project. */
  private async next(): Promise<boolean> {
    const [due] = await this.db.transaction(
      () => this.db.sql<{ project_id: string }>`
        update ${RecommendationTurn} set at = clock_timestamp() where project_id = (
          select project_id from ${RecommendationTurn} where at <= clock_timestamp() - make_interval(secs => ${REST_SECONDS})
          order by at limit 1 for update skip locked)
        returning project_id`,
    );
    if (!due) return false;
    await this.evaluation.look({ projectId: due.project_id, by: SERVER });
    return true;
  }

  /** Gives one project, or all, a turn. */
  private async complete(projectId: string | null = null): Promise<void> {
    await this.db.sql`
      insert into ${RecommendationTurn} (project_id) select id from ${Project}
      where ${projectId}::uuid is null or id = ${projectId} order by id
      on conflict (project_id) do nothing`;
  }
}
