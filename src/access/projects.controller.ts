import { Body, Get, Param, Post, Query } from '@nestjs/common';
import { type Page, mapPage } from '../database/page';
import type { Scope } from '../database/scope';
import { Needs } from './needs';
import { PageQuery, Paged } from './page.dto';
import { CreateProject, ProjectPath, ProjectView } from './project.dto';
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
  async create(@InScope() { by }: Scope, @Body() { key, name }: CreateProject): Promise<ProjectView> {
    return ProjectView.of(await this.projects.create(key, name, by));
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
}
