import { Body, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { type Page, mapPage } from '../database/page';
import type { Scope } from '../database/scope';
import { Needs } from './needs';
import { PageQuery, Paged } from './page.dto';
import { ArchivePath, ChangeProject, CreateProject, ProjectPath, ProjectView } from './project.dto';
import { ProjectsService } from './projects.service';
import { Refuses, Routes } from './routes';
import { InScope } from './scope.guard';

@Routes('projects', 'Projects')
export class ProjectsController {
  constructor(private readonly projects: ProjectsService) {}

  /**
   * Create a project
   * @remarks It starts with every agent of the loaded definitions. Name it in the header `X-BMAD-Project` to work in it.
   */
  @Post()
  @Needs('ADMIN', 'EVERYWHERE')
  @Refuses(409, 'The key is taken.')
  async create(@InScope() { by }: Scope, @Body() { key, name, ...facts }: CreateProject): Promise<ProjectView> {
    return ProjectView.of(await this.projects.create(key, name, by, facts));
  }

  /**
   * List the projects, oldest first
   * @remarks With a key of one project, only that one.
   */
  @Get()
  @Paged(ProjectView)
  async list(@InScope() scope: Scope, @Query() query: PageQuery): Promise<Page<ProjectView>> {
    return mapPage(await this.projects.list(scope, query), ProjectView.of);
  }

  /** Get one project by its key */
  @Get(':key')
  async get(@InScope() scope: Scope, @Param() { key }: ProjectPath): Promise<ProjectView> {
    return ProjectView.of(await this.projects.visible(scope, key));
  }

  /** Change what a project is called, or what is said of it */
  @Patch(':key')
  @Needs('ADMIN')
  async change(
    @InScope() scope: Scope,
    @Param() { key }: ProjectPath,
    @Body() input: ChangeProject,
  ): Promise<ProjectView> {
    return ProjectView.of(await this.projects.change(scope, key, input));
  }

  /**
   * Put a project away
   * @remarks All in it may be read as before. What would change something is refused as `project-archived`, with 403, until
   * it is unarchived. What the server does by itself goes on: sessions end, webhooks are sent to.
   */
  @Post(':key/archive')
  @HttpCode(200)
  @Needs('ADMIN', 'EVERYWHERE')
  @Refuses(409, 'It is ARCHIVED already.')
  async archive(@InScope() scope: Scope, @Param() { key }: ArchivePath): Promise<ProjectView> {
    return ProjectView.of(await this.projects.archive(scope, key));
  }

  /** Take a project back into use */
  @Post(':key/unarchive')
  @HttpCode(200)
  @Needs('ADMIN', 'EVERYWHERE')
  @Refuses(409, 'It is ACTIVE already.')
  async unarchive(@InScope() scope: Scope, @Param() { key }: ArchivePath): Promise<ProjectView> {
    return ProjectView.of(await this.projects.unarchive(scope, key));
  }
}
