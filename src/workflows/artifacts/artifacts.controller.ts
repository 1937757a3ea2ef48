import { Body, Get, Param, Post, Query } from '@nestjs/common';
import { Paged, PageQuery } from '../../access/page.dto';
import { Refuses, Routes } from '../../access/routes';
import { InScope } from '../../access/scope.guard';
import { mapPage, type Page } from '../../database/page';
import type { Scope } from '../../database/scope';
import { WorkflowPath } from '../run.dto';
import { ArtifactPath, ArtifactSummary, ArtifactView, CreateArtifact } from './artifact.dto';
import { ArtifactsService } from './artifacts.service';

@Routes('workflows/:id/artifacts', 'Workflows')
export class ArtifactsController {
  constructor(private readonly artifacts: ArtifactsService) {}

  /**
   * Hand in a document from outside a stage
   * @remarks It satisfies the requirements that name it, in every run of the project.
   */
  @Post()
  @Refuses(409, 'The run has ended.')
  async attach(
    @InScope() scope: Scope,
    @Param() { id }: WorkflowPath,
    @Body() input: CreateArtifact,
  ): Promise<ArtifactView> {
    return ArtifactView.of(await this.artifacts.attach(scope, id, input));
  }

  /** List the documents of a run without their texts, oldest first */
  @Get()
  @Paged(ArtifactSummary)
  async list(
    @InScope() scope: Scope,
    @Param() { id }: WorkflowPath,
    @Query() query: PageQuery,
  ): Promise<Page<ArtifactSummary>> {
    return mapPage(await this.artifacts.list(scope, id, query), ArtifactSummary.of);
  }

  /** Get one document with its text */
  @Get(':artifact_id')
  async get(@InScope() scope: Scope, @Param() { id, artifact_id }: ArtifactPath): Promise<ArtifactView> {
    return ArtifactView.of(await this.artifacts.get(scope, id, artifact_id));
  }
}
