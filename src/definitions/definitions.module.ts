import { Global, Module } from '@nestjs/common';
import { DefinitionsController } from './definitions.controller';
import { DefinitionsService } from './definitions.service';

/** The definitions without routes. Global, because a server has one set of them. `DEFINITION_FOLDERS` must be provided globally. */
@Global()
@Module({ providers: [DefinitionsService], exports: [DefinitionsService] })
export class DefinitionsCoreModule {}

@Module({ controllers: [DefinitionsController] })
export class DefinitionsModule {}
