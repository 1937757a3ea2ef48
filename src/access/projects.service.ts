import { Injectable } from '@nestjs/common';
import { Database } from '../database/database';
import { page, type Page, type PageRequest } from '../database/page';
import { nearest } from '../problems/nearest';
import { Problem, notFound } from '../problems/problem';
import { codeOf } from '../problems/problem-of';
import { Project } from './project.entity';

/** The project of a caller that names none. The first migration makes it. */
export const DEFAULT_PROJECT = 'default';

type Listener = (project: Project) => Promise<void>;

@Injectable()
export class ProjectsService {
  /** Key to id. Keys never change and projects are never deleted, so an entry cannot go stale. */
  private readonly ids = new Map<string, string>();
  private readonly listeners: Listener[] = [];

  constructor(private readonly db: Database) {}

  /** Has `listener` run inside the transaction that creates a project. */
  whenCreated(listener: Listener): void {
    this.listeners.push(listener);
  }

  /** @throws Problem 409 when the key is taken */
  async create(key: string, name: string): Promise<Project> {
    return this.db.transaction(async () => {
      const project = await this.insert(key, name);
      for (const listener of this.listeners) await listener(project);
      return project;
    });
  }

  list(request: PageRequest): Promise<Page<Project>> {
    return page(this.db.of(Project).createQueryBuilder('project'), request);
  }

  /** @throws Problem 404 with look-alikes */
  async get(key: string): Promise<Project> {
    const project = await this.db.of(Project).findOneBy({ key });
    if (project) return project;
    const keys = await this.db.of(Project).find({ select: { key: true }, order: { id: 'ASC' }, take: 1000 });
    throw notFound(
      'project',
      key,
      nearest(
        key,
        keys.map((other) => other.key),
      ),
    );
  }

  /** The id behind a key. @throws Problem 404 with look-alikes */
  async idOf(key: string): Promise<string> {
    const known = this.ids.get(key);
    if (known) return known;
    const { id } = await this.get(key);
    this.ids.set(key, id);
    return id;
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
