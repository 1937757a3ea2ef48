import { type DynamicModule, Module } from '@nestjs/common';
import { AccessModule } from './access/access.module';
import { ActivationModule } from './activation/activation.module';
import { AgentsModule } from './agents/agents.module';
import { AnalyticsModule } from './analytics/analytics.module';
import { SuccessModule } from './analytics/success/success.module';
import { BmadModule } from './bmad.module';
import type { BmadOptions } from './bmad.options';
import { ChecklistsModule } from './checklists/checklists.module';
import { CollaborationModule } from './collaboration/collaboration.module';
import { DefinitionsModule } from './definitions/definitions.module';
import { EpicsModule } from './epics/epics.module';
import { FeedbackModule } from './feedback/feedback.module';
import { MemoryModule } from './memory/memory.module';
import { McpModule } from './mcp/mcp.module';
import { MonitoringModule } from './monitoring/monitoring.module';
import type { MonitoringOptions } from './monitoring/monitoring.options';
import { RetentionModule } from './retention/retention.module';
import { RecommendationsModule } from './recommendations/recommendations.module';
import { StoriesModule } from './stories/stories.module';
import { StreamModule } from './stream/stream.module';
import { TasksModule } from './tasks/tasks.module';
import { WebhooksModule } from './webhooks/webhooks.module';
import { WorkflowsModule } from './workflows/workflows.module';

export interface AppOptions extends BmadOptions {
  monitoring: MonitoringOptions;
}

/** Every module and face of the stand-alone server. */
@Module({})
export class AppModule {
  static forRoot({ monitoring, ...options }: AppOptions): DynamicModule {
    return {
      module: AppModule,
      imports: [
        BmadModule.forRoot(options),
        AccessModule,
        DefinitionsModule,
        AgentsModule,
        MemoryModule,
        EpicsModule,
        StoriesModule,
        ChecklistsModule,
        WorkflowsModule,
        TasksModule,
        CollaborationModule,
        ActivationModule,
        AnalyticsModule,
        StreamModule,
        WebhooksModule,
        RetentionModule,
        FeedbackModule,
        SuccessModule,
        RecommendationsModule,
        MonitoringModule.forRoot(monitoring),
        McpModule,
      ],
    };
  }
}
