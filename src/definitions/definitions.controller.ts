import { Body, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { Needs } from '../access/needs';
import { Paged } from '../access/page.dto';
import { Refuses, Routes } from '../access/routes';
import { mapPage, type Page } from '../database/page';
import {
  DefinitionDetailView,
  DefinitionPath,
  DefinitionsQuery,
  DefinitionView,
  LoadReportView,
  ValidateDefinition,
  ValidationView,
} from './definition.dto';
import { DefinitionsService } from './definitions.service';

@Routes('definitions', 'Definitions')
export class DefinitionsController {
  constructor(private readonly definitions: DefinitionsService) {}

  /**
   * List the loaded definitions, oldest version first
   * @remarks They are the server's configuration and the same for every project. The list leaves out their bodies.
   */
  @Get()
  @Paged(DefinitionView)
  async list(@Query() { kind, pack, ...request }: DefinitionsQuery): Promise<Page<DefinitionView>> {
    return mapPage(await this.definitions.page({ kind, pack }, request), DefinitionView.of);
  }

  /** Get one definition with its body */
  @Get(':kind/:id')
  @Refuses(409, 'Several packs have this id. `suggestions` lists the full names.')
  async get(@Param() { kind, id }: DefinitionPath): Promise<DefinitionDetailView> {
    return DefinitionDetailView.of(await this.definitions.find(kind, id));
  }

  /**
   * Read the folders again
   * @remarks Changed files become new versions; runs under way keep the version they started with.
   */
  @Post('reload')
  @Needs('ADMIN', 'EVERYWHERE')
  @HttpCode(200)
  async reload(): Promise<LoadReportView> {
    return LoadReportView.of(await this.definitions.load());
  }

  /**
   * Read a definition without keeping it
   * @remarks Answers what would be stored and every problem with its line, also for files that cannot be used at all.
   */
  @Post('validate')
  @Needs('READ')
  @HttpCode(200)
  @Refuses(422, 'The content is larger than a definition file may be.')
  validate(@Body() { kind, file_name, content }: ValidateDefinition): ValidationView {
    return ValidationView.of(this.definitions.validate(kind, file_name ?? kind.toLowerCase(), content));
  }
}
