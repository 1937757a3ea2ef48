import { type DynamicModule, Module } from '@nestjs/common';
import { DefinitionsController } from './definitions.controller';
import { DEFINITION_FOLDERS, DefinitionsService } from './definitions.service';

export interface DefinitionsOptions {
  /** Folders that are packs or hold packs. */
  readonly folders: readonly string[];
}

/** The definitions without routes. Global, because a server has one set of them. */
@Module({})
export class DefinitionsCoreModule {
  static forRoot({ folders }: DefinitionsOptions): DynamicModule {
    return {
      module: DefinitionsCoreModule,
      global: true,
      providers: [DefinitionsService, { provide: DEFINITION_FOLDERS, useValue: folders }],
      exports: [DefinitionsService],
    };
  }
}

@Module({})
export class DefinitionsModule {
  static forRoot(options: DefinitionsOptions): DynamicModule {
    return {
      module: DefinitionsModule,
      imports: [DefinitionsCoreModule.forRoot(options)],
      controllers: [DefinitionsController],
    };
  }
}
