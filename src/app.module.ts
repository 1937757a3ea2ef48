import { type DynamicModule, Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { AccessModule } from './access/access.module';
import { ActivationModule } from './activation/activation.module';
import { AgentsModule } from './agents/agents.module';
import { ChecklistsModule } from './checklists/checklists.module';
import { CollaborationModule } from './collaboration/collaboration.module';
import { dataSourceOptions, type DatabaseSettings } from './data-source';
import { DatabaseModule } from './database/database.module';
import { DefinitionsModule } from './definitions/definitions.module';
import { EpicsModule } from './epics/epics.module';
import { EventsModule } from './events/events.module';
import { MemoryModule } from './memory/memory.module';
import type { MemoryOptions } from './memory/memory.options';
import { MonitoringModule } from './monitoring/monitoring.module';
import type { MonitoringOptions } from './monitoring/monitoring.options';
import { StoriesModule } from './stories/stories.module';
import { TasksModule } from './tasks/tasks.module';
import { WorkflowsModule } from './workflows/workflows.module';

export interface AppOptions {
  database: DatabaseSettings;
  /** The folders with BMAD definitions. */
  bmadCore: string[];
  /** Seconds without a heartbeat after which a session ends. */
  sessionTimeoutSeconds: number;
  memory: MemoryOptions;
  monitoring: MonitoringOptions;
}

/** Every module and face of the stand-alone server. */
@Module({})
export class AppModule {
  static forRoot({ database, bmadCore, sessionTimeoutSeconds, memory, monitoring }: AppOptions): DynamicModule {
    return {
      module: AppModule,
      imports: [
        DatabaseModule.forRoot(dataSourceOptions(database)),
        ScheduleModule.forRoot(),
        AccessModule,
        EventsModule,
        DefinitionsModule.forRoot({ folders: bmadCore }),
        AgentsModule.forRoot({ sessionTimeoutSeconds }),
        MemoryModule.forRoot(memory),
        EpicsModule,
        StoriesModule,
        ChecklistsModule,
        WorkflowsModule,
        TasksModule,
        CollaborationModule,
        ActivationModule,
        MonitoringModule.forRoot(monitoring),
      ],
    };
  }
}
