import {
  type DynamicModule,
  Global,
  type InjectionToken,
  Module,
  type ModuleMetadata,
  type OptionalFactoryDependency,
  type Provider,
} from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { AccessCoreModule } from './access/access.module';
import { AgentsCoreModule } from './agents/agents.module';
import { AgentsOptions } from './agents/agents.options';
import { BMAD_OPTIONS, type BmadOptions } from './bmad.options';
import { dataSourceOptions } from './data-source';
import { DatabaseModule, DatabaseOptions } from './database/database.module';
import { DefinitionsCoreModule } from './definitions/definitions.module';
import { DEFINITION_FOLDERS } from './definitions/definitions.service';
import { EventsModule } from './events/events.module';
import { MemoryCoreModule } from './memory/memory.module';
import { MemoryOptions } from './memory/memory.options';
import { retentionDays, RetentionOptions } from './retention/retention.options';
import { webhooksDefaults, WebhooksOptions } from './webhooks/webhooks.options';

/** How options are made that are not known when the module is written. */
export interface BmadAsyncOptions extends Pick<ModuleMetadata, 'imports'> {
  inject?: (InjectionToken | OptionalFactoryDependency)[];
  // What is injected is the host's.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  useFactory: (...injected: any[]) => BmadOptions | Promise<BmadOptions>;
}

/** Hands each part its own options. Each is taken from all of them here, and nowhere else. */
@Global()
@Module({})
class BmadOptionsModule {
  static with(options: Provider, imports: ModuleMetadata['imports'] = []): DynamicModule {
    const part = <T>(provide: InjectionToken, of: (options: BmadOptions) => T): Provider => ({
      provide,
      inject: [BMAD_OPTIONS],
      useFactory: of,
    });
    const parts = [
      part<DatabaseOptions>(DatabaseOptions, ({ database, migrate: migrates = true }) => ({
        source: dataSourceOptions(database),
        migrates,
      })),
      part(DEFINITION_FOLDERS, ({ bmadCore = [] }) => bmadCore),
      part<AgentsOptions>(AgentsOptions, ({ sessionTimeoutSeconds = 900 }) => ({ sessionTimeoutSeconds })),
      part<MemoryOptions>(MemoryOptions, ({ memory }) => ({ secrets: 'refuse', ...memory })),
      part<RetentionOptions>(RetentionOptions, ({ retention: { removes = true, days } = {} }) => ({
        removes,
        days: { ...retentionDays, ...days },
      })),
      part<WebhooksOptions>(WebhooksOptions, ({ webhooks }) => ({ ...webhooksDefaults, ...webhooks })),
    ];
    const tokens = parts.map((one) => (one as { provide: InjectionToken }).provide);
    return { module: BmadOptionsModule, imports, providers: [options, ...parts], exports: tokens };
  }
}

/**
 * What every feature stands on: the database, projects, events, definitions, the team and its memory. It has no routes.
 * Import it once, beside the features that you want: `TasksModule` with its routes or `TasksCoreModule` without.
 */
@Module({})
export class BmadModule {
  static forRoot(options: BmadOptions): DynamicModule {
    return BmadModule.on(BmadOptionsModule.with({ provide: BMAD_OPTIONS, useValue: options }));
  }

  /** The same with options that a factory makes of what it has injected. */
  static forRootAsync({ imports, inject = [], useFactory }: BmadAsyncOptions): DynamicModule {
    return BmadModule.on(BmadOptionsModule.with({ provide: BMAD_OPTIONS, inject, useFactory }, imports));
  }

  private static on(options: DynamicModule): DynamicModule {
    return {
      module: BmadModule,
      imports: [
        options,
        ScheduleModule.forRoot(),
        DatabaseModule,
        AccessCoreModule,
        EventsModule,
        DefinitionsCoreModule,
        AgentsCoreModule,
        MemoryCoreModule,
      ],
    };
  }
}
