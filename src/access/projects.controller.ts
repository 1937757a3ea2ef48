import { Body, Get, Param, Post, Query } from '@nestjs/common';
import { type Page, mapPage } from '../database/page';
import { PageQuery, Paged } from './page.dto';
import { CreateProject, ProjectPath, ProjectView } from './project.dto';
import { ProjectsService } from './projects.service';
import { Refuses, Routes } from './routes';

@Routes('projects', 'Projects')
export class ProjectsController {
  constructor(private readonly projects: ProjectsService) {}

  /**
   * Create a project
   * @remarks It starts with every agent of the loaded definitions. Name it in the header `X-BMAD-Project` to work in it.
   */
  @Post()
  @Refuses(409, 'The key is taken.')
  async create(@Body() { key, name }: CreateProject): Promise<ProjectView> {
    return ProjectView.of(await this.projects.create(key, name));
  }

  /** List the projects, oldest first */
  @Get()
  @Paged(ProjectView)
  async list(@Query() query: PageQuery): Promise<Page<ProjectView>> {
    return mapPage(await this.projects.list(query), ProjectView.of);
  }

  /** Get one project by its key */
  @Get(':key')
  async get(@Param() { key }: ProjectPath): Promise<ProjectView> {
    return ProjectView.of(await this.projects.get(key));
  }
}
