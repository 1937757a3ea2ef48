import { Injectable } from '@nestjs/common';
import { Database } from '../database/database';
import { Fresh } from '../database/fresh';
import { Notices } from '../database/notices';
import { page, type Page, type PageRequest } from '../database/page';
import type { Scope } from '../database/scope';
import { Events } from '../events/events.service';
import { nearest } from '../problems/nearest';
import { Problem, notFound } from '../problems/problem';
import { codeOf } from '../problems/problem-of';
import { Project } from './project.entity';

/** The project of a caller that names none. The first migration makes it. */
export const DEFAULT_PROJECT = 'default';

/** The topic of notices that projects have changed. */
const PROJECTS = 'projects';

type Listener = (project: Project) => Promise<void>;

/** As much of a project as every request has to know. */
interface KnownProject {
  readonly id: string;
}

@Injectable()
export class ProjectsService {
  private readonly known: Fresh<KnownProject>;
  private readonly listeners: Listener[] = [];

  constructor(
    private readonly db: Database,
    private readonly events: Events,
    notices: Notices,
  ) {
    this.known = new Fresh(notices, PROJECTS, (key) => this.read(key));
  }

  /** Has `listener` run inside the transaction that creates a project. */
  whenCreated(listener: Listener): void {
    this.listeners.push(listener);
  }

  /** @throws Problem 409 when the key is taken */
  async create(key: string, name: string, by = 'server'): Promise<Project> {
    return this.db.transaction(async () => {
      const project = await this.insert(key, name);
      const scope = { projectId: project.id, by };
      await this.events.add(scope, 'project.created', { type: 'project', id: project.id }, { key });
      for (const listener of this.listeners) await listener(project);
      return project;
    });
  }

  /** The projects that the caller may know of. */
  list(scope: Scope, request: PageRequest): Promise<Page<Project>> {
    const query = this.db.of(Project).createQueryBuilder('project');
    if (scope.bound) query.andWhere('project.id = :projectId', scope);
    return page(query, request);
  }

  /** @throws Problem 404 with look-alikes, also for a project that the caller must not know of */
  async visible({ bound, projectId }: Scope, key: string): Promise<Project> {
    const where = bound ? { key, id: projectId } : { key };
    const project = await this.db.of(Project).findOneBy(where);
    if (project) return project;
    throw await this.unknown(key, bound ? { id: projectId } : {});
  }

  /**
   * What every request has to know of a project.
   * @param only the key of the only project that the caller knows: any other is not there
   * @throws Problem 404 with look-alikes
   */
  async lookup(key: string, only?: string): Promise<KnownProject> {
    if (only !== undefined && key !== only) throw await this.unknown(key, { key: only });
    return this.known.known(key) ?? this.known.get(key);
  }

  /** The id behind a key. @throws Problem 404 with look-alikes */
  async idOf(key: string): Promise<string> {
    return (await this.lookup(key)).id;
  }

  private async read(key: string): Promise<KnownProject> {
    const project = await this.db.of(Project).findOne({ where: { key }, select: { id: true } });
    if (project) return project;
    throw await this.unknown(key, {});
  }

  /** 404, with look-alikes among the projects that the caller may know of. */
  private async unknown(key: string, where: { id?: string; key?: string }): Promise<Problem> {
    const keys = await this.db.of(Project).find({ where, select: { key: true }, order: { id: 'ASC' }, take: 1000 });
    const names = keys.map((other) => other.key);
    return notFound('project', key, nearest(key, names));
  }

  private async insert(key: string, name: string): Promise<Project> {
    try {
      const { identifiers } = await this.db.of(Project).insert({ key, name });
      return await this.db.of(Project).findOneByOrFail({ id: identifiers[0].id as string });
    } catch (error) {
      if (codeOf(error) !== '23505') throw error;
      throw new Problem('project-exists', 409, 'The project exists already', {
        detail: `There is a project '${key}' already; choose another key.`,
      });
    }
  }
}
