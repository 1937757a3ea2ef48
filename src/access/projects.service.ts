import { Injectable } from '@nestjs/common';
import { Database } from '../database/database';
import { Fresh } from '../database/fresh';
import { Notices } from '../database/notices';
import { page, type Page, type PageRequest } from '../database/page';
import type { Scope } from '../database/scope';
import { Events } from '../events/events.service';
import { nearest } from '../problems/nearest';
import { illegalMove, Problem, notFound } from '../problems/problem';
import { codeOf } from '../database/failures';
import { IsNull, Not } from 'typeorm';
import { Project } from './project.entity';

/** The project of a caller that names none. The first migration makes it. */
export const DEFAULT_PROJECT = 'default';

/** The topic of notices that projects have changed. */
const PROJECTS = 'projects';

/** What is said of a project beside its key. */
export type ProjectFacts = Partial<Pick<Project, 'name' | 'description' | 'settings'>>;

type Listener = (project: Project) => Promise<void>;

/** As much of a project as every request has to know. */
interface KnownProject {
  readonly id: string;
  /** Whether nobody may write in it. */
  readonly archived: boolean;
}

@Injectable()
export class ProjectsService {
  private readonly known: Fresh<KnownProject>;
  private readonly listeners: Listener[] = [];

  constructor(
    private readonly db: Database,
    private readonly events: Events,
    private readonly notices: Notices,
  ) {
    this.known = new Fresh(notices, PROJECTS, (key) => this.read(key));
  }

  /** Has `listener` run inside the transaction that creates a project. */
  whenCreated(listener: Listener): void {
    this.listeners.push(listener);
  }

  /** @throws Problem 409 when the key is taken */
  async create(key: string, name: string, by = 'server', facts: ProjectFacts = {}): Promise<Project> {
    return this.db.transaction(async () => {
      const project = await this.insert({ ...facts, key, name });
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

  /** Changes what is given. @throws Problem 404, 403 when it is archived */
  change(scope: Scope, key: string, change: ProjectFacts): Promise<Project> {
    return this.db.transaction(async () => {
      const { id } = await this.visible(scope, key);
      const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
      const { affected } = await this.db.of(Project).update({ id, archivedAt: IsNull() }, given);
      if (!affected) throw projectArchived(key);
      return this.announced(scope, 'changed', id, { changed: Object.keys(given) });
    });
  }

  /** From now on nobody may write in it. @throws Problem 404, 409 when that is so already */
  archive(scope: Scope, key: string): Promise<Project> {
    return this.put(scope, key, true);
  }

  /** It may be written in again. @throws Problem 404, 409 when that is so already */
  unarchive(scope: Scope, key: string): Promise<Project> {
    return this.put(scope, key, false);
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

  private put(scope: Scope, key: string, away: boolean): Promise<Project> {
    const [from, to] = away ? ['ACTIVE', 'ARCHIVED'] : ['ARCHIVED', 'ACTIVE'];
    return this.db.transaction(async () => {
      const { id } = await this.visible(scope, key);
      const set = away ? { archivedAt: () => 'now()', archivedBy: scope.by } : { archivedAt: null, archivedBy: null };
      const { affected } = await this.db.of(Project).update({ id, archivedAt: away ? IsNull() : Not(IsNull()) }, set);
      if (!affected) throw illegalMove('project', key, to, to, [from]);
      await this.notices.tell(PROJECTS, id);
      return this.announced(scope, away ? 'archived' : 'unarchived', id);
    });
  }

  private async announced({ by }: Scope, what: string, id: string, data = {}): Promise<Project> {
    const project = await this.db.of(Project).findOneByOrFail({ id });
    const subject = { type: 'project', id };
    await this.events.add({ projectId: id, by }, `project.${what}`, subject, { key: project.key, ...data });
    return project;
  }

  private async read(key: string): Promise<KnownProject> {
    const project = await this.db.of(Project).findOne({ where: { key }, select: { id: true, archivedAt: true } });
    if (project) return { id: project.id, archived: project.archivedAt !== null };
    throw await this.unknown(key, {});
  }

  /** 404, with look-alikes among the projects that the caller may know of. */
  private async unknown(key: string, where: { id?: string; key?: string }): Promise<Problem> {
    const keys = await this.db.of(Project).find({ where, select: { key: true }, order: { id: 'ASC' }, take: 1000 });
    const names = keys.map((other) => other.key);
    return notFound('project', key, nearest(key, names));
  }

  private async insert(project: ProjectFacts & { key: string; name: string }): Promise<Project> {
    try {
      const { identifiers } = await this.db.of(Project).insert(project);
      return await this.db.of(Project).findOneByOrFail({ id: identifiers[0].id as string });
    } catch (error) {
      if (codeOf(error) !== '23505') throw error;
      throw new Problem('project-exists', 409, 'The project exists already', {
        detail: `There is a project '${project.key}' already; choose another key.`,
      });
    }
  }
}

/** 403: all of it may be read, and nothing written. */
export const projectArchived = (key: string): Problem =>
  new Problem('project-archived', 403, 'The project is archived', {
    detail: `The project '${key}' is archived: all in it may be read, and nothing changed. Whoever rules over all projects may unarchive it.`,
  });
